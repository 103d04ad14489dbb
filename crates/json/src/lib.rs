//! A small strict reader and writer of JSON.
#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod fields;
mod read;
mod value;
mod write;

pub use crate::{
    fields::Fields,
    value::{Number, Value},
    write::Writer,
};
