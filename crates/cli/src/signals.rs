//! What happens when the command is interrupted: no half-written file stays behind, which may hold opened
//! PHI, and no terminal that hides what is typed.

use core::sync::atomic::{AtomicBool, Ordering};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// The temporary files that are being written.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// Whether a prompt has the terminal, and must give it back before the command ends.
static PROMPTING: AtomicBool = AtomicBool::new(false);
static INSTALLED: Once = Once::new();

/// Remembers a temporary file until it was finished or dropped.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    pub(crate) fn remember(path: &Path) -> Self {
        INSTALLED.call_once(install);
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
    }
}

/// Runs a prompt. If it was interrupted, the caller ends the command by [`interrupt`].
pub(crate) fn while_prompting<T>(prompt: impl FnOnce() -> T) -> T {
    INSTALLED.call_once(install);
    PROMPTING.store(true, Ordering::SeqCst);
    let answer = prompt();
    PROMPTING.store(false, Ordering::SeqCst);
    answer
}

#[cfg(unix)]
mod system {
    use std::fs;
    use std::sync::PoisonError;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::{iterator::Signals, low_level::emulate_default_handler};

    use super::{Ordering, PROMPTING, UNFINISHED};

    /// Waits for the signals that end a command, on a thread of its own.
    pub(super) fn install() {
        // Without the thread a file stays behind under its temporary name, and nothing else changes.
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
        std::thread::spawn(move || {
            for signal in &mut signals {
                let is_told_to_prompt = signal == SIGINT && PROMPTING.load(Ordering::SeqCst);
                if !is_told_to_prompt {
                    end(signal);
                }
            }
        });
    }

    /// Ends the command as if Ctrl-C had done it.
    pub(crate) fn interrupt() {
        end(SIGINT);
    }

    fn end(signal: i32) {
        // The lock is kept to the end of the process, so that no other file can begin meanwhile.
        let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        for path in unfinished.iter() {
            let _ = fs::remove_file(path);
        }
        // The shell must see that the command was ended by the signal.
        let _ = emulate_default_handler(signal);
        drop(unfinished);
    }
}

#[cfg(not(unix))]
mod system {
    pub(super) fn install() {}

    pub(crate) fn interrupt() {}
}

use system::install;
pub(crate) use system::interrupt;
