//! What a machine is made of, as `cargo xtask test-enclave` has laid it out.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The modules of the kernel, in the order of loading.
const MODULES: [&str; 4] = [
    "net/vmw_vsock/vsock.ko.xz",
    "net/vmw_vsock/vmw_vsock_virtio_transport_common.ko.xz",
    "net/vmw_vsock/vmw_vsock_virtio_transport.ko.xz",
    "drivers/misc/nsm.ko.xz",
];

/// Paths of the parts.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Parts {
    /// The unpacked packages of QEMU.
    qemu: PathBuf,
    /// The unpacked package of the kernel.
    kernel: PathBuf,
    /// The program that carries vsock.
    pub vsock: PathBuf,
    /// The program of the enclave.
    pub enclave: PathBuf,
    /// The program of the parent.
    pub parent: PathBuf,
}

impl Parts {
    /// The parts below a folder: `qemu`, `kernel`, and programs in `bin`.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        let program = |name: &str| folder.join("bin").join(name);
        Self {
            qemu: folder.join("qemu"),
            kernel: folder.join("kernel"),
            vsock: program("vhost-device-vsock"),
            enclave: program("phiward-enclave"),
            parent: program("phiward-parent"),
        }
    }

    /// QEMU, with the libraries and files that came with it.
    #[must_use]
    pub fn qemu(&self) -> Command {
        let libraries = self.qemu.join("usr/lib/x86_64-linux-gnu");
        let mut command = Command::new(libraries.join("ld-linux-x86-64.so.2"));
        command.arg("--library-path").arg(&libraries).arg(self.qemu.join("usr/bin/qemu-system-x86_64"));
        for folder in ["usr/share/qemu", "usr/share/seabios"] {
            command.arg("-L").arg(self.qemu.join(folder));
        }
        command
    }

    /// The kernel.
    ///
    /// # Errors
    /// When there is none.
    pub fn kernel(&self) -> io::Result<PathBuf> {
        let mut entries = fs::read_dir(self.kernel.join("boot"))?.flatten().map(|entry| entry.path());
        let is_kernel = |path: &PathBuf| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("vmlinuz"))
        };
        entries.find(is_kernel).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The modules that the enclave loads.
    ///
    /// # Errors
    /// When one is missing, or cannot be unpacked.
    pub fn modules(&self) -> io::Result<Vec<Vec<u8>>> {
        let folder = fs::read_dir(self.kernel.join("lib/modules"))?.flatten().next();
        let folder = folder.ok_or(io::ErrorKind::NotFound)?.path().join("kernel");
        let unpack = |name: &str| {
            let mut module = Vec::new();
            lzma_rs::xz_decompress(&mut BufReader::new(File::open(folder.join(name))?), &mut module)
                .map_err(|_| io::ErrorKind::InvalidData)?;
            Ok(module)
        };
        MODULES.iter().map(|name| unpack(name)).collect()
    }
}
