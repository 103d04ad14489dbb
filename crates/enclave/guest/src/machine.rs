//! A machine that runs the enclave, and the process of its parent.

use core::net::SocketAddr;
use core::time::Duration;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use phiward_attest::Build;
use phiward_enclave::Frame;
use phiward_enclave::image::{Architecture, Image, ramdisks};
use phiward_enclave::parent::{AUDIT_PORT, CREDENTIALS_PORT, ENCLAVE_PORT, HybridVsock, PATH};
use tempfile::TempDir;

use crate::{Parts, SecureModule};

/// What the enclave's kernel is told, on AWS too.
const WIPING: &str = "init_on_free=1 init_on_alloc=1";
/// A text that is in the memory of every machine: who searches must find it.
const PLANTED: &str = "phiward.planted=Wolkenkuckucksheim";
const PATIENCE: Duration = Duration::from_secs(120);

/// How a machine is made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Whether there is a secure module.
    pub has_secure_module: bool,
    /// Whether its registers say what runs; zeros are those of debug mode.
    pub has_registers: bool,
    /// Files of `/etc/phiward`.
    pub configuration: Vec<(String, Vec<u8>)>,
    /// What the parent gives on its port for credentials.
    pub credentials: String,
    /// Ports of the parent that lead elsewhere.
    pub leads: Vec<(u32, SocketAddr)>,
}

impl Options {
    /// A machine as it should be.
    #[must_use]
    pub fn new(configuration: Vec<(String, Vec<u8>)>) -> Self {
        Self {
            has_secure_module: true,
            has_registers: true,
            configuration,
            credentials: String::new(),
            leads: Vec::new(),
        }
    }
}

/// A running machine. Everything of it ends with the value.
#[derive(Debug)]
pub struct Machine {
    children: Vec<Child>,
    folder: TempDir,
    /// Where the parent takes requests.
    address: SocketAddr,
    parent: u32,
    build: Build,
    root: Vec<u8>,
    audit: UnixListener,
}

impl Machine {
    /// Starts a machine and its parent.
    ///
    /// # Errors
    /// Those of files, sockets and programs.
    pub fn start(parts: &Parts, options: &Options) -> io::Result<Self> {
        let folder = TempDir::new()?;
        let path = |name: &str| folder.path().join(name);
        let (kernel, command_line) = (parts.kernel()?, command_line());
        let disks = ramdisks(&fs::read(&parts.enclave)?, &options.configuration, &parts.modules()?);
        fs::write(path("ramdisk"), disks.concat())?;
        let image = Image::new(Architecture::X86_64, fs::read(&kernel)?, &command_line, disks);
        let registers = if options.has_registers { image.measurements() } else { [[0; 48]; 3] };
        let module = SecureModule::new(registers);
        let root = module.root().to_vec();
        module.serve(&path("nsm"))?;

        let vsock = HybridVsock::new(path("vsock"));
        let audit = vsock.listen(AUDIT_PORT)?;
        give(vsock.listen(CREDENTIALS_PORT)?, options.credentials.clone());
        let mut children = Vec::new();
        let mut carrier = Command::new(&parts.vsock);
        carrier.args(["--guest-cid", "16", "--socket"]).arg(path("vhost"));
        carrier.arg("--uds-path").arg(path("vsock"));
        children.push(quiet(&mut carrier, &path("vsock.log"))?.spawn()?);
        wait_for(&path("vhost"))?;

        let mut qemu = parts.qemu();
        qemu.args(arguments(folder.path(), options)).arg("-kernel").arg(&kernel);
        qemu.args(["-append", &command_line]);
        children.push(quiet(&mut qemu, &path("console"))?.spawn()?);

        let address = free_address()?;
        let mut carrier = Command::new(&parts.parent);
        carrier.arg(path("vsock")).arg(address.to_string());
        carrier.args(options.leads.iter().map(|(port, to)| format!("{port}={to}")));
        let child = quiet(&mut carrier, &path("parent.log"))?.spawn()?;
        let parent = child.id();
        children.push(child);
        let [pcr0, pcr1, pcr2] = registers;
        let build = Build::new(pcr0, pcr1, pcr2);
        Ok(Self { children, folder, address, parent, build, root, audit })
    }

    /// The build that clients of this machine allow.
    #[must_use]
    pub fn build(&self) -> Build {
        self.build.clone()
    }

    /// The root of its secure module.
    #[must_use]
    pub fn root(&self) -> &[u8] {
        &self.root
    }

    /// The file that is its memory.
    #[must_use]
    pub fn memory(&self) -> PathBuf {
        self.folder.path().join("memory")
    }

    /// A text that is in its memory.
    #[must_use]
    pub const fn planted(&self) -> &'static str {
        PLANTED
    }

    /// The process of its parent.
    #[must_use]
    pub const fn parent(&self) -> u32 {
        self.parent
    }

    /// What its console, its parent and the carrier of its streams have printed.
    ///
    /// # Errors
    /// Those of the files.
    pub fn printed(&self) -> io::Result<String> {
        let read = |name| Ok(String::from_utf8_lossy(&fs::read(self.folder.path().join(name))?).into_owned());
        ["console", "parent.log", "vsock.log"].into_iter().map(read).collect()
    }

    /// Waits until the console says something.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`].
    pub fn wait_for_console(&self, text: &str) -> io::Result<()> {
        let start = Instant::now();
        while !self.printed()?.contains(text) {
            if start.elapsed() > PATIENCE {
                return Err(io::ErrorKind::TimedOut.into());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Sends a message to the enclave through its parent. `traffic` gets all bytes that the parent sees of it.
    ///
    /// # Errors
    /// Those of the socket; [`io::ErrorKind::ConnectionRefused`] when the parent does not reach the enclave.
    pub fn post(&self, frame: &Frame, traffic: &mut Vec<u8>) -> io::Result<Frame> {
        let mut framed = Vec::new();
        frame.write(&mut framed)?;
        let body = framed.split_off(4);
        let head = format!("POST {PATH} HTTP/1.1\r\nhost: parent\r\ncontent-length: {}\r\n\r\n", body.len());
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(head.as_bytes())?;
        stream.write_all(&body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        for bytes in [&body, &answer] {
            traffic.extend_from_slice(bytes);
        }
        if !answer.starts_with(b"HTTP/1.1 200 ") {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let at = memchr::memmem::find(&answer, b"\r\n\r\n").ok_or(io::ErrorKind::InvalidData)? + 4;
        let body = answer.split_off(at);
        let len = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        let framed = [len.to_be_bytes().as_slice(), &body].concat();
        Frame::read(&mut framed.as_slice())?.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Asks the enclave until it is up and answers: without its parent, which would soon leave it alone.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`].
    pub fn wait(&self, hello: &Frame) -> io::Result<Frame> {
        let start = Instant::now();
        let enclave = HybridVsock::new(self.folder.path().join("vsock"));
        let ask = || {
            let mut stream = enclave.stream(ENCLAVE_PORT)?;
            hello.write(&mut stream)?;
            Frame::read(&mut stream)?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
        };
        loop {
            match ask() {
                Ok(answer) => return Ok(answer),
                Err(_) if start.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(250)),
                Err(_) => return Err(io::ErrorKind::TimedOut.into()),
            }
        }
    }

    /// The bytes of the audit so far. The enclave keeps one stream open for it.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn audit(&self) -> io::Result<Vec<u8>> {
        let (mut stream, _) = self.audit.accept()?;
        stream.set_read_timeout(Some(Duration::from_millis(300)))?;
        let (mut bytes, mut piece) = (Vec::new(), [0; 1024]);
        while let Ok(len @ 1..) = stream.read(&mut piece) {
            bytes.extend_from_slice(piece.get(..len).unwrap_or_default());
        }
        Ok(bytes)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn command_line() -> String {
    format!("console=ttyS0 panic=-1 quiet no_timer_check random.trust_cpu=off {WIPING} {PLANTED}")
}

fn arguments(folder: &Path, options: &Options) -> Vec<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    let memory = format!("memory-backend-file,id=mem,mem-path={},share=on,size=512M", path("memory"));
    let mut arguments: Vec<String> =
        ["-M", "q35,memory-backend=mem", "-m", "512", "-accel", "tcg", "-cpu", "max"]
            .map(String::from)
            .into();
    arguments.extend(["-nic", "none", "-vga", "none", "-nographic", "-no-reboot"].map(String::from));
    arguments.extend(["-object".into(), memory, "-initrd".into(), path("ramdisk")]);
    let mut device = |id: &str, socket: &str, device: &str| {
        arguments.extend(["-chardev".into(), format!("socket,id={id},path={}", path(socket))]);
        arguments.extend(["-device".into(), format!("{device},chardev={id}")]);
    };
    device("c", "vhost", "vhost-user-vsock-pci");
    if options.has_secure_module {
        device("n", "nsm", "vhost-user-test-device-pci,virtio-id=33,num_vqs=1,vq_size=128");
    }
    arguments
}

/// Prints into a file, and reads nothing.
fn quiet<'a>(command: &'a mut Command, log: &Path) -> io::Result<&'a mut Command> {
    let log = File::create(log)?;
    Ok(command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log))
}

/// Gives a text to everyone who connects.
fn give(listener: UnixListener, text: String) {
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.write_all(text.as_bytes());
        }
    });
}

fn wait_for(path: &Path) -> io::Result<()> {
    let start = Instant::now();
    while !path.exists() {
        if start.elapsed() > Duration::from_secs(10) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
