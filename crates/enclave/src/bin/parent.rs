//! The parent of an enclave: HTTP in, sealed frames on, bytes of TLS out to the destinations.
//!
//! `phiward-parent CID LISTEN [PORT=HOST:PORT]...`: the address of the enclave, the address to listen on, and which
//! port of the enclave leads where.
#![allow(clippy::print_stderr, reason = "a command speaks by printing")]

#[cfg(target_os = "linux")]
mod linux {
    use core::time::Duration;
    use std::io;
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use phiward_enclave::{Connect, Connection, parent};
    use vsock::{VMADDR_CID_ANY, VsockListener, VsockStream};

    /// Clients and tunnels at a time; further ones are closed.
    const MOST: usize = 256;
    /// Messages that are let through to the enclave.
    const MESSAGES_PER_SECOND: u32 = 100;
    const PATIENCE: Duration = Duration::from_secs(120);

    struct Enclave(u32);

    impl Connect for Enclave {
        fn connect(&self, port: u32) -> io::Result<Box<dyn Connection>> {
            Ok(Box::new(VsockStream::connect_with_cid_port(self.0, port)?))
        }
    }

    /// Counts who is inside; the count goes down when the guest leaves.
    struct Guest(Arc<AtomicUsize>);

    impl Guest {
        fn enter(inside: &Arc<AtomicUsize>) -> Option<Self> {
            let guest = Self(Arc::clone(inside));
            (inside.fetch_add(1, Ordering::SeqCst) < MOST).then_some(guest)
        }
    }

    impl Drop for Guest {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// One way of a tunnel. When it ends, the other way ends too.
    fn pump(mut from: impl io::Read, mut to: impl io::Write, end: impl Fn()) {
        let _ = io::copy(&mut from, &mut to);
        end();
    }

    fn tunnel(inner: &VsockStream, outer: &TcpStream) -> io::Result<()> {
        inner.set_timeout(PATIENCE)?;
        outer.set_timeout(PATIENCE)?;
        let (inner_in, outer_out) = (inner.try_clone()?, outer.try_clone()?);
        thread::scope(|scope| {
            scope.spawn(|| pump(inner_in, outer_out, || drop(outer.shutdown(std::net::Shutdown::Write))));
            pump(outer, inner, || drop(inner.shutdown(std::net::Shutdown::Write)));
        });
        Ok(())
    }

    /// Lets the enclave, and nobody else, reach one address through one port.
    fn lead(port: u32, address: &str, cid: u32, inside: &Arc<AtomicUsize>) -> io::Result<()> {
        let listener = VsockListener::bind_with_cid_port(VMADDR_CID_ANY, port)?;
        let (address, inside) = (address.to_owned(), Arc::clone(inside));
        thread::spawn(move || {
            while let Ok((stream, peer)) = listener.accept() {
                let guest = Guest::enter(&inside);
                if peer.cid() != cid || guest.is_none() {
                    continue;
                }
                let address = address.clone();
                thread::spawn(move || {
                    let _guest = guest;
                    TcpStream::connect(address).and_then(|outer| tunnel(&stream, &outer))
                });
            }
        });
        Ok(())
    }

    pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
        let usage = || "usage: phiward-parent CID LISTEN [PORT=HOST:PORT]...".to_owned();
        let [cid, listen, leads @ ..] = arguments else { return Err(usage()) };
        let cid: u32 = cid.parse().map_err(|_| usage())?;
        let inside = Arc::new(AtomicUsize::new(0));
        for row in leads {
            let (port, address) = row.split_once('=').ok_or_else(usage)?;
            let port = port.parse().map_err(|_| usage())?;
            lead(port, address, cid, &inside).map_err(|error| format!("port {port}: {error}"))?;
        }
        let listener = TcpListener::bind(listen).map_err(|error| format!("{listen}: {error}"))?;
        let gate = parent::Gate::new(MESSAGES_PER_SECOND).map_err(|error| error.to_string())?;
        let (enclave, gate) = (Arc::new(Enclave(cid)), Arc::new(gate));
        while let Ok((mut client, _)) = listener.accept() {
            let Some(guest) = Guest::enter(&inside) else { continue };
            let (enclave, gate) = (Arc::clone(&enclave), Arc::clone(&gate));
            thread::spawn(move || {
                let _guest = guest;
                client
                    .set_timeout(PATIENCE)
                    .and_then(|()| parent::relay(&mut client, enclave.as_ref(), &gate))
            });
        }
        Err("the socket is gone".to_owned())
    }
}

fn main() -> std::process::ExitCode {
    #[cfg(target_os = "linux")]
    if let Err(reason) = linux::run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        eprintln!("error: {reason}");
    }
    std::process::ExitCode::FAILURE
}
