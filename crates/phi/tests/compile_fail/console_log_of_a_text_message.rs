// The runbook's development mode, in Rust:
//
//     console.log('[TEST MODE] Would send SMS:', { to: recipientPhone, body: message });
use phiward_phi::{Phi, PhoneNumber};

fn main() {
    let to = PhoneNumber::parse("+13105550142").unwrap();
    let body = Phi::new(String::from("Rosa, your result is ready."));
    println!("[TEST MODE] Would send SMS: {:?}", (&to, &body));
    dbg!(&to, &body);
}
