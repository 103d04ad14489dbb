//! The program of the enclave: the first and only one, also as `init`.
//!
//! Its table of destinations and their authorities are files of the image, `/etc/phiward/egress.json` and what it
//! names, so they are measured like the program. It reads no environment and takes no argument.
#![allow(clippy::print_stderr, reason = "a code on the console is all that can be told")]

#[cfg(target_os = "linux")]
mod configuration;
#[cfg(target_os = "linux")]
mod init;
#[cfg(target_os = "linux")]
mod parent;

use phiward_enclave::ZeroizingAllocator;

#[global_allocator]
static ALLOCATOR: ZeroizingAllocator = ZeroizingAllocator;

/// Starts, and serves until the socket is gone. The error is a code.
#[cfg(target_os = "linux")]
fn run() -> Result<(), &'static str> {
    use std::sync::Arc;

    use phiward_attest::Unverified;
    use phiward_enclave::kms::KmsKeyService;
    use phiward_enclave::{
        AiHandler, Attested, Audit, Clock, DeviceNsm, Facts, KeyService, Limits, NoKeyService, Nsm, Service,
        Settings, TlsDialer, confine, hush_panics, serve,
    };
    use phiward_envelope::{Entropy as _, OsEntropy};
    use phiward_redact::{Mode, Policy};

    use crate::parent::{Events, Parent, Requests};

    hush_panics();
    if rustix::process::getpid().is_init() {
        init::prepare()?;
        parent::beat();
    }
    init::lock_down()?;
    let nsm: Arc<dyn Nsm> = Arc::new(DeviceNsm::open().map_err(|_| "start_nsm")?);
    let document = nsm.attest(&Attested::default()).map_err(|_| "start_nsm")?;
    let claims = Unverified::parse(&document).map_err(|_| "start_nsm")?;
    Facts::read().check(claims.claims()).map_err(|refusal| refusal.code())?;

    let clock = Arc::new(Clock::of(&nsm).map_err(|_| "start_nsm")?);
    let keys: Box<dyn KeyService> = match configuration::kms()? {
        None => Box::new(NoKeyService),
        Some(endpoint) => {
            let dialer = TlsDialer::new(Parent, Arc::clone(&clock));
            let account = (&endpoint, Box::new(parent::aws_credentials) as Box<_>);
            let service = KmsKeyService::new(Arc::clone(&nsm), Arc::clone(&clock), dialer, account);
            Box::new(service.map_err(|_| "start_kms")?)
        }
    };
    let dialer = TlsDialer::new(Parent, Arc::clone(&clock));
    let policy = Policy::ai_round_trip(Mode::Balanced);
    let handler = AiHandler::new(configuration::egress()?, dialer, policy, keys);
    let mut handler = handler.map_err(|_| "start_policy")?;
    for (destination, credential) in parent::credentials() {
        handler = handler.with_credential(destination, credential);
    }
    let mut audit_key = [0; 32];
    OsEntropy.fill(&mut audit_key).map_err(|_| "start_random_source")?;
    let settings = Settings::new(Audit::new(audit_key, Box::new(Events::default())));
    let service = Service::start(Box::new(nsm), clock, handler, settings).map_err(|_| "start_service")?;
    let requests = Requests::bind().map_err(|_| "start_vsock")?;
    // From here on, nothing is opened but streams to the parent.
    confine().map_err(|_| "start_confinement")?;
    serve(&service, &requests, &Limits::default()).map_err(|_| "vsock")
}

fn main() -> std::process::ExitCode {
    #[cfg(target_os = "linux")]
    if let Err(code) = run() {
        eprintln!("error[{code}]");
    }
    std::process::ExitCode::FAILURE
}
