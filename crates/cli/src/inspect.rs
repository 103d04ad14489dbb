//! `phiward inspect`: what the bytes say about themselves, for people and for programs.

mod anatomy;
mod found;

use core::fmt::Display;
use std::io::Write as _;

use phiward_keys::Vault;
use phiward_sdk::shown;

pub(crate) use anatomy::{envelope_rows, kdf_text};
pub(crate) use phiward_sdk::shown::{envelope_json, slot_json};

use crate::args::InspectArgs;
use crate::failure::{Failure, Place};
use crate::input::Input;
use crate::table;
use found::Found;

pub(crate) fn run(args: &InspectArgs, as_json: bool) -> Result<(), Failure> {
    let found = Found::read(Input::open(args.input.as_deref())?)?;
    match &found {
        Found::Envelope { inspection, start } => {
            tell(as_json, || envelope_json(inspection), &anatomy::of(inspection, start))
        }
        Found::Slot { info, bytes } => tell(as_json, || slot_json(info), &anatomy::slot_rows(info, bytes)),
        Found::Vault(vault) => tell_vault(vault, as_json),
    }
}

/// Tells what a vault file says about its slots.
pub(crate) fn tell_vault(vault: &Vault, as_json: bool) -> Result<(), Failure> {
    tell(as_json, || shown::vault_json(vault), &anatomy::vault_rows(vault))
}

fn tell<J: Display, const N: usize>(
    as_json: bool,
    json: impl FnOnce() -> J,
    rows: &[[String; N]],
) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let written = if as_json { writeln!(out, "{}", json()) } else { table::write(&mut out, "", rows) };
    written.and_then(|()| out.flush()).map_err(|error| Failure::writing(&Place::StandardOutput, &error))
}
