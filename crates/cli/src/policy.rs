//! The redactor that the arguments ask for.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use phiward_redact::{Operator, Policy, PolicyError, PolicyFile, Redactor, SurrogateKey, Terms};

use crate::args::{KeyedPolicyArgs, PolicyArgs};
use crate::failure::{Failure, Place};
use crate::secrets;

/// Most bytes that are read of a policy file: more than the library takes.
const MAX_POLICY_LEN: u64 = 2 * 1024 * 1024;

/// A policy that was read and checked, from which redactors are made.
#[derive(Debug)]
pub(crate) struct Rules {
    text: Option<String>,
    is_toml: bool,
    policy: Policy,
}

impl Rules {
    /// Reads the policy file, if there is one, and settles the mode.
    pub(crate) fn read(args: &PolicyArgs) -> Result<Self, Failure> {
        let Some(path) = &args.policy else {
            let mode = args.mode.map(Into::into).unwrap_or_default();
            return Ok(Self { text: None, is_toml: false, policy: Policy::default().with_mode(mode) });
        };
        let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        let text = read_text(path)?;
        let file = parse(&text, is_toml)?;
        let policy = match (args.mode.map(Into::into), file.mode) {
            (Some(asked), Some(named)) if asked != named => {
                return Err(Failure::Usage("--mode contradicts the mode of the policy"));
            }
            (Some(asked), _) => file.policy.with_mode(asked),
            (None, _) => file.policy,
        };
        Ok(Self { text: Some(text), is_toml, policy })
    }

    pub(crate) const fn policy(&self) -> &Policy {
        &self.policy
    }

    fn terms(&self) -> Result<Terms, Failure> {
        match &self.text {
            Some(text) => Ok(parse(text, self.is_toml)?.terms),
            None => Ok(Terms::new()),
        }
    }

    /// A redactor that does what the policy says.
    pub(crate) fn redactor(&self, args: &KeyedPolicyArgs) -> Result<Redactor<'static>, Failure> {
        let policy = self.policy.clone();
        let redactor = match &args.key_file {
            None => Redactor::new(policy)?,
            Some(_) if !policy.needs_key() => {
                return Err(Failure::Usage("--key-file is given, and no operator of the policy needs a key"));
            }
            Some(file) => {
                Redactor::with_key(policy, SurrogateKey::new(&*secrets::raw_key(file)?, &args.scope))
            }
        };
        Ok(redactor.with_terms(self.terms()?))
    }

    /// A redactor of which only the findings count, so that it needs no key.
    pub(crate) fn finder(&self) -> Result<Redactor<'static>, Failure> {
        let policy = &self.policy;
        let operators = phiward_redact::Category::ALL.iter().map(|category| {
            let operator = policy.operator(*category);
            (*category, if operator == Operator::Keep { operator } else { Operator::Tag })
        });
        let policy = Policy::new(policy.mode(), policy.profile(), operators)?;
        Ok(Redactor::new(policy)?.with_terms(self.terms()?))
    }
}

fn parse(text: &str, is_toml: bool) -> Result<PolicyFile, Failure> {
    Ok(if is_toml { PolicyFile::from_toml(text)? } else { PolicyFile::from_json(text)? })
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let place = Place::Path(path.to_owned());
    let broken = |error| Failure::reading(&place, &error);
    let file = File::open(path).map_err(broken)?;
    let mut bytes = Vec::new();
    file.take(MAX_POLICY_LEN).read_to_end(&mut bytes).map_err(broken)?;
    String::from_utf8(bytes).map_err(|_| PolicyError::Malformed.into())
}
