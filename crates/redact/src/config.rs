//! Policy files.

use alloc::{string::String, vec::Vec};
use core::fmt;

use self::value::Value;
use crate::{Category, Mode, Operator, Policy, PolicyError, Profile, Terms, digits};

mod value;

/// Longest text of a policy, in bytes.
pub(crate) const LONGEST: usize = 1 << 20;

/// A policy and its terms, as they stand in a file.
///
/// Every field may be left out, and a field that is not of this list is an error:
///
/// | field | holds | without it |
/// |---|---|---|
/// | `mode` | `balanced` or `strict` | `balanced` |
/// | `profile` | `safe_harbor_style`, `limited_data_set` or `expert_determination` | `safe_harbor_style` |
/// | `reference_year` | the year that ages are counted to | no year is kept of a date |
/// | `operators` | the name of an operator for each category | tags, and ages up to 89 kept |
/// | `allow` | terms that are not redacted | none |
/// | `deny` | objects of `term` and `category` | none |
/// | `recognisers` | objects of `name`, `category` and `pattern` | none |
///
/// The notation of patterns is that of [`Terms`].
/// A file has at most 1 MiB, and lists are as long as [`Terms`] allows.
///
/// ```
/// use phiward_redact::{PolicyFile, Redactor};
/// let file = PolicyFile::from_json(r#"{
///     "mode": "strict",
///     "operators": {"DATE": "generalise", "NAME": "numbered_tag"},
///     "reference_year": 2026,
///     "deny": [{"term": "Project Bluebird", "category": "ORG"}],
///     "recognisers": [{"name": "crew badge", "category": "OTHER_ID", "pattern": "CB-####"}]
/// }"#)?;
/// let redactor = Redactor::new(file.policy)?.with_terms(file.terms);
///
/// let error = PolicyFile::from_json(r#"{"operators": {"NAME": "tga"}}"#).unwrap_err();
/// assert_eq!((error.code(), error.place()), ("unknown_name", "operators.NAME"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct PolicyFile {
    /// What happens to what is found.
    pub policy: Policy,
    /// What the author adds to the rules and takes from them.
    pub terms: Terms,
    /// The mode, if the file names one.
    pub mode: Option<Mode>,
}

impl PolicyFile {
    /// Reads a policy in JSON.
    ///
    /// # Errors
    /// [`PolicyFileError`] tells what is wrong and where.
    pub fn from_json(text: &str) -> Result<Self, PolicyFileError> {
        Self::read(&Value::from_json(text)?)
    }

    /// Reads a policy in TOML.
    ///
    /// # Errors
    /// [`PolicyFileError`] tells what is wrong and where.
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, PolicyFileError> {
        Self::read(&Value::from_toml(text)?)
    }

    fn read(file: &Value<'_>) -> Result<Self, PolicyFileError> {
        let mut draft = Draft { mode: None, profile: Profile::default(), rules: Vec::new(), year: None };
        let mut terms = Terms::new();
        let root = Place(String::new());
        for (name, value) in root.table(file)? {
            let place = root.field(name);
            match name.as_ref() {
                "mode" => draft.mode = Some(place.known(value, mode)?),
                "profile" => draft.profile = place.known(value, profile)?,
                "reference_year" => draft.year = Some(place.year(value)?),
                "operators" => draft.rules = rules(&place, value)?,
                "allow" => {
                    for (index, term) in place.list(value)?.iter().enumerate() {
                        let place = place.item(index);
                        place.at(terms.allow(place.text(term)?))?;
                    }
                }
                "deny" => deny(&place, value, &mut terms)?,
                "recognisers" => recognisers(&place, value, &mut terms)?,
                _ => return Err(place.fail(PolicyError::UnknownName)),
            }
        }
        Ok(Self { mode: draft.mode, policy: draft.policy()?, terms })
    }
}

/// A policy that is being read.
struct Draft {
    mode: Option<Mode>,
    profile: Profile,
    rules: Vec<(Category, Operator)>,
    year: Option<u16>,
}

impl Draft {
    fn policy(self) -> Result<Policy, PolicyFileError> {
        let policy =
            Policy::new(self.mode.unwrap_or_default(), self.profile, self.rules).map_err(|error| {
                let place = match &error {
                    PolicyError::OperatorNotAdmitted { category, .. } => {
                        String::from("operators.") + category.name()
                    }
                    _ => String::new(),
                };
                PolicyFileError { error, place }
            })?;
        Ok(match self.year {
            Some(year) => policy.with_reference_year(year),
            None => policy,
        })
    }
}

fn mode(name: &str) -> Option<Mode> {
    match name {
        "balanced" => Some(Mode::Balanced),
        "strict" => Some(Mode::Strict),
        _ => None,
    }
}

fn profile(name: &str) -> Option<Profile> {
    Profile::ALL.iter().copied().find(|profile| profile.name() == name)
}

fn rules(place: &Place, value: &Value<'_>) -> Result<Vec<(Category, Operator)>, PolicyFileError> {
    let mut rules = Vec::new();
    for (name, operator) in place.table(value)? {
        let place = place.field(name);
        let category = Category::from_name(name).ok_or_else(|| place.fail(PolicyError::UnknownName))?;
        rules.push((category, place.known(operator, Operator::from_name)?));
    }
    Ok(rules)
}

fn deny(place: &Place, value: &Value<'_>, terms: &mut Terms) -> Result<(), PolicyFileError> {
    for (index, entry) in place.list(value)?.iter().enumerate() {
        let place = place.item(index);
        let [term, category] = place.fields(entry, ["term", "category"])?;
        let category = place.field("category").known(category, Category::from_name)?;
        let place = place.field("term");
        place.at(terms.deny(place.text(term)?, category))?;
    }
    Ok(())
}

fn recognisers(place: &Place, value: &Value<'_>, terms: &mut Terms) -> Result<(), PolicyFileError> {
    for (index, entry) in place.list(value)?.iter().enumerate() {
        let place = place.item(index);
        let [name, category, pattern] = place.fields(entry, ["name", "category", "pattern"])?;
        let category = place.field("category").known(category, Category::from_name)?;
        let name = place.field("name").text(name)?;
        let pattern = place.field("pattern").text(pattern)?;
        place.at(terms.recognise_as(name, category, pattern))?;
    }
    Ok(())
}

/// Where in a file the reading stands, such as `deny[2].term`.
struct Place(String);

impl Place {
    fn field(&self, name: &str) -> Self {
        // A name that is no word is not shown: the file may be none of a policy.
        let word = name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let name = if word && !name.is_empty() { name } else { "?" };
        Self(if self.0.is_empty() { name.into() } else { [self.0.as_str(), ".", name].concat() })
    }

    fn item(&self, index: usize) -> Self {
        let mut place = self.0.clone() + "[";
        digits::push(u32::try_from(index).unwrap_or(u32::MAX), 1, &mut place);
        Self(place + "]")
    }

    fn fail(&self, error: PolicyError) -> PolicyFileError {
        PolicyFileError { error, place: self.0.clone() }
    }

    fn at<T>(&self, result: Result<T, PolicyError>) -> Result<T, PolicyFileError> {
        result.map_err(|error| self.fail(error))
    }

    fn text<'v>(&self, value: &'v Value<'_>) -> Result<&'v str, PolicyFileError> {
        match value {
            Value::Text(text) => Ok(text),
            _ => Err(self.fail(PolicyError::Malformed)),
        }
    }

    fn known<T>(&self, value: &Value<'_>, find: impl Fn(&str) -> Option<T>) -> Result<T, PolicyFileError> {
        find(self.text(value)?).ok_or_else(|| self.fail(PolicyError::UnknownName))
    }

    fn year(&self, value: &Value<'_>) -> Result<u16, PolicyFileError> {
        let year = match value {
            Value::Number(number) => number.parse().ok().filter(|year| (1900..=2200).contains(year)),
            _ => None,
        };
        year.ok_or_else(|| self.fail(PolicyError::Malformed))
    }

    fn list<'v, 't>(&self, value: &'v Value<'t>) -> Result<&'v [Value<'t>], PolicyFileError> {
        match value {
            Value::List(list) => Ok(list),
            _ => Err(self.fail(PolicyError::Malformed)),
        }
    }

    /// The fields of a table, no two of one name.
    fn table<'v, 't>(&self, value: &'v Value<'t>) -> Result<&'v [value::Field<'t>], PolicyFileError> {
        let Value::Table(fields) = value else { return Err(self.fail(PolicyError::Malformed)) };
        for (index, (name, _)) in fields.iter().enumerate() {
            // No table of the shape has more fields than there are categories, or the search would be long.
            let twice =
                fields.iter().skip(index + 1).take(Category::ALL.len()).any(|(other, _)| other == name);
            if twice || index > Category::ALL.len() {
                return Err(self.field(name).fail(PolicyError::Malformed));
            }
        }
        Ok(fields)
    }

    /// The values of a table that has exactly these fields.
    fn fields<'v, 't, const N: usize>(
        &self,
        value: &'v Value<'t>,
        names: [&str; N],
    ) -> Result<[&'v Value<'t>; N], PolicyFileError> {
        let fields = self.table(value)?;
        if let Some((unknown, _)) = fields.iter().find(|(name, _)| !names.contains(&name.as_ref())) {
            return Err(self.field(unknown).fail(PolicyError::UnknownName));
        }
        let mut values = [value; N];
        for (name, slot) in names.iter().zip(&mut values) {
            let field = fields.iter().find(|(known, _)| known == name);
            *slot =
                field.map(|(_, value)| value).ok_or_else(|| self.field(name).fail(PolicyError::Malformed))?;
        }
        Ok(values)
    }
}

/// Why a policy file was refused, and where.
///
/// The place names fields and positions of the file, never values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFileError {
    error: PolicyError,
    place: String,
}

impl PolicyFileError {
    /// The stable, language-neutral name of the error: that of [`error`](Self::error).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.error.code()
    }

    /// What is wrong.
    #[must_use]
    pub const fn error(&self) -> &PolicyError {
        &self.error
    }

    /// The field, such as `deny[2].term`; empty when the text as a whole is meant.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for PolicyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => self.error.fmt(f),
            place => {
                self.error.fmt(f)?;
                f.write_str(": ")?;
                f.write_str(place)
            }
        }
    }
}

impl core::error::Error for PolicyFileError {}
