//! A page, a parent, an enclave without its hardware and a model: `phiward-example-enclave LISTEN FOLDER`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks by printing")]

mod enclave;
mod model;
mod site;

use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use crate::enclave::LocalEnclave;
use crate::model::Model;
use crate::site::Site;

fn run(arguments: &[String]) -> Result<(), String> {
    let [listen, folder] = arguments else {
        return Err("usage: phiward-example-enclave LISTEN FOLDER".to_owned());
    };
    let model = Model::default();
    let address = model.serve().map_err(|error| error.to_string())?;
    let enclave = LocalEnclave::start(address).map_err(|error| error.to_string())?;
    let site = Site::new(enclave, model, folder.as_ref()).map_err(|error| error.to_string())?;
    let site = Arc::new(site);
    let listener = TcpListener::bind(listen).map_err(|error| format!("{listen}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}/examples/enclave/page.html");
    for mut client in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        thread::spawn(move || site.answer(&mut client));
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}
