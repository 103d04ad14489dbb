//! Runs one operation of one peer a given number of times, for a tool that counts instructions:
//! `valgrind --tool=callgrind once aes-gcm seal 1024 1000`. The difference of two runs with other
//! numbers is free of what the start costs.

use core::hint::black_box;
use std::{env, process::ExitCode};

use phiward_benches::{AesGcm, AwsLc, Cobblestone, Peer, Phiward, Xaes, plaintext};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [peer, operation, len, times] = arguments.as_slice() else { return ExitCode::from(2) };
    let (Ok(len), Ok(times)) = (len.parse(), times.parse()) else { return ExitCode::from(2) };
    let run = match peer.as_str() {
        Phiward::NAME => run::<Phiward>,
        AesGcm::NAME => run::<AesGcm>,
        AwsLc::NAME => run::<AwsLc>,
        Xaes::NAME => run::<Xaes>,
        Cobblestone::NAME => run::<Cobblestone>,
        _ => return ExitCode::from(2),
    };
    run(operation, &plaintext(len), times)
}

fn run<P: Peer>(operation: &str, plaintext: &[u8], times: usize) -> ExitCode {
    let peer = P::default();
    let sealed = peer.seal(plaintext);
    for _ in 0..times {
        match operation {
            "seal" => drop(black_box(peer.seal(black_box(plaintext)))),
            "open" => drop(black_box(peer.open(black_box(&sealed)))),
            _ => return ExitCode::from(2),
        }
    }
    ExitCode::SUCCESS
}
