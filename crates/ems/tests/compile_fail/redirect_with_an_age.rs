use phiward_ems::{LaunchHandle, LaunchRequest, PatientAge, RedirectTarget};

fn redirect(launch: &LaunchRequest, handle: &LaunchHandle) {
    if let PatientAge::Given(age) = &launch.age {
        let _ = RedirectTarget::new("/app", age, handle);
    }
}

fn main() {
    let _ = redirect;
}
