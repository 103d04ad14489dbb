//! Connections, workers and a bounded queue between them. Threads, and no runtime.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, TrySendError, sync_channel};
use std::thread;

use crate::{Frame, Handler, Refusal, Service};

/// A stream with a limit to its patience.
pub trait Connection: Read + Write + Send {
    /// Sets how long a read or a write may take.
    ///
    /// # Errors
    /// Those of the socket.
    fn set_timeout(&self, timeout: Duration) -> io::Result<()>;
}

impl Connection for Box<dyn Connection> {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        (**self).set_timeout(timeout)
    }
}

impl Connection for std::net::TcpStream {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(timeout))?;
        self.set_write_timeout(Some(timeout))
    }
}

#[cfg(unix)]
impl Connection for std::os::unix::net::UnixStream {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(timeout))?;
        self.set_write_timeout(Some(timeout))
    }
}

#[cfg(all(feature = "nitro", target_os = "linux"))]
impl Connection for vsock::VsockStream {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(timeout))?;
        self.set_write_timeout(Some(timeout))
    }
}

/// Where connections come from.
pub trait Accept {
    /// Waits for the next connection; none ends the service.
    ///
    /// # Errors
    /// Those of the socket.
    fn accept(&self) -> io::Result<Option<Box<dyn Connection>>>;
}

#[cfg(unix)]
impl Accept for std::os::unix::net::UnixListener {
    fn accept(&self) -> io::Result<Option<Box<dyn Connection>>> {
        Self::accept(self).map(|(stream, _)| Some(Box::new(stream) as Box<dyn Connection>))
    }
}

/// What a service can take at a time.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// Requests that are worked on at the same time.
    pub workers: usize,
    /// Connections that wait for a worker; the next one is refused.
    pub queue: usize,
    /// How long a client may be silent.
    pub patience: Duration,
    /// Messages of one connection, after which it is closed.
    pub messages: usize,
}

impl Default for Limits {
    /// Eight workers, 64 in the queue, ten seconds, 1,000 messages.
    fn default() -> Self {
        Self { workers: 8, queue: 64, patience: Duration::from_secs(10), messages: 1000 }
    }
}

/// Serves connections until there are no more.
///
/// A connection that sends something else than the protocol is closed; the others do not notice.
///
/// # Errors
/// Those of accepting; what happens on a connection ends that connection only.
pub fn serve<H: Handler>(service: &Service<H>, accept: &dyn Accept, limits: &Limits) -> io::Result<()> {
    let (sender, receiver) = sync_channel::<Box<dyn Connection>>(limits.queue);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        for _ in 0..limits.workers.max(1) {
            scope.spawn(|| work(service, &receiver, limits));
        }
        // The sender is dropped at the end of the loop, which ends the workers.
        let sender = sender;
        while let Some(connection) = accept.accept()? {
            if let Err(TrySendError::Full(mut connection)) = sender.try_send(connection) {
                let _ = connection.set_timeout(Duration::from_millis(100));
                let _ = Frame::refusal(Refusal::Busy).write(&mut connection);
            }
        }
        Ok(())
    })
}

fn work<H: Handler>(service: &Service<H>, receiver: &Mutex<Receiver<Box<dyn Connection>>>, limits: &Limits) {
    loop {
        let next = match receiver.lock() {
            Ok(receiver) => receiver.recv(),
            Err(_) => return,
        };
        let Ok(mut connection) = next else { return };
        // A fault of a connection is the end of that connection, and nothing to tell anyone.
        let _ = talk(service, &mut connection, limits);
    }
}

fn talk<H: Handler>(
    service: &Service<H>,
    connection: &mut Box<dyn Connection>,
    limits: &Limits,
) -> io::Result<()> {
    connection.set_timeout(limits.patience)?;
    for _ in 0..limits.messages {
        match Frame::read(connection) {
            Ok(Some(frame)) => service.answer(&frame).write(connection)?,
            Ok(None) => return Ok(()),
            Err(error) => {
                let refusal = match error.kind() {
                    io::ErrorKind::InvalidInput => Refusal::LimitExceeded,
                    io::ErrorKind::InvalidData => Refusal::Malformed,
                    _ => return Err(error),
                };
                Frame::refusal(refusal).write(connection)?;
                return Err(error);
            }
        }
    }
    Ok(())
}
