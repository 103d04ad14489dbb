//! Taking files out of wheels, source archives and Debian packages.

use std::io::{Cursor, Read};

use super::Error;

/// A package opened by the end of its file name.
pub(super) enum Archive {
    /// A wheel, or a spreadsheet.
    Zip(zip::ZipArchive<Cursor<Vec<u8>>>),
    /// The bytes of a tar archive.
    Tar(Vec<u8>),
}

impl Archive {
    /// Opens a `.whl`, `.xlsx`, `.tar.gz`, `.tgz` or `.deb`.
    pub(super) fn open(name: &str, bytes: Vec<u8>) -> Result<Self, Error> {
        let failed = |error: &dyn core::fmt::Display| Error(format!("{name}: {error}"));
        if name.ends_with(".whl") || name.ends_with(".xlsx") {
            return zip::ZipArchive::new(Cursor::new(bytes)).map(Self::Zip).map_err(|error| failed(&error));
        }
        let mut tar = Vec::new();
        if name.ends_with(".deb") {
            let data = ar_member(&bytes, "data.tar.xz").ok_or_else(|| failed(&"holds no data.tar.xz"))?;
            lzma_rs::xz_decompress(&mut &*data, &mut tar).map_err(|error| failed(&format!("{error:?}")))?;
        } else {
            flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut tar).map_err(|error| failed(&error))?;
        }
        Ok(Self::Tar(tar))
    }

    /// The bytes of the file whose path ends so.
    pub(super) fn file(&mut self, path_end: &str) -> Result<Vec<u8>, Error> {
        let mut found = self.files(path_end)?;
        match found.pop() {
            Some((_, bytes)) if found.is_empty() => Ok(bytes),
            _ => Err(Error(format!("the package does not hold exactly one file {path_end}"))),
        }
    }

    /// The text of the file whose path ends so.
    pub(super) fn text(&mut self, path_end: &str) -> Result<String, Error> {
        String::from_utf8(self.file(path_end)?).map_err(|_| Error(format!("{path_end} is not UTF-8")))
    }

    /// The path and bytes of every file whose path ends so, sorted by path.
    pub(super) fn files(&mut self, path_end: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut files = Vec::new();
        match self {
            Self::Zip(zip) => {
                for index in 0..zip.len() {
                    let mut entry = zip.by_index(index)?;
                    let path = entry.name()?.into_owned();
                    if path.ends_with(path_end) {
                        let mut bytes = Vec::new();
                        entry.read_to_end(&mut bytes)?;
                        files.push((path, bytes));
                    }
                }
            }
            Self::Tar(tar) => {
                for entry in tar::Archive::new(&**tar).entries()? {
                    let mut entry = entry?;
                    let path = entry.path()?.to_string_lossy().into_owned();
                    if path.ends_with(path_end) && entry.header().entry_type().is_file() {
                        let mut bytes = Vec::new();
                        entry.read_to_end(&mut bytes)?;
                        files.push((path, bytes));
                    }
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Unpacks a gzip file.
pub(super) fn gunzip(bytes: &[u8]) -> Result<String, Error> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text)?;
    Ok(text)
}

/// A member of an `ar` archive: a header of 60 bytes with the name and the decimal size, then the bytes.
fn ar_member<'a>(archive: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut rest = archive.strip_prefix(b"!<arch>\n")?;
    loop {
        let (header, after) = rest.split_at_checked(60)?;
        let size: usize = str::from_utf8(header.get(48..58)?).ok()?.trim().parse().ok()?;
        let member = after.get(..size)?;
        if str::from_utf8(header.get(..16)?).ok()?.trim().trim_end_matches('/') == name {
            return Some(member);
        }
        rest = after.get(size.next_multiple_of(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_member_of_an_ar_archive() {
        let mut archive = b"!<arch>\n".to_vec();
        for (name, body) in [("debian-binary", "2.0"), ("data.tar.xz", "body")] {
            archive.extend(
                format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, body.len()).bytes(),
            );
            archive.extend(body.bytes());
            archive.resize(archive.len().next_multiple_of(2), b'\n');
        }
        assert_eq!(ar_member(&archive, "data.tar.xz"), Some(&b"body"[..]));
        assert_eq!(ar_member(&archive, "control.tar.xz"), None);
        assert_eq!(ar_member(b"other", "data.tar.xz"), None);
    }
}
