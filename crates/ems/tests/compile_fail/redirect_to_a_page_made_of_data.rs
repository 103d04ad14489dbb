use phiward_ems::{AgeCategory, LaunchHandle, RedirectTarget};

fn redirect(page: &str, handle: &LaunchHandle) -> RedirectTarget {
    RedirectTarget::new(page, AgeCategory::Unknown, handle)
}

fn main() {
    let _ = redirect;
}
