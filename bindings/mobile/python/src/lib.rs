//! The native module of the Python package `phiward`: the facade, as Python calls it. There is no logic here.
//!
//! The Python beside it has the exceptions, the async functions, and the columns of data frames.

mod conformance;
mod envelope;
mod error;
mod measure;
mod module;
mod options;
mod phi;
mod redact;
mod stream;
mod vault;
