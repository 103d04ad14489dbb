use phiward_envelope::{Error, StreamSealer};

fn two_ends(stream: StreamSealer, out: &mut Vec<u8>) {
    stream.finish(out);
    stream.finish(out);
}

fn more_after_the_end(mut stream: StreamSealer, out: &mut Vec<u8>) -> Result<(), Error> {
    stream.finish(out);
    stream.update(b"one more vital sign", out)
}

fn main() {}
