//! The program of the enclave: the first and only one, also as `init`.
//!
//! Its table of destinations and their authorities are files of the image, `/etc/phiward/egress.json` and what it
//! names, so they are measured like the program. It reads no environment and takes no argument.
#![allow(clippy::print_stderr, reason = "a code on the console is all that can be told")]

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::{self, File};
    use std::io::{self, Read as _, Write as _};
    use std::path::Path;
    use std::sync::Arc;

    use phiward_enclave::{
        Accept, AiHandler, Attested, Audit, AuditSink, Clock, Connect, Connection, DeviceNsm, Egress, Facts,
        Limits, NoKeyService, Nsm as _, Service, Settings, TlsDialer, ZeroizingAllocator, hush_panics, serve,
    };
    use phiward_envelope::{Entropy as _, OsEntropy};
    use phiward_redact::{Mode, Policy};
    use rustix::mm::MlockAllFlags;
    use rustix::mount::{MountFlags, mount};
    use rustix::process::{Resource, Rlimit, getpid, setrlimit};
    use vsock::{VMADDR_CID_ANY, VsockListener, VsockStream};

    #[global_allocator]
    static ALLOCATOR: ZeroizingAllocator = ZeroizingAllocator;

    /// The address of the parent, as seen from an enclave.
    const PARENT: u32 = 3;
    /// Where requests come in.
    const PORT: u32 = phiward_enclave::parent::ENCLAVE_PORT;
    /// Where the parent takes events.
    const AUDIT_PORT: u32 = 5002;
    /// Where the parent gives the credentials of destinations: lines of a number and a credential.
    const CREDENTIALS_PORT: u32 = 5001;
    const MAX_CREDENTIALS: u64 = 4096;
    /// Where the Nitro hypervisor waits for a sign of life, and the sign.
    const HEARTBEAT_PORT: u32 = 9000;
    const HEARTBEAT: u8 = 0xb7;
    const CONFIGURATION: &str = "/etc/phiward";

    /// Reaches ports of the parent, and nothing else.
    struct Parent;

    impl Connect for Parent {
        fn connect(&self, port: u32) -> io::Result<Box<dyn Connection>> {
            Ok(Box::new(VsockStream::connect_with_cid_port(PARENT, port)?))
        }
    }

    /// Takes connections of the parent, and drops those of others.
    struct Requests(VsockListener);

    impl Accept for Requests {
        fn accept(&self) -> io::Result<Option<Box<dyn Connection>>> {
            loop {
                let (stream, peer) = self.0.accept()?;
                if peer.cid() == PARENT {
                    return Ok(Some(Box::new(stream)));
                }
            }
        }
    }

    /// Sends events to the parent. One that cannot be sent is a gap in the chain, which its reader sees.
    struct Events(Option<Box<dyn Connection>>);

    impl AuditSink for Events {
        fn record(&mut self, event: &[u8]) {
            let connection = self.0.take().map_or_else(|| Parent.connect(AUDIT_PORT), Ok);
            if let Ok(mut connection) = connection
                && connection.write_all(event).is_ok()
            {
                self.0 = Some(connection);
            }
        }
    }

    /// Does what an `init` must: file systems of the kernel, then its modules, in the order of their names.
    fn prepare() -> Result<(), &'static str> {
        let failed = |_| "start_init";
        for (kind, folder) in [("proc", "/proc"), ("sysfs", "/sys"), ("devtmpfs", "/dev")] {
            fs::create_dir_all(folder).map_err(|_| "start_init")?;
            mount(kind, folder, kind, MountFlags::NOSUID | MountFlags::NOEXEC, None).map_err(failed)?;
        }
        let modules = fs::read_dir("/modules").map(|entries| entries.flatten().collect::<Vec<_>>());
        let mut modules: Vec<_> = modules.unwrap_or_default().iter().map(fs::DirEntry::path).collect();
        modules.sort();
        for module in modules {
            let file = File::open(module).map_err(|_| "start_init")?;
            rustix::system::finit_module(&file, c"", 0).map_err(failed)?;
        }
        Ok(())
    }

    fn lock_down() -> Result<(), &'static str> {
        rustix::mm::mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE).map_err(|_| "start_mlock")?;
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        setrlimit(Resource::Core, none).map_err(|_| "start_core")
    }

    fn egress() -> Result<Egress, &'static str> {
        let json = fs::read_to_string(Path::new(CONFIGURATION).join("egress.json"));
        // Without a table, nothing is allowed.
        let json = json.unwrap_or_else(|_| "[]".to_owned());
        let authority = |name: &str| {
            let is_plain = !name.contains('/') && !name.starts_with('.');
            is_plain.then(|| fs::read(Path::new(CONFIGURATION).join(name)).ok()).flatten()
        };
        Egress::from_json(&json, authority).map_err(|_| "start_egress")
    }

    /// Asks the parent for credentials; one that gives none has none to give.
    fn credentials() -> Vec<(u64, String)> {
        let Ok(stream) = Parent.connect(CREDENTIALS_PORT) else { return Vec::new() };
        let mut text = String::new();
        if stream.take(MAX_CREDENTIALS).read_to_string(&mut text).is_err() {
            return Vec::new();
        }
        let line = |line: &str| {
            let (id, credential) = line.split_once(' ')?;
            Some((id.parse().ok()?, credential.to_owned()))
        };
        text.lines().filter_map(line).collect()
    }

    fn beat() {
        if let Ok(mut stream) = Parent.connect(HEARTBEAT_PORT) {
            let _ = stream.write_all(&[HEARTBEAT]).and_then(|()| stream.read_exact(&mut [0]));
        }
    }

    pub(crate) fn run() -> Result<(), &'static str> {
        hush_panics();
        let is_init = getpid().is_init();
        if is_init {
            prepare()?;
            beat();
        }
        lock_down()?;
        let nsm = DeviceNsm::open().map_err(|_| "start_nsm")?;
        let document = nsm.attest(&Attested::default()).map_err(|_| "start_nsm")?;
        let claims = phiward_attest::Unverified::parse(&document).map_err(|_| "start_nsm")?;
        Facts::read().check(claims.claims()).map_err(|refusal| refusal.code())?;

        let clock = Arc::new(Clock::of(&nsm).map_err(|_| "start_nsm")?);
        let dialer = TlsDialer::new(Parent, Arc::clone(&clock));
        let policy = Policy::ai_round_trip(Mode::Balanced);
        let handler = AiHandler::new(egress()?, dialer, policy, Box::new(NoKeyService));
        let mut handler = handler.map_err(|_| "start_policy")?;
        for (destination, credential) in credentials() {
            handler = handler.with_credential(destination, credential.into());
        }
        let mut audit_key = [0; 32];
        OsEntropy.fill(&mut audit_key).map_err(|_| "start_random_source")?;
        let settings = Settings::new(Audit::new(audit_key, Box::new(Events(None))));
        let service = Service::start(Box::new(nsm), clock, handler, settings).map_err(|_| "start_service")?;
        let listener = VsockListener::bind_with_cid_port(VMADDR_CID_ANY, PORT).map_err(|_| "start_vsock")?;
        serve(&service, &Requests(listener), &Limits::default()).map_err(|_| "vsock")
    }
}

fn main() -> std::process::ExitCode {
    #[cfg(target_os = "linux")]
    if let Err(code) = linux::run() {
        eprintln!("error[{code}]");
    }
    std::process::ExitCode::FAILURE
}
