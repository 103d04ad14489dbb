//! Words that no list has, but whose parts are known: `postmarketing`, `immunoaffinity`, `chondroclastic`.

/// Shorter words are too often names.
const LEAST: usize = 7;
/// A part of a word that is looked up has at least this many letters.
const PART: usize = 4;
/// Longer words are not taken apart.
const MOST: usize = 48;

/// Whether a word has an ending that only words of the field have, or is made of parts that are harmless words.
pub(super) fn is_built(word: &str, is_safe: impl Fn(&[u8]) -> bool) -> bool {
    if !word.is_ascii() || !(LEAST..=MOST).contains(&word.len()) {
        return false;
    }
    let mut folded = [0; MOST];
    for (slot, byte) in folded.iter_mut().zip(word.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    let word = folded.get(..word.len()).unwrap_or_default();
    ENDINGS.iter().any(|ending| word.ends_with(ending.as_bytes()))
        || is_made_of_parts(word, &is_safe)
        || PREFIXES
            .iter()
            .filter_map(|prefix| word.strip_prefix(prefix.as_bytes()))
            .any(|rest| rest.len() >= PART && (is_safe(rest) || has_safe_stem(rest, &is_safe)))
}

/// A known word with an ending of grammar, or two known words in a row.
fn is_made_of_parts(word: &[u8], is_safe: &impl Fn(&[u8]) -> bool) -> bool {
    has_safe_stem(word, is_safe)
        || (PART..=word.len() - PART).any(|at| {
            let (first, second) = word.split_at(at);
            is_safe(first) && is_safe(second)
        })
}

/// `deglutinated`, `neurones`: a known word before an ending, with or without the letter that the ending took.
fn has_safe_stem(word: &[u8], is_safe: &impl Fn(&[u8]) -> bool) -> bool {
    SUFFIXES.iter().filter_map(|suffix| word.strip_suffix(suffix.as_bytes())).any(|stem| {
        let with = |letter: u8| {
            let mut longer = [0; MOST + 1];
            for (slot, byte) in longer.iter_mut().zip(stem.iter().chain([&letter])) {
                *slot = *byte;
            }
            longer.get(..=stem.len()).is_some_and(is_safe)
        };
        stem.len() >= PART && (is_safe(stem) || with(b'e') || with(b'y'))
    })
}

/// Words side by side, as many as a line holds.
macro_rules! list {
    ($($word:literal)*) => {
        &[$($word),*]
    };
}

/// What words of the field begin with.
const PREFIXES: &[&str] = list![
    "a" "ab" "ad" "an" "anti" "ant" "auto" "bi" "bio" "brady" "carbo" "cardio" "cerebro" "chemo" "chlor"
    "chloro" "chromo" "circum" "co" "contra" "counter" "cranio" "cryo" "cyano" "cyber" "cyclo" "cysto" "cyto"
    "de" "deoxy" "di" "dia" "dis" "down" "dys" "e" "ecto" "electro" "en" "end" "endo" "entero" "epi" "equi"
    "ethoxy" "ethyl" "ex" "extra" "fibro" "fluor" "fluoro" "fore" "gastro" "geno" "glyco" "gluco" "haem"
    "haemo" "hem" "hemi" "hemo" "hepato" "hetero" "hexa" "histo" "homo" "hydro" "hydroxy" "hyper" "hypo" "il"
    "im" "immuno" "in" "infra" "inter" "intra" "ir" "iso" "keto" "lact" "lacto" "leuco" "leuko" "lipo"
    "lympho" "macro" "mal" "mega" "meta" "methoxy" "methyl" "micro" "mid" "mini" "mis" "mito" "mono" "morpho"
    "multi" "myco" "myelo" "myo" "nano" "naso" "neo" "nephro" "neuro" "nitro" "nitroso" "non" "nucleo" "octa"
    "oligo" "onco" "ophthalmo" "organo" "ortho" "osmo" "osteo" "out" "over" "oxo" "oxy" "pan" "para" "patho"
    "penta" "per" "peri" "pharmaco" "phenyl" "phono" "phospho" "photo" "phyto" "pluri" "pneumo" "poly" "post"
    "pre" "pro" "proto" "pseudo" "psycho" "pyro" "quadri" "quasi" "radio" "re" "reno" "retro" "rhino" "ribo"
    "sarco" "sclero" "self" "semi" "sero" "spermato" "spheno" "spiro" "stereo" "sub" "sulf" "sulfo" "sulph"
    "super" "supra" "sym" "syn" "tachy" "tele" "tetra" "thermo" "thio" "thrombo" "thyro" "trans" "tri" "ultra"
    "un" "under" "uni" "up" "urethro" "uro" "utero" "vaso" "ventro" "vesico" "visco" "xeno"
];

/// Endings of grammar.
const SUFFIXES: &[&str] = list![
    "s" "es" "ed" "ing" "ly" "er" "ers" "or" "ors" "ness" "less" "like" "al" "ally" "ic" "ical" "ically" "ous"
    "ously" "able" "ably" "ability" "ibility" "ation" "ations" "ative" "ment" "ments" "ity" "ities" "ism"
    "isms" "ist" "ists" "ized" "ised" "ize" "ise" "izing" "ising" "ization" "isation" "ful" "fully" "ward"
    "wards" "wise" "ship" "hood" "age" "ages" "ate" "ated" "ates" "ating" "ive" "ively" "y" "ies" "ied"
];

/// Endings that only words of the field have.
const ENDINGS: &[&str] = list![
    "ectomy" "otomy" "ostomy" "oscopy" "plasty" "pexy" "itis" "itides" "osis" "oses" "emia" "emic" "uria"
    "pathy" "pathic" "algia" "dynia" "gram" "graphy" "graphic" "metry" "megaly" "oma" "omas" "omata"
    "sclerosis" "stenosis" "penia" "plegia" "paresis" "phagia" "phasia" "pnea" "pneic" "rrhea" "rrhage"
    "rrhagic" "rrhaphy" "trophy" "trophic" "lysis" "lytic" "genic" "genesis" "ology" "ologist" "ectasis"
    "cele" "cyte" "cytic" "cytosis" "philia" "phobia" "plasia" "plastic" "scopic" "thorax" "toxicity" "tropic"
    "cillin" "mycin" "floxacin" "azole" "pril" "sartan" "statin" "olol" "dipine" "caine" "mab" "nib" "tide"
    "parin" "gliptin" "gliflozin" "setron" "triptan" "zepam" "barbital" "ase" "ases" "oyl" "oyls" "idine"
    "idines" "amine" "amines" "amide" "amides" "imide" "imides" "oside" "osides" "osyl" "olide" "onic" "oic"
    "itol" "sterol" "sterols" "phage" "phages" "some" "somes" "somal" "zyme" "zymes" "zymic" "oid" "oids"
    "oidal" "ane" "anes" "ene" "enes" "yne" "iferous" "ization" "isation" "ylation" "ylated" "enoid" "ulose"
    "vir" "virs" "ocyte" "ocytes" "oblast" "oblasts" "oclast" "oclasts" "troph" "trophs" "taxis" "tactic"
    "kinesis" "kinetic" "kinetics" "stasis" "static" "ostatic" "spermia" "spermic" "globin" "globins"
    "globulin" "globulins" "protein" "proteins" "peptide" "peptides" "receptor" "receptors" "phyte" "phytes"
    "phil" "phils" "philic" "phobic" "morphic" "morphous" "morphology" "logical" "logically" "metric"
    "metrically" "graphically" "genicity" "genous" "genously" "cidal" "cide" "cides" "emesis" "iasis"
    "escence" "escent" "istry" "ically"
];

#[cfg(test)]
mod tests {
    use super::is_built;

    #[test]
    fn words_of_known_parts_are_built() {
        let known = |part: &[u8]| {
            [&b"marketing"[..], b"affinity", b"coding", b"marrow", b"bone", b"neuron"].contains(&part)
        };
        for word in ["postmarketing", "immunoaffinity", "Noncoding", "bonemarrow", "neurones", "splenectomy"]
        {
            assert!(is_built(word, known), "{word}");
        }
        for word in ["kovalenko", "bones", "marketxx", "", "Łukasiewicz", "postm"] {
            assert!(!is_built(word, known), "{word}");
        }
    }
}
