use phiward_phi::Loggable;

fn log(_: &[(&'static str, &dyn Loggable)]) {}

fn main() {
    log(&[("name", &String::from("Rosa Delgado"))]);
    log(&[("age", &62_u8)]);
    log(&[("pregnant", &true)]);
}
