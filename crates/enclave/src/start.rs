//! What an enclave makes sure of before it takes a request.

use core::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use phiward_attest::Document;

/// The source of random bytes that the kernel must use: the secure module's.
const HWRNG: &str = "nsm-hwrng";

/// Why an enclave does not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartRefusal {
    /// The kernel takes its random bytes from elsewhere than the secure module.
    RandomSource,
    /// There is a network interface beside the loopback.
    NetworkInterface,
    /// There is a file system that is backed by a disk.
    Disk,
    /// Memory can be swapped out.
    Swap,
    /// The register of the image is zero: the enclave is in debug mode.
    DebugMode,
}

impl StartRefusal {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::RandomSource => "start_random_source",
            Self::NetworkInterface => "start_network_interface",
            Self::Disk => "start_disk",
            Self::Swap => "start_swap",
            Self::DebugMode => "start_debug_mode",
        }
    }
}

impl fmt::Display for StartRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for StartRefusal {}

/// What is known of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Facts {
    /// The current source of the kernel's random bytes.
    pub random_source: String,
    /// The network interfaces.
    pub interfaces: Vec<String>,
    /// The sources and types of mounted file systems.
    pub mounts: Vec<(String, String)>,
    /// The lines of `/proc/swaps` below its head.
    pub swaps: usize,
}

impl Facts {
    /// Looks at the machine. What cannot be read counts as absent, and an absent source of random bytes is refused.
    #[must_use]
    pub fn read() -> Self {
        let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
        Self {
            random_source: text("/sys/devices/virtual/misc/hw_random/rng_current").trim().to_owned(),
            interfaces: names(Path::new("/sys/class/net")),
            mounts: parse_mounts(&text("/proc/mounts")),
            swaps: text("/proc/swaps").lines().skip(1).count(),
        }
    }

    /// Refuses a machine that is not an enclave as it should be.
    ///
    /// # Errors
    /// The first [`StartRefusal`] that applies.
    pub fn check(&self, document: &Document<'_>) -> Result<(), StartRefusal> {
        if self.random_source != HWRNG {
            return Err(StartRefusal::RandomSource);
        }
        if self.interfaces.iter().any(|name| name != "lo") {
            return Err(StartRefusal::NetworkInterface);
        }
        if self.mounts.iter().any(|(source, _)| source.starts_with("/dev/")) {
            return Err(StartRefusal::Disk);
        }
        if self.swaps > 0 {
            return Err(StartRefusal::Swap);
        }
        if document.pcr(0).is_none_or(|value| value.iter().all(|byte| *byte == 0)) {
            return Err(StartRefusal::DebugMode);
        }
        Ok(())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>());
    entries.unwrap_or_default().iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn parse_mounts(text: &str) -> Vec<(String, String)> {
    let fields = |line: &str| {
        let mut fields = line.split_whitespace();
        Some((fields.next()?.to_owned(), fields.nth(1)?.to_owned()))
    };
    text.lines().filter_map(fields).collect()
}

/// Lets a panic say where it was, and nothing of what was being worked on.
pub fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let line = panic.location().map_or(0, std::panic::Location::line);
        let _ = writeln!(std::io::stderr(), "error[internal]: {line}");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Facts {
        Facts {
            random_source: HWRNG.into(),
            interfaces: vec!["lo".into()],
            mounts: parse_mounts("rootfs / rootfs rw 0 0\nproc /proc proc rw 0 0\n"),
            swaps: 0,
        }
    }

    fn check(facts: &Facts, pcr0: &[u8]) -> Result<(), StartRefusal> {
        let chain = phiward_attest::insecure::Chain::from_seed(1);
        let mut fields = phiward_attest::insecure::DocumentFields::new(1);
        fields.pcrs = vec![(0, pcr0.to_vec())];
        let bytes = chain.document(&fields);
        let document = phiward_attest::Unverified::parse(&bytes).map_err(|_| StartRefusal::DebugMode)?;
        facts.check(document.claims())
    }

    #[test]
    fn an_enclave_starts_and_anything_else_does_not() {
        assert_eq!(check(&good(), &[1; 48]), Ok(()));
        assert_eq!(check(&good(), &[0; 48]), Err(StartRefusal::DebugMode));
        assert_eq!(check(&Facts::default(), &[1; 48]), Err(StartRefusal::RandomSource));
        let with = |change: fn(&mut Facts)| {
            let mut facts = good();
            change(&mut facts);
            check(&facts, &[1; 48])
        };
        assert_eq!(
            with(|facts| facts.random_source = "virtio_rng.0".into()),
            Err(StartRefusal::RandomSource)
        );
        assert_eq!(with(|facts| facts.interfaces.push("eth0".into())), Err(StartRefusal::NetworkInterface));
        assert_eq!(
            with(|facts| facts.mounts = parse_mounts("/dev/vda1 / ext4 rw 0 0")),
            Err(StartRefusal::Disk)
        );
        assert_eq!(with(|facts| facts.swaps = 1), Err(StartRefusal::Swap));
    }
}
