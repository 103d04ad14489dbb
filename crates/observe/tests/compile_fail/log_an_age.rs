use phiward_observe::LogEvent;
use phiward_phi::{Age, Phi};

fn log(event: LogEvent, age: Phi<Age>) -> LogEvent {
    event.with("userAge", &age)
}

fn main() {
    let _ = log;
}
