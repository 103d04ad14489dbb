//! The CBOR reader and writer against an implementation that is not ours.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it skips"
)]

use ciborium::Value;
use phiward_attest::cbor::{Malformed, Reader, Writer};
use proptest::prelude::*;

/// Values of the kinds that we read, as `ciborium` holds them.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(Value::Null),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        ".{0,30}".prop_map(Value::Text),
    ];
    leaf.prop_recursive(3, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..30).prop_map(Value::Array),
            prop::collection::vec((inner.clone(), inner), 0..8).prop_map(Value::Map),
        ]
    })
}

fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn write(value: &Value, writer: &mut Writer) {
    let count = |len: usize| u64::try_from(len).unwrap();
    match value {
        Value::Integer(integer) => match u64::try_from(*integer) {
            Ok(unsigned) => writer.unsigned(unsigned),
            Err(_) => writer.integer(i64::try_from(*integer).unwrap()),
        },
        Value::Bytes(bytes) => writer.bytes(bytes),
        Value::Text(text) => writer.text(text),
        Value::Null => writer.null(),
        Value::Array(items) => {
            writer.array(count(items.len()));
            items.iter().for_each(|item| write(item, writer));
            writer
        }
        Value::Map(pairs) => {
            writer.map(count(pairs.len()));
            pairs.iter().for_each(|(key, value)| {
                write(key, writer);
                write(value, writer);
            });
            writer
        }
        _ => unreachable!(),
    };
}

/// Reads whatever comes by trying each kind.
fn read(reader: &mut Reader<'_>, depth: u8) -> Result<Value, Malformed> {
    if depth == 0 {
        return Err(Malformed);
    }
    let mut attempt = reader.clone();
    if let Ok(unsigned) = attempt.unsigned() {
        *reader = attempt;
        return Ok(unsigned.into());
    }
    let mut attempt = reader.clone();
    if let Ok(integer) = attempt.integer() {
        *reader = attempt;
        return Ok(integer.into());
    }
    let mut attempt = reader.clone();
    if let Ok(bytes) = attempt.bytes_or_null() {
        *reader = attempt;
        return Ok(bytes.map_or(Value::Null, |bytes| Value::Bytes(bytes.to_vec())));
    }
    let mut attempt = reader.clone();
    if let Ok(text) = attempt.text() {
        *reader = attempt;
        return Ok(Value::Text(text.to_owned()));
    }
    let mut attempt = reader.clone();
    if let Ok(mut items) = attempt.array() {
        *reader = attempt;
        let mut values = Vec::new();
        while reader.more(&mut items)? {
            values.push(read(reader, depth - 1)?);
        }
        return Ok(Value::Array(values));
    }
    let mut items = reader.map()?;
    let mut pairs = Vec::new();
    while reader.more(&mut items)? {
        pairs.push((read(reader, depth - 1)?, read(reader, depth - 1)?));
    }
    Ok(Value::Map(pairs))
}

proptest! {
    #[test]
    fn what_is_written_is_what_the_other_writes(value in value()) {
        let mut writer = Writer::new();
        write(&value, &mut writer);
        prop_assert_eq!(writer.into_bytes(), encode(&value));
    }

    #[test]
    fn what_the_other_wrote_is_read_back(value in value()) {
        let bytes = encode(&value);
        for mut reader in [Reader::new(&bytes), Reader::canonical(&bytes)] {
            prop_assert_eq!(read(&mut reader, 9), Ok(value.clone()));
            prop_assert_eq!(reader.finish(), Ok(()));
        }
    }

    #[test]
    fn what_is_accepted_means_the_same_to_the_other(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut reader = Reader::new(&bytes);
        if let Ok(value) = read(&mut reader, 9) && reader.finish().is_ok() {
            prop_assert_eq!(ciborium::from_reader::<Value, _>(bytes.as_slice()).unwrap(), value);
        }
    }

    #[test]
    fn what_is_accepted_as_canonical_is_written_back(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut reader = Reader::canonical(&bytes);
        if let Ok(value) = read(&mut reader, 9) && reader.finish().is_ok() {
            let mut writer = Writer::new();
            write(&value, &mut writer);
            prop_assert_eq!(writer.into_bytes(), bytes);
        }
    }
}

#[test]
fn numbers_have_their_shortest_form() {
    for long in
        [&[0x18, 23][..], &[0x19, 0, 255], &[0x1a, 0, 0, 255, 255], &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255]]
    {
        assert_eq!(Reader::new(long).unsigned(), Err(Malformed), "{long:?}");
    }
}

#[test]
fn strings_come_in_one_piece_and_indefinite_containers_only_where_they_may() {
    assert_eq!(Reader::new(&[0x5f, 0x41, 0, 0xff]).bytes(), Err(Malformed));
    assert_eq!(Reader::new(&[0x7f, 0x61, b'a', 0xff]).text(), Err(Malformed));
    assert!(Reader::new(&[0x9f, 0xff]).array().is_ok());
    assert!(Reader::canonical(&[0x9f, 0xff]).array().is_err());
    assert!(Reader::canonical(&[0xbf, 0xff]).map().is_err());
}
