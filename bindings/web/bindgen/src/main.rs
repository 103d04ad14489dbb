//! `phiward-web-bindgen MODULE.wasm NAME FOLDER`: writes `NAME.js` and `NAME_bg.wasm` into the folder.
//!
//! What the two have between them gets short names: no minifier can shorten what two files agree on.
#![allow(clippy::print_stderr, reason = "a command-line tool speaks by printing")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, name, folder] = arguments.as_slice() else {
        eprintln!("usage: phiward-web-bindgen MODULE.wasm NAME FOLDER");
        return ExitCode::from(2);
    };
    match generate(module, name, Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn generate(module: &str, name: &str, folder: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen.input_path(module).out_name(name).typescript(false).omit_default_module_path(true);
    bindgen.web(true).map_err(|error| error.to_string())?;
    let mut output = bindgen.generate_output().map_err(|error| error.to_string())?;
    output.emit(folder).map_err(|error| error.to_string())?;

    let mut names = BTreeMap::new();
    for (i, export) in output.wasm_mut().exports.iter_mut().enumerate() {
        let long = core::mem::replace(&mut export.name, short(i));
        names.insert(long, export.name.clone());
    }
    let script = folder.join(format!("{name}.js"));
    let mut text = std::fs::read_to_string(&script).map_err(|error| error.to_string())?;
    text = with_own_start(&renamed(&text, &names)?)?;
    for (i, import) in output.wasm_mut().imports.iter_mut().enumerate() {
        let long = core::mem::replace(&mut import.name, short(i));
        text = with_import(&text, &long, &import.name)?;
    }
    std::fs::write(script, text).map_err(|error| error.to_string())?;
    let wasm = output.wasm_mut().emit_wasm();
    std::fs::write(folder.join(format!("{name}_bg.wasm")), wasm).map_err(|error| error.to_string())
}

/// The name of the export at a place: `a`, `b`, and so on, then `aa`.
fn short(i: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = if i < LETTERS.len() { String::new() } else { short(i / LETTERS.len() - 1) };
    name.extend(LETTERS.get(i % LETTERS.len()).map(|letter| char::from(*letter)));
    name
}

/// The script with `wasm.NAME` in the new names.
fn renamed(script: &str, names: &BTreeMap<String, String>) -> Result<String, String> {
    let mut parts = script.split("wasm.");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        let short = names.get(name).ok_or_else(|| format!("the script uses `{name}`, which is no export"))?;
        text.extend(["wasm.", short, rest]);
    }
    Ok(text)
}

/// The script that gives the module one function under another name.
fn with_import(script: &str, long: &str, short: &str) -> Result<String, String> {
    let given = format!("\n        {long}: ");
    match script.matches(&given).count() {
        1 => Ok(script.replace(&given, &format!("\n        {short}: "))),
        found => Err(format!("the script gives `{long}` {found} times")),
    }
}

/// What the script exports for its start, by wasm-bindgen.
const START: &str = "export { initSync, __wbg_init as default };";
/// What it exports in place of that: the package compiles modules itself, and knows the errors of that.
const OWN_START: &str = "export { initSync };

let started;
/** Starts a compiled module, once for all who share this script. */
export function instantiate(module) {
    started ??= WebAssembly.instantiate(module, __wbg_get_imports()).then(
        (instance) => void __wbg_finalize_init(instance, module),
        (thrown) => {
            started = undefined;
            throw thrown;
        },
    );
    return started;
}";

/// The script with a start that takes a compiled module. Bundlers leave out the functions that loaded one.
fn with_own_start(script: &str) -> Result<String, String> {
    let (script, rest) = script.split_once(START).ok_or("the script does not end as expected")?;
    // What the package hands out has no `using`.
    let kept = |line: &&str| !line.starts_with("if (Symbol.dispose) ");
    let script: String = script.split_inclusive('\n').filter(kept).collect();
    Ok(format!("{script}{OWN_START}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = (0..6000).map(short).collect();
        assert_eq!(names.len(), 6000);
        assert_eq!([short(0), short(51), short(52)], ["a", "Z", "aa"]);
    }

    #[test]
    fn what_the_script_uses_is_renamed_and_nothing_is_guessed() {
        let names = BTreeMap::from([("vault_open".to_owned(), "a".to_owned())]);
        assert_eq!(renamed("x = wasm.vault_open(1);", &names), Ok("x = wasm.a(1);".to_owned()));
        assert!(renamed("wasm.vault", &names).is_err());
    }
}
