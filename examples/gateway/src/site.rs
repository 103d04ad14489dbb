//! The files of a page of ours, read once at the start: a path can name nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use axum::body::Bytes;
use axum::http::HeaderValue;
use sha2::{Digest as _, Sha256};

use crate::config::{ConfigError, to_hex};

/// Most files of a page.
const MAX_FILES: usize = 1000;
/// Most bytes of all of them.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A file as it is served.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) content_type: &'static str,
    pub(crate) etag: HeaderValue,
    pub(crate) bytes: Bytes,
    /// Whether its name changes with its content, so that it never has to be asked for again.
    pub(crate) is_fixed: bool,
}

/// All files, by their path below the folder.
#[derive(Debug, Default)]
pub(crate) struct Site(BTreeMap<String, File>);

impl Site {
    pub(crate) fn read(folder: &Path) -> Result<Self, ConfigError> {
        let mut site = Self::default();
        let mut left = MAX_BYTES;
        site.add(folder, "", &mut left)?;
        if site.0.contains_key("index.html") {
            Ok(site)
        } else {
            Err(ConfigError::new(format!("{}: a site has an index.html", folder.display())))
        }
    }

    /// The file of a path; that of the folder is its index.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.0.get(if path.is_empty() { "index.html" } else { path })
    }

    fn add(&mut self, folder: &Path, prefix: &str, left: &mut usize) -> Result<(), ConfigError> {
        let fault = |what: &dyn core::fmt::Display| ConfigError::new(format!("{}: {what}", folder.display()));
        for entry in fs::read_dir(folder).map_err(|error| fault(&error))? {
            let entry = entry.map_err(|error| fault(&error))?;
            let kind = entry.file_type().map_err(|error| fault(&error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = format!("{prefix}{name}");
            if kind.is_dir() {
                self.add(&entry.path(), &format!("{path}/"), left)?;
            } else if kind.is_file() {
                let bytes = fs::read(entry.path()).map_err(|error| fault(&error))?;
                let within = left.checked_sub(bytes.len()).filter(|_| self.0.len() < MAX_FILES);
                *left = within.ok_or_else(|| fault(&"too many files, or too large ones"))?;
                self.0.insert(path, File::new(&name, prefix, bytes)?);
            }
        }
        Ok(())
    }
}

impl File {
    fn new(name: &str, prefix: &str, bytes: Vec<u8>) -> Result<Self, ConfigError> {
        let hash = to_hex(&Sha256::digest(&bytes));
        let etag = HeaderValue::from_str(&format!("\"{hash}\""));
        let etag = etag.map_err(|_| ConfigError::new("a hash is no header"))?;
        let is_fixed = prefix == "assets/";
        Ok(Self { content_type: content_type(name), etag, bytes: bytes.into(), is_fixed })
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::Site;

    #[test]
    fn what_is_in_the_folder_is_served_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        assert!(Site::read(folder.path()).is_err(), "a page has an index");
        std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
        std::fs::write(folder.path().join("assets/a.wasm"), "wasm").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("passwd")).unwrap();
        let site = Site::read(folder.path()).unwrap();
        assert_eq!(site.file("").unwrap().content_type, "text/html; charset=utf-8");
        assert!(!site.file("index.html").unwrap().is_fixed);
        assert!(site.file("assets/a.wasm").unwrap().is_fixed);
        for absent in ["passwd", "assets", "../index.html", "assets/../index.html", "/etc/passwd"] {
            assert!(site.file(absent).is_none(), "{absent}");
        }
    }
}
