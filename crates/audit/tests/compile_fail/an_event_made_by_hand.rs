use phiward_audit::{Action, Event, Outcome};
use phiward_phi::Access;

fn event(access: Access) -> Event {
    Event { access, action: Action::Read, outcome: Outcome::Success, subject: None, what: None, reason: None }
}

fn main() {
    let _ = event;
}
