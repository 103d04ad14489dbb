//! Organisations by the words that end their names, and by the labels that announce them.

use super::words::{WordSet, words};
use crate::{
    Category,
    lexicon::Classes,
    scan::{Case, Found, Scan},
    token::{Gap, Shape},
};

/// What the name of an organisation ends in, or holds.
static HEADS: WordSet = words![
    "hospital" "hospitals" "hosp" "clinic" "clinics" "center" "centers" "centre" "ctr" "medctr" "home" "homes"
    "facility" "rehab" "rehabilitation" "hospice" "infirmary" "institute" "pavilion" "manor" "lodge" "village"
    "healthcare" "health" "system" "systems" "surgicenter" "pharmacy" "laboratory" "laboratories" "labs"
    "dialysis" "school" "university" "college" "academy" "church" "temple" "synagogue" "mosque" "parish" "llc"
    "inc" "corp" "ltd" "pllc" "llp" "shelter" "associates" "partners" "group" "ems" "ambulance" "landscaping"
    "plumbing" "construction" "roofing" "trucking" "logistics" "foods" "farms" "warehouse" "sawmill" "industries"
    "medicine" "living" "gardens" "terrace" "hosptial" "sanatorium" "daycare" "elementary" "preschool" "isd"
];

/// Words of such names that name nothing by themselves.
static GENERIC: WordSet = words![
    "a" "an" "the" "of" "and" "for" "at" "to" "in" "on" "by" "our" "his" "her" "their" "my" "your" "this" "that"
    "skilled" "local" "nearby" "outside" "nearest" "primary" "emergency" "urgent" "general" "community" "regional"
    "family" "medical" "med" "mental" "behavioral" "behavioural" "public" "private" "outpatient" "inpatient"
    "nursing" "care" "health" "healthcare" "home" "homes" "group" "facility" "hospital" "hospitals" "clinic"
    "clinics" "center" "centers" "centre" "ctr" "rehab" "rehabilitation" "hospice" "pharmacy" "laboratory" "labs"
    "lab" "dialysis" "school" "university" "college" "academy" "church" "system" "systems" "service" "services"
    "department" "dept" "unit" "ward" "pain" "wound" "cancer" "trauma" "burn" "stroke" "heart" "eye" "sleep"
    "women's" "womens" "women" "children's" "childrens" "children" "pediatric" "surgical" "surgery" "ambulatory"
    "assisted" "living" "long" "term" "acute" "adult" "day" "senior" "memory" "independent" "tertiary" "level"
    "teaching" "academic" "county" "state" "city" "national" "federal" "veterans" "va" "medicine" "internal"
    "poison" "control" "detox" "treatment" "recovery" "psychiatric" "maternity" "birthing" "imaging" "infusion"
    "fertility" "dental" "vision" "retail" "mail" "order" "specialty" "compounding" "high" "middle" "elementary"
    "preschool" "daycare" "free" "walk" "er" "ed" "snf" "ltac" "shelter" "homeless" "ems" "ambulance" "air"
    "ground" "private" "partners" "associates" "patient" "follow" "discharge" "current" "previous" "prior" "new"
    "call" "data" "quality" "research" "training" "education" "clinical" "diagnostic" "cardiac" "vascular"
    "orthopedic" "neurology" "oncology" "cardiology" "gastroenterology" "urology" "dermatology" "radiology"
    "obstetric" "gynecology" "immune" "nervous" "respiratory" "digestive" "endocrine" "reproductive" "lymphatic"
    "urinary" "conduction" "global" "world" "rural" "urban" "digital" "electronic" "record" "records" "oral"
    "reproductive" "sexual" "occupational" "environmental" "animal" "bone" "human" "information" "operating"
    "scoring" "grading" "staging" "classification" "central" "autonomic" "peripheral" "sympathetic" "adherence"
];

/// Words before the name of an organisation.
static TOWARDS: WordSet = words!["to" "at" "from" "of" "by" "via" "with" "for" "in" "near"];

/// Labels of fields that hold an organisation.
static LABELS: WordSet = words![
    "employer" "facility" "hospital" "school" "pharmacy" "church" "agency" "company" "workplace" "organization"
    "organisation" "employment" "clinic" "laboratory" "lab" "site"
];

/// Values of such fields that name nothing.
static NOTHING: WordSet = words![
    "none" "unknown" "unk" "na" "n" "self" "unemployed" "retired" "disabled" "home" "same" "pending" "declined"
    "student" "refused" "not" "no" "the" "see" "per" "tbd" "yes" "other" "homemaker" "housewife" "part" "full"
    "work" "works" "current" "nearest" "local" "outside" "any" "all" "various" "and" "or"
];

const MOST: usize = 8;

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    const TRIGGERS: Classes = Classes::FACILITY.union(Classes::ORGWORD).union(Classes::STREET);
    let tagged = found.len();
    let mut done = 0;
    for (index, token) in scan.tokens.iter().enumerate() {
        if index >= done && token.classes.intersects(TRIGGERS) && HEADS.has(scan, index) {
            done = named(scan, index, tagged, found);
        }
        if LABELS.has(scan, index) && scan.gap(index + 1).has(Gap::COLON) {
            labelled(scan, index + 1, found);
        }
    }
}

/// Whether a token belongs to a name that is written with capitals.
fn is_part(scan: &Scan<'_>, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return false };
    if scan.case == Case::Mixed {
        return token.shape.has(Shape::CAPITAL)
            && !token.classes.intersects(Classes::CREDENTIAL.union(Classes::MONTH));
    }
    let closed = Classes::FUNCTION.union(Classes::KIN).union(Classes::ROLE).union(Classes::UNIT);
    token.shape.is_word() && (!token.classes.intersects(closed) || HEADS.has(scan, index))
}

/// Whether the tokens before and at `index` may be of one name.
fn is_joined(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    let broken = Gap::LINE.0
        | Gap::COLON.0
        | Gap::COMMA.0
        | Gap::OPEN.0
        | Gap::CLOSE.0
        | Gap::SLASH.0
        | Gap::HASH.0
        | Gap::AT.0
        | Gap::PERCENT.0;
    let amp = gap.has(Gap::OTHER);
    let saint = gap.has(Gap::DOT) && scan.word(index.saturating_sub(1)).len() <= 3;
    !gap.any(broken) && (!gap.has(Gap::DOT) || saint) && (!amp || scan.gap_text(index).trim() == "&")
}

/// The run of a name around a word that such names end in; answers with its end.
fn named(scan: &Scan<'_>, head: usize, tagged: usize, found: &mut Found) -> usize {
    const LINKS: &[&str] = &["of", "the", "and", "for", "at", "de", "la", "del", "s"];
    let mut start = head;
    while start > 0 && head - start < MOST && is_joined(scan, start) {
        let back = start - 1;
        if is_part(scan, back) {
            start = back;
        } else if back > 0 && scan.is_one_of(back, LINKS) && is_joined(scan, back) && is_part(scan, back - 1)
        {
            start = back - 1;
        } else if back > 1
            && scan.is(back, "the")
            && scan.is_one_of(back - 1, LINKS)
            && is_joined(scan, back)
            && is_part(scan, back - 2)
        {
            start = back - 2;
        } else {
            break;
        }
    }
    let mut end = head + 1;
    while is_joined(scan, end)
        && is_part(scan, end)
        && scan.token(end).is_some_and(|t| t.classes.intersects(Classes::FACILITY.union(Classes::ORGWORD)))
    {
        end += 1;
    }
    while start < head
        && scan.token(start).is_some_and(|token| token.classes.intersects(Classes::TITLE))
        && scan.case == Case::Mixed
        && !scan.is_one_of(start, &["st", "sister", "sisters", "father"])
    {
        start += 1;
    }
    let towards = start > 0 && TOWARDS.has(scan, start - 1) && scan.gap(start).is_blank();
    let proper = (start..end).filter(|index| !GENERIC.has(scan, *index)).count();
    if proper == 0 || end - start < 2 {
        return end;
    }
    if towards || touches(scan, start..end, found, tagged) {
        found.extend(scan.span(start..end, Category::Org, 71, "org.name"));
    }
    end
}

/// Whether the tagger found something in a run of tokens.
fn touches(scan: &Scan<'_>, run: core::ops::Range<usize>, found: &Found, tagged: usize) -> bool {
    let Some(span) = scan.span(run, Category::Org, 0, "") else { return false };
    found.iter().take(tagged).any(|other| {
        matches!(other.category, Category::Org | Category::Name | Category::Geo)
            && other.start < span.end
            && span.start < other.end
    })
}

/// `Employer: Kessler Tool & Die`: what the field holds.
fn labelled(scan: &Scan<'_>, first: usize, found: &mut Found) {
    if scan.gap(first).has(Gap::LINE) || NOTHING.has(scan, first) || !is_part(scan, first) {
        return;
    }
    let mut end = first + 1;
    while end < first + MOST
        && end < scan.tokens.len()
        && is_joined(scan, end)
        && (is_part(scan, end) || scan.shape(end).is_mixed() || scan.is_one_of(end, &["of", "the", "and"]))
    {
        end += 1;
    }
    let generic = (first..end).all(|index| GENERIC.has(scan, index));
    let clinical = end == first + 1
        && scan.token(first).is_some_and(|t| t.classes.intersects(Classes::CLINICAL.union(Classes::ROLE)));
    if !generic && !clinical {
        found.extend(scan.span(first..end, Category::Org, 74, "org.label"));
    }
}
