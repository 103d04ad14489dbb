//! Opening any bytes with any key in any context ends in a plaintext of the promised length, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_envelope::{inspect, legacy, open};
use phiward_fuzz::OpenInput;

fuzz_target!(|data: &[u8]| {
    let Some(input) = OpenInput::parse(data) else { return };
    let Some(context) = input.context() else { return };
    let plaintexts = [
        open(&input.key(), &context, input.envelope),
        legacy::open(&legacy::Key::from_bytes(input.secret), input.envelope),
    ];
    for plaintext in plaintexts.into_iter().flatten() {
        let inspection = inspect(input.envelope).expect("what opens can be inspected");
        assert_eq!(plaintext.len() as u64, inspection.plaintext_len());
    }
});
