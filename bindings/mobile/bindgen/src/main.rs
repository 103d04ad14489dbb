//! `uniffi-bindgen generate --language LANGUAGE --out-dir FOLDER LIBRARY`, of the version that the library has.

fn main() {
    uniffi::uniffi_bindgen_main();
}
