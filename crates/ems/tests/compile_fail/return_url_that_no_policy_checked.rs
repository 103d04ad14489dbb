use phiward_ems::ReturnUrl;

fn main() {
    let _ = ReturnUrl(String::from("javascript:alert(1)"));
}
