//! Files are told by their first bytes, and by nothing that their sender says.

use phiward_phi::file::{FileError, FileKind, FileRules};

#[test]
fn files_are_told_by_their_first_bytes() {
    let rules = FileRules::default();
    let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00";
    assert_eq!(rules.check(b"%PDF-2.0\n", 9), Ok(FileKind::Pdf));
    assert_eq!(rules.check(b"\xff\xd8\xff\xe0\x00\x10JFIF", 9), Ok(FileKind::Jpeg));
    assert_eq!(rules.check(b"\xff\xd8\xff\xdb\x00", 9), Ok(FileKind::Jpeg));
    assert_eq!(rules.check(png, 9), Ok(FileKind::Png));
    let others: [&[u8]; 10] = [
        b"%PDF",
        b"%PDF-x.1",
        b" %PDF-1.7",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"PK\x03\x04",
        b"<svg xmlns",
    ];
    for head in others {
        assert_eq!(rules.check(head, 9), Err(FileError::TypeNotAllowed), "{head:?}");
        assert_eq!(FileKind::sniff(head), None);
    }
    for length in 0..16 {
        assert_eq!(FileKind::sniff(png.get(..length).unwrap()), None);
    }
    assert_eq!(rules.check(b"", 0), Err(FileError::Empty));
    assert_eq!(rules.check(png, 0), Err(FileError::Empty));
    assert_eq!(rules.check(png, 50 * 1024 * 1024), Ok(FileKind::Png));
    assert_eq!(rules.check(png, 50 * 1024 * 1024 + 1), Err(FileError::TooLarge));
    assert_eq!(FileError::TooLarge.http_status(), 413);
    assert_eq!(FileError::TypeNotAllowed.http_status(), 415);
    let pdf_only = FileRules { kinds: &[FileKind::Pdf], ..rules };
    assert_eq!(pdf_only.check(png, 9), Err(FileError::TypeNotAllowed));
}
