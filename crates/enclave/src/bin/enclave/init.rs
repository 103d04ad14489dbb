//! What is done once, before anything else: file systems, modules, and memory that stays where it is.

use std::fs::{self, File};

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::mount::{MountFlags, mount};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Does what an `init` must: file systems of the kernel, then its modules, in the order of their names.
pub(crate) fn prepare() -> Result<(), &'static str> {
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

/// Keeps memory from being swapped out or dumped.
pub(crate) fn lock_down() -> Result<(), &'static str> {
    mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE).map_err(|_| "start_mlock")?;
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    setrlimit(Resource::Core, none).map_err(|_| "start_core")
}
