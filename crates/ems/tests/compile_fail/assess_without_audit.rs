use phiward_ems::LaunchRequest;

fn category(launch: &LaunchRequest) {
    let _ = launch.assess();
}

fn main() {
    let _ = category;
}
