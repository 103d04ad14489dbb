//! Building the lexicon: from pinned packages and our own lists to one file, byte for byte the same.

mod archive;
mod english;
mod fetch;
mod field;
mod fold;
mod inflect;
mod lists;
mod merge;
mod names;
mod rules;
mod table;

use core::fmt::Write as _;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use phiward_redact::lexicon::{Classes, LIST_NAMES, Lexicon};

/// The day of the lists, written to the header; changed by hand together with them.
const LISTS_OF: u64 = 20_261_121;

/// Why the lexicon was not built.
#[derive(Debug)]
pub(crate) struct Error(String);

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Error {}

macro_rules! from_errors {
    ($($error:ty),*) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        })*
    };
}

from_errors!(std::io::Error, zip::result::ZipError, serde_json::Error);

/// What the command line asks for.
struct Options {
    /// The folder with our lists, where `lexicon.bin` goes too.
    lists: PathBuf,
    /// The folder of the fetched packages.
    sources: PathBuf,
    /// Compare with the file that is there instead of writing it.
    check: bool,
    /// Where to write every word with its classes, as text.
    dump: Option<PathBuf>,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, Error> {
        let mut options = Self {
            lists: Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("lexicon"),
            sources: fetch::default_folder(),
            check: false,
            dump: None,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments.next().map(PathBuf::from).ok_or_else(|| Error(format!("{argument} needs a path")))
            };
            match argument.as_str() {
                "--lists" => options.lists = value()?,
                "--sources" => options.sources = value()?,
                "--dump" => options.dump = Some(value()?),
                "--check" => options.check = true,
                _ => return Err(Error(format!("unknown argument {argument}; {USAGE}"))),
            }
        }
        Ok(options)
    }
}

const USAGE: &str = "known: --lists FOLDER, --sources FOLDER, --dump FILE, --check";

/// Builds `lexicon.bin`, or checks that it is what the sources give.
pub(crate) fn run(arguments: &[String]) -> Result<String, Error> {
    let options = Options::parse(arguments)?;
    let words = merge::merge(&read(&options)?);
    let rules = engine_lists(&options.lists)?;
    let bytes = table::write(&words, &rules, LISTS_OF)?;
    if let Some(path) = &options.dump {
        fs::write(path, dump(&words))?;
    }
    let target = options.lists.join("lexicon.bin");
    if options.check {
        let same = fs::read(&target)? == bytes;
        return if same {
            Ok("lexicon.bin is what its sources give\n".into())
        } else {
            Err(differs(&target))
        };
    }
    let report = report(&words, &bytes)?;
    fs::write(&target, &bytes)?;
    Ok(report)
}

/// The lists that the rules of the engine ask for, a line for each: the phrases, and those of `words.list`.
fn engine_lists(folder: &Path) -> Result<String, Error> {
    let phrases = fs::read_to_string(folder.join("phrases.list"))?;
    let phrases: Vec<_> = phrases.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let written = fs::read_to_string(folder.join("words.list"))?;
    let mut lists = BTreeMap::from([("Phrases", phrases.join(";"))]);
    for list in written.split("\n= ").skip(1) {
        let (name, words) = list.split_once('\n').unwrap_or((list, ""));
        if lists.insert(name, words.split_ascii_whitespace().collect::<Vec<_>>().join(" ")).is_some() {
            return Err(Error(format!("words.list has {name} twice")));
        }
    }
    let mut text = String::new();
    for name in LIST_NAMES {
        let list = lists.remove(name).ok_or_else(|| Error(format!("words.list has no {name}")))?;
        let _ = writeln!(text, "{list}");
    }
    match lists.keys().next() {
        Some(name) => Err(Error(format!("no rule asks for the list {name}"))),
        None => Ok(text),
    }
}

fn differs(target: &Path) -> Error {
    Error(format!("{} is not what its sources give: build it again", target.display()))
}

fn read(options: &Options) -> Result<merge::Sources, Error> {
    let folder = &options.sources;
    fetch::fetch_all(folder)?;
    let names = names::read(folder)?;
    let mut listed = lists::read_folder(&options.lists)?;
    let rules = rules::parse(&fs::read_to_string(options.lists.join("rules.list"))?)?;
    listed.extend(rules::apply(&rules, &names));
    Ok(merge::Sources {
        listed,
        corrections: lists::parse_corrections(&fs::read_to_string(options.lists.join("corrections.list"))?)?,
        english: english::read(folder)?,
        names,
        diagnoses: field::diagnoses(folder)?,
        substances: field::substances(folder)?,
        places: field::places(folder)?,
    })
}

/// Every word with its classes, one a line.
fn dump(words: &BTreeMap<String, Classes>) -> String {
    words.iter().fold(String::new(), |mut text, (word, classes)| {
        let names: Vec<_> = Classes::ALL
            .iter()
            .filter(|(_, class)| classes.contains(*class))
            .map(|(name, _)| *name)
            .collect();
        let _ = writeln!(text, "{word}\t{}", names.join(" "));
        text
    })
}

/// How many words of each class there are; every word is found as it was written.
fn report(words: &BTreeMap<String, Classes>, bytes: &[u8]) -> Result<String, Error> {
    let lexicon = Lexicon::from_bytes(bytes).map_err(|error| Error(error.to_string()))?;
    let mut text = String::new();
    for (name, class) in Classes::ALL {
        let count = words.values().filter(|classes| classes.contains(*class)).count();
        let _ = writeln!(text, "{name:<14}{count:>8}");
    }
    if let Some((word, _)) = words.iter().find(|(word, classes)| lexicon.lookup(word.as_bytes()) != **classes)
    {
        return Err(Error(format!("{word} is not found as it was written")));
    }
    let _ = writeln!(text, "words         {:>8}", words.len());
    let _ = writeln!(text, "bytes         {:>8}", bytes.len());
    Ok(text)
}
