use phiward_redact::lexicon::Lexicon;
fn main() {
    for w in std::env::args().skip(1) {
        println!("{w}: {:?}", Lexicon::embedded().lookup(w.as_bytes()));
    }
}
