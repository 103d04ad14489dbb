use phiward_ems::LaunchRequest;
use phiward_phi::AuditContext;

fn log(launch: &LaunchRequest, audit: &AuditContext<'_>) {
    let complaint = launch.complaint.as_ref().unwrap().open(audit, "search_term").unwrap();
    println!("{complaint}");
}

fn main() {
    let _ = log;
}
