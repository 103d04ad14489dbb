//! Launch links between a patient care record and a protocol guide, read strictly.
#![doc = include_str!("../README.md")]
//!
//! # Map
//!
//! - [`LaunchRequest`]: a link or form; [`TokenLaunch`]: a sealed token; [`LaunchError`], [`Field`], [`Fault`]: what is wrong.
//! - [`AgencyProfile`], [`AgencyDirectory`], [`Agencies`]: who may launch, by which rules.
//! - [`AgePolicy`], [`AgeCategory`]: child, adult or unknown.
//! - [`ReturnUrlPolicy`], [`CallbackUrlPolicy`], [`is_public_address`]: which URLs are followed and called.
//! - [`RedirectTarget`], [`ScrubbedUrl`]: what a browser and a log get to see.
//! - [`ProtocolExport`], [`SigningKey`], [`RequestVerifier`]: what goes back, signed.
//! - [`WidgetPolicy`]: the guide in a frame.
//!
//! Formats are specified in `docs/spec/ems.md`.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod address;
mod age;
mod agency;
mod callback_url;
mod error;
mod export;
mod field;
mod form;
mod launch;
mod nemsis;
mod redirect;
mod return_url;
mod scrub;
mod signature;
mod token;
mod web_url;
mod widget;

// A launch, and what is wrong with one.
pub use crate::{
    error::{LaunchError, SettingError},
    field::{Fault, Field, FieldError},
    form::MAX_LAUNCH_LEN,
    launch::LaunchRequest,
    nemsis::{AgencyNumber, Complaint, Impression, IncidentNumber, Weight},
    token::{MAX_TOKEN_LIFE_MS, TOKEN_CONTEXT, TOKEN_KEY, TokenId, TokenLaunch},
};
// Who may launch, by which rules.
pub use crate::{
    address::is_public_address,
    age::{AgeAssessment, AgeCategory, AgePolicy, AgeRule, PatientAge, WeightRule},
    agency::{Agencies, AgencyDirectory, AgencyId, AgencyProfile, ClinicalInQuery},
    callback_url::{CallbackUrl, CallbackUrlPolicy},
    return_url::{ReturnUrl, ReturnUrlPolicy},
};
// What others get to see.
pub use crate::{
    export::{EXPORT_FORMAT, ExportBody, MAX_SECTIONS, ProtocolExport},
    redirect::{LaunchHandle, RedirectTarget},
    scrub::ScrubbedUrl,
    signature::{
        REPLAY_WINDOW_MS, RequestVerifier, SIGNATURE_HEADER, SignatureError, SignedRequest, SigningKey,
        Verified,
    },
    widget::{MAX_MESSAGE_LEN, WidgetError, WidgetHeader, WidgetMessage, WidgetPolicy},
};
