//! What the program may ask of the kernel once it has started: streams of vsock, the secure module, memory, threads.

use core::fmt;

use libc::{SYS_ioctl, SYS_mmap, SYS_mprotect, SYS_socket, c_long};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketType, socket};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    apply_filter_all_threads,
};

/// Whatever is not here, and not in [`conditions`], is answered with `EPERM`: no file is opened, no program
/// started, no other process touched.
const ALLOWED: &[c_long] = &[
    // Memory.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // Threads.
    libc::SYS_clone,
    libc::SYS_clone3,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_tgkill,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Time and random bytes.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_getrandom,
    // Streams that are open, and those of `socket` below.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_recvfrom,
    libc::SYS_sendto,
    libc::SYS_close,
    libc::SYS_fcntl,
    libc::SYS_ppoll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept4,
    libc::SYS_connect,
    libc::SYS_shutdown,
    libc::SYS_getsockopt,
    libc::SYS_setsockopt,
    libc::SYS_getsockname,
    libc::SYS_getpeername,
];

/// The call of `/dev/nsm`, and the one that makes a stream wait or not.
const IOCTLS: [u64; 2] = [0xc020_0a00, 0x5421];

/// The last family of sockets that Linux has a number for, and some to come.
const MAX_FAMILY: u16 = 63;

/// The program could not be confined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotConfined;

impl fmt::Display for NotConfined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("start_confinement")
    }
}

impl core::error::Error for NotConfined {}

/// Lets the process, all of its threads included, do what a running enclave does and nothing else, for good.
///
/// Sockets of the family vsock are the only ones that open. That is tried out with every family before this
/// returns, so an enclave that answers has proven it.
///
/// # Errors
/// [`NotConfined`] where the kernel refuses the filter, or a socket of another family still opens.
pub fn confine() -> Result<(), NotConfined> {
    let program = filter().map_err(|_| NotConfined)?;
    apply_filter_all_threads(&program).map_err(|_| NotConfined)?;
    let vsock = AddressFamily::VSOCK.as_raw();
    let opens =
        |family: u16, kind| !matches!(socket(AddressFamily::from_raw(family), kind, None), Err(Errno::PERM));
    let kinds = [SocketType::STREAM, SocketType::DGRAM, SocketType::SEQPACKET, SocketType::RAW];
    let mut others = (0..=MAX_FAMILY).filter(|family| *family != vsock);
    if others.any(|family| kinds.iter().any(|kind| opens(family, *kind))) {
        return Err(NotConfined);
    }
    Ok(())
}

fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let rules = ALLOWED.iter().map(|call| (*call, Vec::new())).chain(conditions()?).collect();
    let target = std::env::consts::ARCH.try_into()?;
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    SeccompFilter::new(rules, refused, SeccompAction::Allow, target)?.try_into()
}

/// Calls that are allowed with some arguments.
fn conditions() -> Result<[(c_long, Vec<SeccompRule>); 4], seccompiler::BackendError> {
    let rule = |index, compare, value| {
        SeccompRule::new(vec![SeccompCondition::new(index, SeccompCmpArgLen::Dword, compare, value)?])
    };
    let is = |index, value| rule(index, SeccompCmpOp::Eq, value);
    // Memory that is written to is never run.
    let not_executable = || rule(2, SeccompCmpOp::MaskedEq(u64::from(libc::PROT_EXEC.unsigned_abs())), 0);
    let [nsm, blocking] = IOCTLS;
    Ok([
        (SYS_socket, vec![is(0, u64::from(AddressFamily::VSOCK.as_raw()))?]),
        (SYS_ioctl, vec![is(1, nsm)?, is(1, blocking)?]),
        (SYS_mmap, vec![not_executable()?]),
        (SYS_mprotect, vec![not_executable()?]),
    ])
}
