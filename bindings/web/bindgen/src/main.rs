//! `phiward-web-bindgen MODULE.wasm NAME FOLDER`: writes `NAME.js` and `NAME_bg.wasm` into the folder.
#![allow(clippy::print_stderr, reason = "a command-line tool speaks by printing")]

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, name, folder] = arguments.as_slice() else {
        eprintln!("usage: phiward-web-bindgen MODULE.wasm NAME FOLDER");
        return ExitCode::from(2);
    };
    match generate(module, name, folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn generate(module: &str, name: &str, folder: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen.input_path(module).out_name(name).typescript(false).omit_default_module_path(true);
    bindgen.web(true).map_err(|error| error.to_string())?;
    bindgen.generate(folder).map_err(|error| error.to_string())
}
