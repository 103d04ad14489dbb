use phiward_ems::Impression;

fn main() {
    let impression = Impression::parse("I21.9").unwrap();
    println!("{impression:?}");
}
