//! What makes a number an age.

use super::{BARRED, Number};
use crate::{
    find::words::{AnyOf, WordSet, digits, has_digit, hashed, is_measured, words},
    lexicon::{Classes, hash32},
    scan::{Case, Scan},
    token::{Gap, Shape},
};

/// What stands behind a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// `years old`, `y/o`, `yo`, `years of age`.
    Old,
    /// `months old`, `day-old`.
    Young,
    /// `years`, `yr`, `y` and nothing more.
    Years,
    /// `woman`, `male`.
    Gender,
    /// `F`, `M`.
    Letter,
    /// `th`.
    Ordinal,
    /// A unit, a percent sign.
    Measured,
    /// Anything else.
    Nothing,
}

/// What stands before a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// `age`, `aged`.
    Age,
    /// `lived to`, `died at`, `turned`.
    Life,
    /// `she is`.
    Subject,
    /// `mother`, `father deceased`.
    Relative,
    /// A name and a comma.
    Name,
    /// `female,` or `F/`.
    Gender,
    /// Anything else.
    Nothing,
}

static OLD: WordSet = words!(AgeOld);
static YEARS: WordSet = words!(AgeYears);
static MONTHS: WordSet = words!(AgeMonths);
static GENDERS: WordSet = words!(AgeGenders);
/// What may stand between an age in years and the person.
static PEOPLE: WordSet = words!(AgePeople);

fn is_close(gap: Gap) -> bool {
    gap.is_blank()
        || gap.is(Gap::HYPHEN)
        || gap.is(Gap::SPACE)
        || gap.0 == Gap::HYPHEN.0 | Gap::SPACE.0
        || gap.0 == Gap::DOT.0 | Gap::SPACE.0
}

/// What the letters behind a number, or the words, make of it.
pub(super) fn after(scan: &Scan<'_>, number: &Number<'_>) -> After {
    let end = number.end;
    if !number.tail.is_empty() {
        return tail(scan, number);
    }
    let gap = scan.gap(end);
    if gap.has(Gap::PERCENT) {
        return After::Measured;
    }
    let hash = scan.hash(end);
    let letter = is_letter(scan, end);
    if (gap.is(Gap::SLASH) || gap.is(Gap::HYPHEN)) && (letter || GENDERS.position(hash).is_some()) {
        return After::Gender;
    }
    if !is_close(gap) || gap.has(Gap::DOT) && gap.has(Gap::SPACE) {
        return After::Nothing;
    }
    let known = unit(scan, hash, end + 1);
    if known != After::Nothing {
        return known;
    }
    if letter {
        After::Letter
    } else if is_measured(scan, end) {
        After::Measured
    } else {
        After::Nothing
    }
}

/// What a unit of age says, `next` being the token behind it.
fn unit(scan: &Scan<'_>, hash: u32, next: usize) -> After {
    if OLD.position(hash).is_some() {
        return After::Old;
    }
    if YEARS.position(hash).is_some() {
        return years(scan, hash, next);
    }
    if MONTHS.position(hash).is_some() {
        let old = scan.is(next, "old") && is_close(scan.gap(next));
        return if old { After::Young } else { After::Measured };
    }
    if GENDERS.position(hash).is_some() { After::Gender } else { After::Nothing }
}

const Y: u32 = hash32(b"y");

/// What follows `years`, `yr` or `y`.
fn years(scan: &Scan<'_>, hash: u32, next: usize) -> After {
    let gap = scan.gap(next);
    let near = is_close(gap) || gap.is(Gap::DOT);
    if hash == Y && (near || gap.is(Gap::SLASH)) && scan.is_among(next, hashed!["o" "of" "om" "old"]) {
        return After::Old;
    }
    if gap.is(Gap::SLASH) && (is_letter(scan, next) || GENDERS.has(scan, next)) {
        return After::Old;
    }
    let aged = scan.is(next, "of") && scan.is(next + 1, "age");
    let old = scan.is_among(next, hashed!["old" "olds" "young" "o" "aged"]);
    let person = GENDERS.has(scan, next)
        || is_letter(scan, next)
        || PEOPLE.has(scan, next) && (GENDERS.has(scan, next + 1) || PEOPLE.has(scan, next + 1));
    if near && (aged || old || person) { After::Old } else { After::Years }
}

/// Letters in the same token: `56yo`, `93F`, `95yrs old`.
fn tail(scan: &Scan<'_>, number: &Number<'_>) -> After {
    let mut folded = [0; 8];
    for (slot, byte) in folded.iter_mut().zip(number.tail.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    let folded = folded.get(..number.tail.len()).unwrap_or_default();
    match folded {
        b"f" | b"m" => return After::Letter,
        b"st" | b"nd" | b"rd" | b"th" => return After::Ordinal,
        _ => {}
    }
    match unit(scan, hash32(folded), number.end) {
        After::Nothing => After::Measured,
        known => known,
    }
}

/// Whether a token is the letter for a gender, as a capital unless the note has none.
fn is_letter(scan: &Scan<'_>, index: usize) -> bool {
    matches!(scan.word(index), "F" | "M") || scan.case == Case::Lower && matches!(scan.word(index), "f" | "m")
}

static TEMPERATURES: WordSet = words!(AgeTemperatures);
static ARTICLES: WordSet = words!(AgeArticles);
static ACTIONS: WordSet = words!(AgeActions);
static TUBES: WordSet = words!(AgeTubes);

/// Whether a number begins a field, a clause or a description of a person.
pub(super) fn opens(scan: &Scan<'_>, number: &Number<'_>, after: After) -> bool {
    let gap = scan.gap(number.start);
    let marks = Gap::LINE.0 | Gap::OTHER.0 | Gap::OPEN.0 | Gap::COMMA.0;
    let mut behind = number.end + usize::from(number.tail.is_empty());
    // `95 female patients` are counted.
    if is_counted(scan, behind) {
        return false;
    }
    // `90 min. 100F.` is a temperature.
    let sentence =
        gap.has(Gap::DOT) && gap.has(Gap::SPACE) && !(after == After::Letter && number.value >= 95);
    let field = number.start == 0 || gap.any(marks) || sentence;
    let announced = number.start > 0 && ARTICLES.has(scan, number.start - 1);
    if after == After::Years {
        behind += usize::from(scan.gap(behind).has(Gap::COMMA));
        return field
            && (is_letter(scan, behind)
                || GENDERS.has(scan, behind)
                || scan.gap(behind).any(Gap::OTHER.0 | Gap::CLOSE.0));
    }
    field || announced || ACTIONS.has(scan, behind)
}

fn is_counted(scan: &Scan<'_>, index: usize) -> bool {
    scan.shape(index).is_word()
        && scan.gap(index).is_blank()
        && scan.word(index).len() > 3
        && scan.word(index).ends_with(['s', 'S'])
        && !ACTIONS.has(scan, index)
}

/// Whether `93F` or `92 M` is a person, not a temperature, a tube or a million.
pub(super) fn is_gender_letter(scan: &Scan<'_>, number: &Number<'_>) -> bool {
    let behind = number.end + usize::from(number.tail.is_empty());
    if TEMPERATURES.precedes(scan, number.start, 2) && !scan.gap(number.start).any(Gap::LINE.0)
        || TUBES.has(scan, behind)
    {
        return false;
    }
    if scan.gap(number.start).has(Gap::COLON) && TEMPERATURES.precedes(scan, number.start, 4) {
        return false;
    }
    opens(scan, number, After::Letter)
        || !number.tail.is_empty() && number.value < 95 && !scan.gap(behind).is_blank()
}

static AGES: WordSet = words!(AgeAges);
static AGE_FILLERS: WordSet = words!(AgeAgeFillers);
static LIVES: WordSet = words!(AgeLives);
static LIFE_FILLERS: WordSet = words!(AgeLifeFillers);
static SUBJECTS: WordSet = words!(AgeSubjects);
static COPULAS: WordSet = words!(AgeCopulas);
static RELATIVES: WordSet = words!(AgeRelatives);
static STATES: WordSet = words!(AgeStates);

/// The words that may stand directly before an age: what is none of them says nothing.
pub(in crate::find) static BEFORE: [&WordSet; 9] =
    [&AGES, &AGE_FILLERS, &LIVES, &LIFE_FILLERS, &SUBJECTS, &COPULAS, &RELATIVES, &STATES, &GENDERS];
static NEAR_BEFORE: AnyOf = AnyOf::new(&BEFORE);
/// The words that may stand directly behind an age.
pub(in crate::find) static BEHIND: [&WordSet; 4] = [&OLD, &YEARS, &MONTHS, &GENDERS];
static NEAR_BEHIND: AnyOf = AnyOf::new(&BEHIND);

/// Whether a number may be an age at all, by its neighbours: most numbers of a note may not.
pub(super) fn may_be(scan: &Scan<'_>, index: usize) -> bool {
    let (before, behind) = (scan.token(index.wrapping_sub(1)), scan.token(index + 1));
    let comma = scan.gap(index).any(Gap::COMMA.0 | Gap::SLASH.0);
    behind.is_some_and(|token| token.len() == 1 || NEAR_BEHIND.admits(token.hash))
        || comma
        || before.is_some_and(|token| NEAR_BEFORE.admits(token.hash))
}

/// What the words before a number say, on the same line.
pub(super) fn before(scan: &Scan<'_>, start: usize) -> Before {
    let gap = scan.gap(start);
    if start == 0
        || gap.has(Gap::LINE)
        || gap.has(Gap::DOT) && gap.has(Gap::SPACE) && !scan.is_among(start - 1, hashed!["d" "approx" "a"])
    {
        return Before::Nothing;
    }
    if !NEAR_BEFORE.admits(scan.hash(start - 1)) {
        return person(scan, start, gap);
    }
    let sign = gap.has(Gap::OTHER) && scan.gap_text(start).contains(['>', '<', '\u{2265}', '\u{2264}']);
    if sign {
        return Before::Nothing;
    }
    if follows(scan, start, &AGES, &AGE_FILLERS, 4) {
        return Before::Age;
    }
    if follows(scan, start, &LIVES, &LIFE_FILLERS, 4) {
        return Before::Life;
    }
    if scan.shape(start - 1).has(Shape::POSSESSIVE) && SUBJECTS.has(scan, start - 1) {
        return Before::Subject;
    }
    if COPULAS.has(scan, start - 1) && gap.is_blank() && follows(scan, start, &SUBJECTS, &COPULAS, 3) {
        return Before::Subject;
    }
    let plain = gap.is_blank() || gap.any(Gap::COMMA.0 | Gap::OPEN.0 | Gap::COLON.0 | Gap::DOT.0);
    if plain && follows(scan, start, &RELATIVES, &STATES, 3) {
        return Before::Relative;
    }
    person(scan, start, gap)
}

/// Whether a word of `heads` stands before, with nothing but `fillers` between.
fn follows(scan: &Scan<'_>, start: usize, heads: &WordSet, fillers: &WordSet, most: usize) -> bool {
    for back in 1..=most.min(start) {
        let index = start - back;
        if scan.gap(index + 1).has(Gap::LINE) {
            return false;
        }
        if heads.has(scan, index) {
            return true;
        }
        if !fillers.has(scan, index) {
            return false;
        }
    }
    false
}

/// A gender or a name before a comma or slash.
fn person(scan: &Scan<'_>, start: usize, gap: Gap) -> Before {
    let previous = start - 1;
    let parted = gap.has(Gap::COMMA) || gap.is(Gap::SLASH);
    let gender = GENDERS.has(scan, previous) && (parted || gap.is_blank())
        || is_letter(scan, previous) && parted && !has_digit(scan, previous.wrapping_sub(1));
    if gender {
        return Before::Gender;
    }
    let Some(token) = scan.token(previous) else { return Before::Nothing };
    let plain = Classes::COMMON.union(Classes::CLINICAL).union(Classes::DRUG).union(Classes::UNIT);
    if gap.has(Gap::COMMA) && SUBJECTS.has(scan, previous) {
        return Before::Name;
    }
    let name =
        token.classes.intersects(Classes::GIVEN.union(Classes::SURNAME)) && !token.classes.intersects(plain);
    let capital = scan.case == Case::Mixed && token.shape.has(Shape::CAPITAL);
    if gap.has(Gap::COMMA) && name && capital { Before::Name } else { Before::Nothing }
}

/// Whether nothing follows a number that it could count or measure.
pub(super) fn ends_clause(scan: &Scan<'_>, end: usize) -> bool {
    let gap = scan.gap(end);
    let marks = Gap::LINE.0 | Gap::COMMA.0 | Gap::CLOSE.0 | Gap::DOT.0 | Gap::OTHER.0;
    if gap.has(Gap::PERCENT) || gap.is(Gap::SLASH) || gap.is(Gap::DOT) && digits(scan, end) > 0 {
        return false;
    }
    end >= scan.tokens.len()
        || gap.any(marks)
        || scan.is_among(end, hashed!["and" "with" "who" "when" "but" "years" "yrs" "yr" "now" "alive" "living" "lives" "of" "from" "due" "htn" "has"])
}

/// Whether an age over 89 is only a bound, which may be told: `90 and older`, `over 90`.
pub(super) fn is_bound(scan: &Scan<'_>, number: &Number<'_>) -> bool {
    if number.value < BARRED {
        return false;
    }
    let least = |index: usize| {
        scan.is_among(
            index,
            hashed!["over" "under" "above" "below" "than" "least" "beyond" "mean" "median" "average"],
        )
    };
    let before = (1..=4.min(number.start)).any(|back| {
        least(number.start - back)
            && !scan.gap(number.start - back + 1).any(Gap::DOT.0 | Gap::LINE.0 | Gap::COMMA.0)
    });
    let sign = scan.gap_text(number.start).trim_end().ends_with(['<', '>', '\u{2265}', '\u{2264}']);
    let older = |index: usize| {
        scan.is_among(index, hashed!["or" "and" "years" "yrs" "year" "of" "age"])
            && (1..=4).any(|ahead| {
                scan.is_among(index + ahead, hashed!["older" "over" "above" "greater" "up" "younger" "more"])
            })
    };
    let plus = scan.gap_text(number.end).starts_with('+');
    before || sign || plus || older(number.end)
}
