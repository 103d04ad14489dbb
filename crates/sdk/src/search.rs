//! Protocol search: building an index, opening one, and asking it.

mod answer;
mod corpus;
mod library;
mod options;
mod profile;
mod section;

pub use self::{corpus::build_index, library::ProtocolLibrary, profile::profiles_of, section::section_of};
