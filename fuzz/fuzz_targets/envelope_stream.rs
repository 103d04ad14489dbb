//! However a stream is cut, the result is the one of the whole: when sealing, and when opening any bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_envelope::{Context, Error, Header, Opener, Purpose, Sealer, open};
use phiward_fuzz::{CountingEntropy, Cuts, stream_key};

/// Enough repeats of a short input to fill more than two chunks.
const REPEATS: usize = 40;

fuzz_target!(|data: &[u8]| {
    let Some(cuts) = Cuts::parse(data) else { return };
    let _ = open_in_pieces(&cuts, cuts.bytes);
    let plaintext = cuts.bytes.get(..1024).unwrap_or(cuts.bytes).repeat(REPEATS);
    let envelope = seal_in_pieces(&cuts, &plaintext);
    assert_eq!(open_in_pieces(&cuts, &envelope).as_deref(), Ok(plaintext.as_slice()));
});

fn seal_in_pieces(cuts: &Cuts<'_>, plaintext: &[u8]) -> Vec<u8> {
    let (key, context) = (stream_key(&[]), Context::empty());
    let mut envelope = Vec::new();
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let mut stream =
        sealer.stream(&mut CountingEntropy::default(), &mut envelope).expect("the entropy never fails");
    for piece in cuts.pieces(plaintext) {
        stream.update(piece, &mut envelope).expect("far below the limit");
    }
    stream.finish(&mut envelope);
    envelope
}

/// Opens by pieces and as a whole, and gives the outcome that both have.
fn open_in_pieces(cuts: &Cuts<'_>, envelope: &[u8]) -> Result<Vec<u8>, Error> {
    let (key, context) = (stream_key(envelope), Context::empty());
    let whole = open(&key, &context, envelope).map(|plaintext| plaintext.to_vec());
    let opener = Opener::new(&key, &context);
    let pieces = Header::parse(envelope).and_then(|header| {
        let (prefix, body) = envelope.split_at_checked(header.prefix_len()).ok_or(Error::Truncated)?;
        let mut stream = opener.stream(prefix)?;
        let mut plaintext = Vec::new();
        for piece in cuts.pieces(body) {
            stream.update(piece, &mut plaintext)?;
        }
        stream.finish(&mut plaintext)?;
        Ok(plaintext)
    });
    // A stream learns its length at the end, so it can meet the first fault in another order.
    match (&whole, &pieces) {
        (Err(_), Err(_)) => {}
        _ => assert_eq!(whole, pieces),
    }
    pieces
}
