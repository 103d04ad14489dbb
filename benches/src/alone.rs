//! What one thread does alone.

use core::hint::black_box;
use core::time::Duration;

use cpu_time::ThreadTime;

/// The processor time of an operation done so many times.
pub fn alone<T>(count: u64, mut operation: impl FnMut() -> T) -> Duration {
    let start = ThreadTime::now();
    (0..count).for_each(|_| drop(black_box(operation())));
    start.elapsed()
}
