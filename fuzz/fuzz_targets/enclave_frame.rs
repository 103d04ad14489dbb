//! A frame that is read is written back as the same bytes, and no more is read than the frame has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_enclave::Frame;

fuzz_target!(|data: &[u8]| {
    let mut rest = data;
    while let Ok(Some(frame)) = Frame::read(&mut rest) {
        let mut written = Vec::new();
        frame.write(&mut written).expect("what was read fits a frame");
        let read = &data[..data.len() - rest.len()];
        assert!(read.ends_with(&written));
        let _ = frame.refusal_code();
    }
});
