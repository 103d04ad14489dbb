//! Sizes that tell little: every message is as long as one of a few buckets.

use crate::session::SessionError;

/// Length of the number in front of the content.
const HEAD: usize = 4;
const KIB: usize = 1024;

/// The length that `len` bytes are padded to: 1, 4, 16 or 64 KiB, then multiples of 64 KiB.
///
/// ```
/// use phiward_attest::session::bucket;
/// assert_eq!([0, 1024, 1025, 20_000, 65_537].map(bucket), [1024, 1024, 4096, 65_536, 131_072]);
/// ```
#[must_use]
pub const fn bucket(len: usize) -> usize {
    match len {
        0..=0x400 => KIB,
        0x401..=0x1000 => 4 * KIB,
        0x1001..=0x4000 => 16 * KIB,
        _ => len.div_ceil(64 * KIB).saturating_mul(64 * KIB),
    }
}

/// Bytes that `len` bytes of content need without padding: their length stands in front.
pub(crate) const fn framed(len: usize) -> usize {
    len.saturating_add(HEAD)
}

/// Writes the length and the content to the front of `space`, and zeros behind.
pub(crate) fn write(space: &mut [u8], parts: &[&[u8]]) -> Result<(), SessionError> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let head = u32::try_from(len).map_err(|_| SessionError::LimitExceeded)?.to_be_bytes();
    let mut rest = space;
    for part in [head.as_slice()].into_iter().chain(parts.iter().copied()) {
        let (here, behind) = rest.split_at_mut_checked(part.len()).ok_or(SessionError::LimitExceeded)?;
        here.copy_from_slice(part);
        rest = behind;
    }
    rest.fill(0);
    Ok(())
}

/// The content of a padded message. What is behind it must be zero: padding is no place for a second message.
pub(crate) fn read(padded: &[u8]) -> Result<&[u8], SessionError> {
    let (head, rest) = padded.split_first_chunk::<HEAD>().ok_or(SessionError::Malformed)?;
    let len = usize::try_from(u32::from_be_bytes(*head)).map_err(|_| SessionError::Malformed)?;
    let (content, padding) = rest.split_at_checked(len).ok_or(SessionError::Malformed)?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(SessionError::Malformed);
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_back_and_padding_says_nothing() {
        let mut space = [0xff; 16];
        write(&mut space, &[b"ab", b"c"]).unwrap();
        assert_eq!(space, *b"\0\0\0\x03abc\0\0\0\0\0\0\0\0\0");
        assert_eq!(read(&space), Ok(b"abc".as_slice()));
        space[15] = 1;
        assert_eq!(read(&space), Err(SessionError::Malformed));
        assert_eq!(read(&[0, 0, 0, 1]), Err(SessionError::Malformed));
        assert_eq!(read(&[0, 0, 0]), Err(SessionError::Malformed));
        assert_eq!(write(&mut space, &[&[0; 13]]), Err(SessionError::LimitExceeded));
    }

    #[test]
    fn buckets_are_never_smaller_than_their_content() {
        for len in (0..300_000).step_by(7) {
            assert!(bucket(len) >= len && bucket(bucket(len)) == bucket(len), "{len}");
        }
    }
}
