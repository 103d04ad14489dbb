//! What a confined program can still do: a process of its own tries, since confinement is for good.
#![cfg(all(feature = "nitro", target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

use std::fs::File;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::thread;

use phiward_enclave::confine;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketType, socket};

const CHILD: &str = "PHIWARD_TEST_CONFINED";

#[test]
#[ignore = "not a test: the process that is confined"]
fn the_process_that_is_confined() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // A thread that was there before is confined too.
    let (ask, asked) = std::sync::mpsc::channel::<()>();
    let earlier = thread::spawn(move || {
        asked.recv().unwrap();
        TcpStream::connect(address).err().map(|error| error.kind())
    });
    confine().unwrap();

    let denied = Some(ErrorKind::PermissionDenied);
    ask.send(()).unwrap();
    assert_eq!(earlier.join().unwrap(), denied);
    assert_eq!(TcpStream::connect(address).err().map(|error| error.kind()), denied);
    assert_eq!(UdpSocket::bind("127.0.0.1:0").err().map(|error| error.kind()), denied);
    assert_eq!(UnixStream::pair().err().map(|error| error.kind()), denied);
    assert_eq!(File::open("/proc/self/maps").err().map(|error| error.kind()), denied);
    assert_eq!(File::create("/tmp/phiward-confined").err().map(|error| error.kind()), denied);
    assert_eq!(Command::new("/bin/true").status().err().map(|error| error.kind()), denied);
    // Whether this machine has vsock is another question: the filter lets it pass.
    assert_ne!(socket(AddressFamily::VSOCK, SocketType::STREAM, None).err(), Some(Errno::PERM));

    // What an enclave does all day.
    let sum: u64 = (0..4_u64).map(|index| thread::spawn(move || index).join().unwrap()).sum();
    let large = vec![1_u8; 8 << 20];
    assert_eq!((sum, large.len()), (6, 8 << 20));
    assert!(listener.local_addr().is_ok());
    println!("confined");
}

#[test]
fn nothing_but_streams_of_vsock_can_be_opened() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "the_process_that_is_confined"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("confined"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}
