//! Turns each value of a record into what may be shown of it.

use alloc::{string::String, vec::Vec};
use core::fmt::{self, Write as _};

use tracing_core::field::{Field, Visit};
use zeroize::Zeroizing;

use super::{Dropped, Rules, counts::Counter};
use crate::{mask::MASK, policy::FieldPolicy, pseudonym::Pseudonym};

/// What is shown of a value.
#[derive(Debug, Clone)]
pub(crate) enum Shown {
    /// A number or `true` or `false`, written without quotes.
    Plain(String),
    /// Anything else.
    Text(String),
}

/// Visits the values of a record or span and keeps what may be shown.
pub(crate) struct Visitor<'a> {
    rules: &'a Rules,
    fields: Vec<(&'static str, Shown)>,
    failed: bool,
}

/// The longest text that counts as a token, in bytes.
const MAX_TOKEN_LEN: usize = 128;

impl<'a> Visitor<'a> {
    pub(crate) const fn new(rules: &'a Rules) -> Self {
        Self { rules, fields: Vec::new(), failed: false }
    }

    pub(crate) fn finish(self) -> Result<Vec<(&'static str, Shown)>, Dropped> {
        if self.failed { Err(Dropped) } else { Ok(self.fields) }
    }

    fn keep(&mut self, field: &Field, shown: Result<Shown, Dropped>) {
        match shown {
            Ok(shown) => self.fields.push((field.name(), shown)),
            Err(Dropped) => self.failed = true,
        }
    }

    /// A value whose `Display` is valid JSON.
    fn plain(&mut self, field: &Field, value: &dyn fmt::Display) {
        if self.rules.fields.policy(field.name()) == FieldPolicy::Loggable {
            let mut text = String::new();
            let written = write!(text, "{value}").map_err(|_| Dropped);
            self.keep(field, written.map(|()| Shown::Plain(text)));
        } else {
            self.text(field, format_args!("{value}"));
        }
    }

    fn text(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        let shown = self.rules.show(field.name(), value);
        self.keep(field, shown.map(Shown::Text));
    }
}

impl Rules {
    fn show(&self, name: &str, value: fmt::Arguments<'_>) -> Result<String, Dropped> {
        let Some(row) = self.fields.find(name).filter(|row| row.policy != FieldPolicy::NeverLog) else {
            return Ok(self.masked());
        };
        let mut text = Zeroizing::new(String::new());
        text.write_fmt(value).map_err(|_| Dropped)?;
        match row.policy {
            FieldPolicy::Loggable if is_token(unquoted(&text)) => Ok(unquoted(&text).into()),
            FieldPolicy::Loggable | FieldPolicy::LogAfterRedaction => {
                self.counts.add(Counter::Scrubbed);
                let mut shown = String::new();
                self.scrub.scrub(&text, &mut shown)?;
                Ok(shown)
            }
            FieldPolicy::LogPseudonym => Ok(self.pseudonym(row.name, unquoted(&text))),
            FieldPolicy::NeverLog => Ok(self.masked()),
        }
    }

    fn masked(&self) -> String {
        self.counts.add(Counter::Masked);
        MASK.into()
    }

    fn pseudonym(&self, scope: &str, text: &str) -> String {
        if Pseudonym::has_shape(text) {
            return text.into();
        }
        let Some(key) = self.key.as_ref().filter(|_| text != MASK) else { return self.masked() };
        self.counts.add(Counter::Pseudonymised);
        key.of_bytes(scope, text.as_bytes()).as_str().into()
    }
}

/// Takes the quotes off that `{:?}` puts around a text, so that `%id` and `?id` are shown alike.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

/// Tells whether a text is one token: no space, so no sentence and no full name; no `@`, so no address.
pub(crate) fn is_token(text: &str) -> bool {
    (1..=MAX_TOKEN_LEN).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'/'))
}

impl Visit for Visitor<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            self.plain(field, &value);
        } else {
            self.text(field, format_args!("{value}"));
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.plain(field, &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.plain(field, &value);
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.plain(field, &value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.plain(field, &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.plain(field, &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, format_args!("{value:?}"));
    }
}
