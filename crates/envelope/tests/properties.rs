//! What holds for every input: all ways agree, cuts do not matter, and no bytes make a reader panic.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod pieces;
mod sample;
mod ways;

use std::io::{Cursor, Read as _, Seek as _, SeekFrom, Write as _};

use phiward_envelope::{
    Context, Error, Extension, Header, KeyId, Layout, OpenReader, Opener, Purpose, RandomAccessReader,
    SealWriter, Sealer, cobblestone, inspect, legacy, text,
};
use pieces::Pieces;
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::Index,
};
use sample::{CHUNK, Counting, PREAMBLE, SEALED_CHUNK, TAG, context, key, plaintext};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Lengths of plaintexts: short ones, those around a chunk's edge, and any up to three chunks.
fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![0..64_usize, (1..4_usize, 0..5_usize).prop_map(|(n, d)| n * CHUNK + d - 2), 0..3 * CHUNK]
}

fn contexts() -> impl Strategy<Value = Context> {
    btree_map(".{0,8}", ".{0,8}", 0..5).prop_map(|pairs| Context::new(pairs).unwrap())
}

fn extensions() -> impl Strategy<Value = Vec<Extension>> {
    vec((0..128_u8, vec(any::<u8>(), 0..200)), 0..5)
        .prop_map(|all| all.into_iter().map(|(kind, value)| Extension::new(kind, &value).unwrap()).collect())
}

/// Sizes into which an input is cut, used in turn.
fn cuts() -> impl Strategy<Value = Vec<usize>> {
    vec(prop_oneof![1..20_usize, 1000..3000_usize, CHUNK - 1..CHUNK + 2, SEALED_CHUNK - 1..100_000], 1..6)
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn all_ways_to_seal_and_to_open_agree(
        len in lengths(), context in contexts(), purpose: u8, extensions in extensions(),
    ) {
        let (key, purpose, plaintext) = (key(1), Purpose::from_byte(purpose), plaintext(len));
        let sealer = Sealer::new(&key, &context, purpose).with_extensions(&extensions).unwrap();
        for (sealed_by, version, seal) in ways::SEALING {
            let envelope = seal(&sealer, &plaintext, &mut Counting::new()).unwrap();
            // The version byte is bound by the derivation, so a v3 envelope is not a v2 one with another byte.
            let same_version = if version == 2 { "seal" } else { "stream" };
            let (_, _, reference) = ways::SEALING.into_iter().find(|(name, _, _)| *name == same_version).unwrap();
            prop_assert!(envelope == reference(&sealer, &plaintext, &mut Counting::new()).unwrap(), "{sealed_by}");

            let header = Header::parse(&envelope).unwrap();
            prop_assert_eq!(header.version(), version);
            prop_assert_eq!((header.purpose(), header.key_id()), (purpose, key.id()));
            prop_assert_eq!(header.extensions(), &extensions[..]);
            prop_assert_eq!(envelope.len(), sealer.sealed_len(len).unwrap());
            prop_assert_eq!(inspect(&envelope).unwrap().plaintext_len(), len as u64);
            for (opened_by, open) in ways::OPENING {
                let opened = open(&Opener::new(&key, &context), &envelope);
                prop_assert!(opened.as_ref() == Ok(&plaintext), "{sealed_by}, then {opened_by}");
            }
        }
    }

    #[test]
    fn a_stream_is_sealed_the_same_however_it_is_cut(len in lengths(), cuts in cuts()) {
        let (key, context, plaintext) = (key(1), context(), plaintext(len));
        let sealer = Sealer::new(&key, &context, Purpose::FILE);
        let (_, _, whole) = ways::SEALING[4];
        let whole = whole(&sealer, &plaintext, &mut Counting::new()).unwrap();

        let mut envelope = Vec::new();
        let mut stream = sealer.stream(&mut Counting::new(), &mut envelope).unwrap();
        for piece in pieces::cut(&plaintext, &cuts) {
            stream.update(piece, &mut envelope).unwrap();
        }
        stream.finish(&mut envelope);
        prop_assert!(envelope == whole, "StreamSealer");

        let sink = Pieces::new(Vec::new(), &cuts);
        let mut writer = SealWriter::new(&sealer, sink, &mut Counting::new()).unwrap();
        for piece in pieces::cut(&plaintext, &cuts) {
            writer.write_all(piece).unwrap();
            writer.flush().unwrap();
        }
        prop_assert!(writer.finish().unwrap().into_inner() == whole, "SealWriter");
    }

    #[test]
    fn a_stream_is_opened_the_same_however_it_is_cut(
        len in lengths(), cuts in cuts(), out_cuts in cuts(), flip in any::<Option<Index>>(),
    ) {
        let (key, context, plaintext) = (key(1), context(), plaintext(len));
        let opener = Opener::new(&key, &context);
        let mut envelope = Sealer::new(&key, &context, Purpose::FILE).seal(&plaintext, &mut Counting::new()).unwrap();
        let prefix_len = Header::parse(&envelope).unwrap().prefix_len();
        // All of the plaintext, or what stands in the chunks before an altered one.
        let (expected, error) = match flip {
            None => (&plaintext[..], None),
            Some(flip) => {
                let at = flip.index(envelope.len() - prefix_len);
                envelope[prefix_len + at] ^= 1;
                (&plaintext[..at / SEALED_CHUNK * CHUNK], Some(Error::Corrupt))
            }
        };

        let mut opened = Vec::new();
        let mut stream = opener.stream(&envelope[..prefix_len]).unwrap();
        let updated = pieces::cut(&envelope[prefix_len..], &cuts)
            .map(|piece| stream.update(piece, &mut opened))
            .collect::<Result<Vec<()>, Error>>();
        let finished = stream.finish(&mut opened);
        prop_assert!(opened == expected, "StreamOpener");
        prop_assert_eq!(updated.and(finished).err(), error);

        let mut reader = OpenReader::new(&opener, Pieces::new(Cursor::new(&envelope), &cuts)).unwrap();
        let mut opened = Vec::new();
        let failed = pieces::read(&mut reader, &out_cuts, &mut opened).map_err(ways::envelope_error);
        prop_assert!(opened == expected, "OpenReader");
        prop_assert_eq!(failed.err(), error);
    }

    #[test]
    fn seeking_is_slicing(
        len in lengths(), cuts in cuts(), seeks in vec((0..3_u8, any::<Index>(), 0..40_000_usize), 1..8),
    ) {
        let (key, context, plaintext) = (key(1), context(), plaintext(len));
        let envelope = Sealer::new(&key, &context, Purpose::FILE).seal(&plaintext, &mut Counting::new()).unwrap();
        let source = Pieces::new(Cursor::new(&envelope), &cuts);
        let mut reader = RandomAccessReader::new(&Opener::new(&key, &context), source).unwrap();
        prop_assert_eq!(reader.plaintext_len(), len as u64);
        for (whence, index, count) in seeks {
            let offset = index.index(len + 2);
            let expected = &plaintext[offset.min(len)..(offset + count).min(len)];

            let mut at = vec![0; count];
            let given = reader.read_at(offset as u64, &mut at).unwrap();
            prop_assert_eq!(&at[..given], &expected[..given]);
            prop_assert_eq!(given, count.min(CHUNK - offset % CHUNK).min(expected.len()));

            let now = i64::try_from(reader.stream_position().unwrap()).unwrap();
            let target = i64::try_from(offset).unwrap();
            let to = [
                SeekFrom::Start(offset as u64),
                SeekFrom::End(target - i64::try_from(len).unwrap()),
                SeekFrom::Current(target - now),
            ];
            prop_assert_eq!(reader.seek(to[usize::from(whence)]).unwrap(), offset as u64);
            let mut sought = Vec::new();
            reader.by_ref().take(count as u64).read_to_end(&mut sought).unwrap();
            prop_assert!(sought == expected);
            prop_assert_eq!(reader.stream_position().unwrap(), (offset + expected.len()) as u64);
        }
        prop_assert!(reader.seek(SeekFrom::End(-1 - i64::try_from(len).unwrap())).is_err());
    }
}

/// Gives bytes to everything that takes bytes from outside, and names the ways that opened them.
fn opened(bytes: &[u8]) -> Vec<&'static str> {
    let (key, context) = (key(1), context());
    let opener = Opener::new(&key, &context);
    let _ = (Header::parse(bytes), inspect(bytes), opener.chunks(bytes, bytes.len() as u64 + 5, bytes));
    let v1 = legacy::open(&legacy::Key::from_bytes(&[1; 32]), bytes).map(|_| "v1");
    let bare = cobblestone::open(&cobblestone::Key::new(&[1; 32]), &[b"x"], bytes).map(|_| "cobblestone");
    let ways = ways::OPENING.into_iter().map(|(name, open)| open(&opener, bytes).map(|_| name));
    ways.chain([v1, bare]).flatten().collect()
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_bytes_make_a_reader_panic(mut bytes in vec(any::<u8>(), 0..400), head in vec(0..4_u8, 0..4)) {
        prop_assert!(opened(&bytes).is_empty());
        // Most arbitrary bytes fail at the first checks: these get past them.
        bytes.splice(..head.len().min(bytes.len()), head);
        prop_assert!(opened(&bytes).is_empty());
    }

    #[test]
    fn no_edit_of_an_envelope_opens_or_panics(
        len in 0..200_usize,
        extensions in extensions(),
        edits in vec((any::<Index>(), 0..4_u8, any::<u8>()), 1..4),
    ) {
        let (key, context) = (key(1), context());
        let sealer = Sealer::new(&key, &context, Purpose::FILE).with_extensions(&extensions).unwrap();
        let envelope = sealer.seal(&plaintext(len), &mut Counting::new()).unwrap();
        let mut edited = envelope.clone();
        for (index, edit, byte) in edits {
            let at = index.index(edited.len() + 1);
            match edit {
                0 if at < edited.len() => edited[at] = byte,
                1 if at < edited.len() => drop(edited.remove(at)),
                2 => edited.truncate(at),
                _ => edited.insert(at, byte),
            }
        }
        let expected = if edited == envelope { ways::OPENING.len() } else { 0 };
        prop_assert_eq!(opened(&edited).len(), expected);
    }

    #[test]
    fn a_layout_of_any_length_is_consistent(envelope_len: u64, index: u64, extensions in extensions()) {
        let (key, context) = (key(1), context());
        let sealer = Sealer::new(&key, &context, Purpose::FILE).with_extensions(&extensions).unwrap();
        let header = Header::parse(&sealer.seal(b"", &mut Counting::new()).unwrap()).unwrap();
        for envelope_len in [envelope_len, envelope_len % (1 << 20)] {
            let Ok(layout) = Layout::new(&header, envelope_len) else { continue };
            prop_assert_eq!(layout.prefix_len(), (header.encoded_len() + PREAMBLE) as u64);
            let sealed = layout.plaintext_len() + layout.chunks() * TAG as u64;
            prop_assert_eq!(layout.prefix_len() + sealed, envelope_len);
            prop_assert_eq!(layout.last_chunk_range().end, envelope_len);
            for index in [index, index % layout.chunks(), layout.chunks() - 1, layout.chunks()] {
                let range = layout.chunk_range(index);
                prop_assert_eq!(range.is_some(), index < layout.chunks());
                if let Some(range) = range {
                    prop_assert_eq!(range.start, layout.prefix_len() + index * SEALED_CHUNK as u64);
                    let full = range.end - range.start == SEALED_CHUNK as u64;
                    prop_assert_eq!(full, index + 1 < layout.chunks());
                }
            }
        }
    }

    #[test]
    fn v1_round_trips_and_upgrades(len in 0..3000_usize, secret: [u8; 32]) {
        let (v1, v2, context) = (legacy::Key::from_bytes(&secret), key(2), context());
        let old = legacy::seal(&v1, &plaintext(len), &mut Counting::new()).unwrap();
        let opened = legacy::open(&v1, &old).unwrap();
        prop_assert_eq!(opened.as_bytes(), plaintext(len));
        let sealer = Sealer::new(&v2, &context, Purpose::RECORD);
        let new = legacy::upgrade(&v1, &old, &sealer, &mut Counting::new()).unwrap();
        let opened = Opener::new(&v2, &context).open(&new).unwrap();
        prop_assert_eq!(opened.as_bytes(), plaintext(len));
    }

    #[test]
    fn text_has_one_form(
        bytes in vec(any::<u8>(), 0..50), typed in "[AB/+_=\\-\n ]{0,8}", at: Index, typo: char,
    ) {
        let encoded = text::encode(&bytes);
        prop_assert_eq!(text::decode(&encoded), Ok(bytes));
        // A text with a changed, an added and a missing character, and one typed of likely characters.
        let (start, end) = encoded.split_at(at.index(encoded.len() + 1));
        let shorter = end.get(1..).unwrap_or_default();
        let near = [format!("{start}{typo}{shorter}"), format!("{start}{typo}{end}"), format!("{start}{shorter}")];
        for text in near.into_iter().chain([typed]) {
            if let Ok(decoded) = text::decode(&text) {
                prop_assert_eq!(text::encode(&decoded), text);
            }
        }
    }

    #[test]
    fn a_key_id_has_two_forms(bytes: [u8; 16], typed in ".{0,40}") {
        let id = KeyId::from_bytes(bytes);
        prop_assert_eq!(KeyId::from_hex(&id.to_string()), Ok(id));
        prop_assert_eq!(KeyId::from_hex(&id.to_string().to_uppercase()), Ok(id));
        if let Ok(id) = KeyId::from_hex(&typed) {
            prop_assert_eq!(id.to_string(), typed.to_lowercase());
        }
    }
}
