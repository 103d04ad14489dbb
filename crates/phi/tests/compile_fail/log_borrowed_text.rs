use phiward_phi::Loggable;

fn log(_: &[(&'static str, &dyn Loggable)]) {}

fn main() {
    let name = String::from("Rosa Delgado");
    let borrowed: &str = &name;
    log(&[("literal", &"a literal of the program may be logged")]);
    log(&[("name", &borrowed)]);
}
