//! Words that languages make by rule: composed of parts, or derived by an ending.

use phiward_redact::lexicon::Classes;

use super::{
    Error,
    lists::{Listed, class_named},
    names::Names,
};

/// A rule of the file `rules.list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    /// Every first part with every second part.
    Compose { class: Classes, first: Vec<String>, second: Vec<String> },
    /// Another ending for every name of a class with the first one.
    Derive { class: Classes, from: String, to: String },
}

/// Rules, one a line: `compose CLASS: parts + parts` or `derive CLASS: ending > ending`.
pub(super) fn parse(text: &str) -> Result<Vec<Rule>, Error> {
    let mut rules = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if !line.is_empty() {
            rules.push(rule(line).ok_or_else(|| Error(format!("rules.list:{}: not a rule", number + 1)))?);
        }
    }
    Ok(rules)
}

fn rule(line: &str) -> Option<Rule> {
    let (head, body) = line.split_once(':')?;
    let (kind, class) = head.split_once(' ')?;
    let class = class_named(class)?;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    match kind {
        "compose" => {
            let (first, second) = body.split_once('+')?;
            Some(Rule::Compose { class, first: words(first), second: words(second) })
        }
        "derive" => {
            let (from, to) = body.split_once('>')?;
            Some(Rule::Derive { class, from: from.trim().to_owned(), to: to.trim().to_owned() })
        }
        _ => None,
    }
}

/// The words that the rules make of their own parts and of the names.
pub(super) fn apply(rules: &[Rule], names: &Names) -> Vec<Listed> {
    let mut made = Vec::new();
    let mut make = |entry, classes| made.push(Listed { entry, classes, phrase: false });
    for rule in rules {
        match rule {
            Rule::Compose { class, first, second } => {
                for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
                    make(format!("{a}{b}"), *class);
                }
            }
            Rule::Derive { class, from, to } => {
                for (name, bearers) in names {
                    let of_class =
                        if *class == Classes::GIVEN { bearers.given > 0 } else { bearers.surname > 0 };
                    let stem = name.strip_suffix(from.as_str()).filter(|stem| stem.chars().count() > 2);
                    if let Some(stem) = stem.filter(|_| of_class) {
                        make(format!("{stem}{to}"), *class);
                    }
                }
            }
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::names::Bearers;

    #[test]
    fn rules_make_names() {
        let rules = parse("# note\ncompose GIVEN: xiao zhi + ming wei\nderive SURNAME: ski > ska\n").unwrap();
        let borne = Bearers { surname: 9, ..Bearers::default() };
        let names: Names = [("kowalski".to_owned(), borne), ("ski".to_owned(), borne)].into();
        let made: Vec<_> =
            apply(&rules, &names).into_iter().map(|listed| (listed.entry, listed.classes)).collect();
        let of =
            |class, words: &[&str]| words.iter().map(|word| ((*word).to_owned(), class)).collect::<Vec<_>>();
        let expected = [
            of(Classes::GIVEN, &["xiaoming", "xiaowei", "zhiming", "zhiwei"]),
            of(Classes::SURNAME, &["kowalska"]),
        ];
        assert_eq!(made, expected.concat());
    }

    #[test]
    fn other_lines_are_refused() {
        for line in ["compose: a + b", "compose PLANT: a + b", "derive SURNAME: a", "join GIVEN: a + b"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
