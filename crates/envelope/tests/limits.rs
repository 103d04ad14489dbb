//! Where the format ends: the largest extension, header and context, and one byte more.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod sample;

use phiward_envelope::{
    Context, Error, Extension, Header, KeyId, MAX_CONTEXT_LEN, MAX_EXTENSIONS_LEN, Opener, Purpose, Sealer,
};
use sample::{Counting, FIXED, PREAMBLE, TAG, context, key};

#[test]
fn the_constants_are_those_of_the_specification() {
    assert_eq!((MAX_EXTENSIONS_LEN, MAX_CONTEXT_LEN, Header::MAX_LEN), (1024, 8192, 22 + 1024));
}

#[test]
fn an_extension_fills_1024_bytes_at_most() {
    let (key, context) = (key(1), context());
    assert_eq!(Extension::new(64, &[0; 1022]), Err(Error::LimitExceeded));
    assert_eq!(Extension::new(64, &[0; 70_000]), Err(Error::LimitExceeded));
    let largest = [Extension::new(64, &[9; 1021]).unwrap()];
    let sealer = Sealer::new(&key, &context, Purpose::RECORD).with_extensions(&largest).unwrap();
    let envelope = sealer.seal(b"note", &mut Counting::new()).unwrap();
    assert_eq!(envelope.len(), FIXED + 1024 + PREAMBLE + 4 + TAG);
    assert_eq!(Header::parse(envelope.get(..Header::MAX_LEN).unwrap()).unwrap().extensions(), largest);
    assert_eq!(Opener::from(&sealer).open(&envelope).unwrap().as_bytes(), b"note");
}

#[test]
fn all_extensions_together_fill_1024_bytes_at_most() {
    let (key, context) = (key(1), context());
    let sealer = || Sealer::new(&key, &context, Purpose::RECORD);
    let extension = |len| Extension::new(64, &vec![9; len]).unwrap();
    assert!(sealer().with_extensions(&[extension(1000), extension(18)]).is_ok());
    for one_more in [[1000, 19], [1001, 18]] {
        let extensions = one_more.map(extension);
        assert_eq!(sealer().with_extensions(&extensions).unwrap_err(), Error::LimitExceeded);
    }
    let smallest = vec![extension(0); 341];
    let envelope = sealer().with_extensions(&smallest).unwrap().seal(b"", &mut Counting::new()).unwrap();
    assert_eq!(Header::parse(&envelope).unwrap().extensions(), smallest);
    assert_eq!(sealer().with_extensions(&vec![extension(0); 342]).unwrap_err(), Error::LimitExceeded);
}

#[test]
fn extension_types_end_at_127() {
    assert_eq!(Extension::new(127, b"").map(|extension| extension.kind()), Ok(127));
    for critical in [128, 255] {
        assert_eq!(Extension::new(critical, b""), Err(Error::Malformed));
    }
}

#[test]
fn a_context_of_8192_bytes_opens() {
    let key = key(1);
    // The count, two lengths and a name of one byte leave the rest to the value.
    let value = "v".repeat(MAX_CONTEXT_LEN - 2 - 4 - 1);
    let largest = Context::new([("k", &value)]).unwrap();
    let envelope = phiward_envelope::seal(&key, &largest, b"note", &mut Counting::new()).unwrap();
    assert_eq!(phiward_envelope::open(&key, &largest, &envelope).unwrap().as_bytes(), b"note");
    assert_eq!(Context::new([("k", value + "v")]), Err(Error::LimitExceeded));
}

#[test]
fn a_key_id_has_32_hexadecimal_digits() {
    let digits = "0123456789abcdefABCDEF9876543210";
    assert_eq!(KeyId::from_hex(digits).unwrap().to_string(), digits.to_lowercase());
    // The neighbours of the digits in ASCII, one digit less, one more, and a sign.
    for wrong in ["/", ":", "@", "G", "`", "g", "é", "", "00", "+1"] {
        assert_eq!(KeyId::from_hex(&format!("{wrong}{}", "0".repeat(31))), Err(Error::Malformed), "{wrong}");
        assert_eq!(KeyId::from_hex(&format!("{}{wrong}", "0".repeat(31))), Err(Error::Malformed), "{wrong}");
    }
}
