//! A small strict reader and writer of JSON.
#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod fields;
mod raw;
mod read;
mod value;
mod write;

pub use crate::{
    fields::Fields,
    raw::Raw,
    value::{Number, Value},
    write::{Writer, push_number, push_text},
};
