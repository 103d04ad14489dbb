//! Reading the fields of a case, with a clear word where one is missing or wrong.

use serde_json::{Map, Value};

use crate::hex;

/// What replaying a case gave: fields, or the code of an error.
pub(super) type Outcome = Result<Map<String, Value>, &'static str>;

/// Why a case failed: the vector itself is wrong, or what came out is not what it expects.
#[derive(Debug)]
pub(super) struct Fault(pub(super) String);

/// One case of a vector file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a>(&'a Value);

impl<'a> Case<'a> {
    pub(super) const fn new(case: &'a Value) -> Self {
        Self(case)
    }

    /// Whether the case has a field.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    /// A field that is an object, read like a case.
    pub(super) fn part(&self, name: &str) -> Result<Self, Fault> {
        self.object(name)?;
        self.0.get(name).map(Self).ok_or_else(|| missing(name))
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, Fault> {
        self.field(name, Value::as_str)
    }

    pub(super) fn number(&self, name: &str) -> Result<u64, Fault> {
        self.field(name, Value::as_u64)
    }

    /// A field that is true, false, or absent, which is false.
    #[cfg(any(feature = "attest", feature = "audit", feature = "ems"))]
    pub(super) fn flag(&self, name: &str) -> Result<bool, Fault> {
        if self.has(name) { self.field(name, Value::as_bool) } else { Ok(false) }
    }

    pub(super) fn list(&self, name: &str) -> Result<&'a Vec<Value>, Fault> {
        self.field(name, Value::as_array)
    }

    /// A field that is a list of objects, each read like a case; absent means none.
    #[cfg(any(feature = "audit", feature = "ems"))]
    pub(super) fn parts(&self, name: &str) -> Result<Vec<Self>, Fault> {
        Ok(if self.has(name) { self.list(name)?.iter().map(Self).collect() } else { Vec::new() })
    }

    /// A field that is a list of texts; absent means none.
    #[cfg(any(feature = "audit", feature = "ems"))]
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&'a str>, Fault> {
        let texts = if self.has(name) { self.list(name)?.as_slice() } else { &[] };
        let texts: Option<_> = texts.iter().map(Value::as_str).collect();
        texts.ok_or_else(|| Fault(format!("`{name}` holds something other than texts")))
    }

    pub(super) fn object(&self, name: &str) -> Result<&'a Map<String, Value>, Fault> {
        self.field(name, Value::as_object)
    }

    /// Exactly `N` bytes, written as hexadecimal digits.
    pub(super) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], Fault> {
        let bytes = hex::decode(self.text(name)?).and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or_else(|| Fault(format!("`{name}` is not {N} bytes as hexadecimal digits")))
    }

    #[cfg(feature = "envelope")]
    /// Base64 text that is to be judged by the library: a fault in it is an outcome.
    pub(super) fn base64(&self, name: &str) -> Result<Result<Vec<u8>, &'static str>, Fault> {
        Ok(phiward_envelope::text::decode(self.text(name)?).map_err(|error| error.code()))
    }

    /// The pairs of an object of strings.
    pub(super) fn strings(&self, name: &str) -> Result<Vec<(&'a str, &'a str)>, Fault> {
        let pairs = self.object(name)?.iter().map(|(key, value)| Some((key.as_str(), value.as_str()?)));
        pairs
            .collect::<Option<_>>()
            .ok_or_else(|| Fault(format!("`{name}` holds something other than strings")))
    }

    fn field<T>(&self, name: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<T, Fault> {
        let value = self.0.get(name).ok_or_else(|| missing(name))?;
        read(value).ok_or_else(|| Fault(format!("`{name}` has the wrong type")))
    }
}

fn missing(name: &str) -> Fault {
    Fault(format!("the case has no `{name}`"))
}

/// What a vector sets up with: what the library refuses of it is a fault of the vector.
#[cfg(any(feature = "audit", feature = "ems"))]
pub(super) fn set_up<T, E>(name: &str, set: Result<T, E>) -> Result<T, Fault> {
    set.map_err(|_| Fault(format!("`{name}` is not one that this release takes")))
}

/// Names an operation that the kind does not have.
pub(super) fn unknown_operation(operation: &str) -> Fault {
    Fault(format!("this release knows no operation `{operation}`"))
}
