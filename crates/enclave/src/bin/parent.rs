//! The parent of an enclave: HTTP in, sealed frames on, bytes of TLS out to the destinations.
//!
//! `phiward-parent ENCLAVE LISTEN [PORT=HOST:PORT]...`: the enclave, the address to listen on, and which port of the
//! enclave leads where. The enclave is a number of vsock, or the path of the socket of a hypervisor that offers vsock
//! so: it has a slash.
#![allow(clippy::print_stderr, reason = "a command speaks by printing")]

#[cfg(target_os = "linux")]
mod linux {
    use core::time::Duration;
    use std::io;
    use std::net::{Shutdown, TcpListener, TcpStream};
    use std::os::unix::net::UnixStream;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use phiward_enclave::parent::HybridVsock;
    use phiward_enclave::{Connect, Connection, parent};
    use vsock::{VMADDR_CID_ANY, VsockListener, VsockStream};

    /// Clients and tunnels at a time; further ones are closed.
    const MOST: usize = 256;
    /// Messages that are let through to the enclave.
    const MESSAGES_PER_SECOND: u32 = 100;
    const PATIENCE: Duration = Duration::from_secs(120);

    enum Enclave {
        Vsock(u32),
        Hybrid(HybridVsock),
    }

    impl Enclave {
        fn parse(text: &str) -> Option<Self> {
            match text.contains('/') {
                true => Some(Self::Hybrid(HybridVsock::new(text.into()))),
                false => text.parse().ok().map(Self::Vsock),
            }
        }
    }

    impl Connect for Enclave {
        fn connect(&self, port: u32) -> io::Result<Box<dyn Connection>> {
            match self {
                Self::Vsock(cid) => Ok(Box::new(VsockStream::connect_with_cid_port(*cid, port)?)),
                Self::Hybrid(enclave) => enclave.connect(port),
            }
        }
    }

    /// A stream of the enclave, as both ends of a tunnel use it.
    trait Duplex: Connection + Sized + 'static {
        fn twin(&self) -> io::Result<Self>;
        fn end_writing(&self);
    }

    impl Duplex for VsockStream {
        fn twin(&self) -> io::Result<Self> {
            self.try_clone()
        }

        fn end_writing(&self) {
            let _ = self.shutdown(Shutdown::Write);
        }
    }

    impl Duplex for UnixStream {
        fn twin(&self) -> io::Result<Self> {
            self.try_clone()
        }

        fn end_writing(&self) {
            let _ = self.shutdown(Shutdown::Write);
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

    fn tunnel<S: Duplex>(inner: &S, outer: &TcpStream) -> io::Result<()> {
        inner.set_timeout(PATIENCE)?;
        outer.set_timeout(PATIENCE)?;
        let (inner_in, inner_out, outer_out) = (inner.twin()?, inner.twin()?, outer.try_clone()?);
        thread::scope(|scope| {
            scope.spawn(|| pump(inner_in, outer_out, || drop(outer.shutdown(Shutdown::Write))));
            pump(outer, inner_out, || inner.end_writing());
        });
        Ok(())
    }

    /// Takes a stream of the enclave to one address, unless too many are on their way.
    fn take<S: Duplex>(stream: S, address: &Arc<str>, inside: &Arc<AtomicUsize>) {
        let Some(guest) = Guest::enter(inside) else { return };
        let address = Arc::clone(address);
        thread::spawn(move || {
            let _guest = guest;
            TcpStream::connect(&*address).and_then(|outer| tunnel(&stream, &outer))
        });
    }

    /// Lets the enclave, and nobody else, reach one address through one port.
    fn lead(enclave: &Enclave, port: u32, address: &str, inside: &Arc<AtomicUsize>) -> io::Result<()> {
        let (address, inside) = (Arc::from(address), Arc::clone(inside));
        match enclave {
            Enclave::Vsock(cid) => {
                let (listener, cid) = (VsockListener::bind_with_cid_port(VMADDR_CID_ANY, port)?, *cid);
                thread::spawn(move || {
                    while let Ok((stream, peer)) = listener.accept() {
                        if peer.cid() == cid {
                            take(stream, &address, &inside);
                        }
                    }
                });
            }
            Enclave::Hybrid(enclave) => {
                let listener = enclave.listen(port)?;
                thread::spawn(move || {
                    while let Ok((stream, _)) = listener.accept() {
                        take(stream, &address, &inside);
                    }
                });
            }
        }
        Ok(())
    }

    pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
        let usage = || "usage: phiward-parent ENCLAVE LISTEN [PORT=HOST:PORT]...".to_owned();
        let [enclave, listen, leads @ ..] = arguments else { return Err(usage()) };
        let enclave = Enclave::parse(enclave).ok_or_else(usage)?;
        let inside = Arc::new(AtomicUsize::new(0));
        for row in leads {
            let (port, address) = row.split_once('=').ok_or_else(usage)?;
            let port = port.parse().map_err(|_| usage())?;
            lead(&enclave, port, address, &inside).map_err(|error| format!("port {port}: {error}"))?;
        }
        let listener = TcpListener::bind(listen).map_err(|error| format!("{listen}: {error}"))?;
        let gate = parent::Gate::new(MESSAGES_PER_SECOND).map_err(|error| error.to_string())?;
        let (enclave, gate) = (Arc::new(enclave), Arc::new(gate));
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
