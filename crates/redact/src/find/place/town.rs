//! Towns: behind streets, before counties and states, and where somebody is at home.

use crate::{
    Category,
    find::words::{WordSet, hashed, words},
    lexicon::Classes,
    scan::{Case, Found, Scan},
    token::{Gap, Shape},
};

/// The town behind a street, up to a state, a ZIP code or a colon.
pub(super) fn town(scan: &Scan<'_>, from: usize, found: &mut Found) {
    let first = scan.gap(from);
    // A town stands in the line below its street as often as beside it.
    let near = first.is_blank()
        || first.any(Gap::COMMA.0 | Gap::DOT.0 | Gap::LINE.0) && !first.any(Gap::COLON.0 | Gap::OTHER.0);
    let line = first.has(Gap::LINE);
    if !near {
        return;
    }
    // `Apt 2, Tulsa`: a place that is nothing else.
    let plain = Classes::COMMON
        .union(Classes::CLINICAL)
        .union(Classes::FUNCTION)
        .union(Classes::KIN)
        .union(Classes::MONTH);
    let place = scan.token(from).is_some_and(|token| {
        token.classes.intersects(Classes::PLACE)
            && !token.classes.intersects(plain)
            && token.shape.has(Shape::CAPITAL)
    });
    if scan.case == Case::Mixed
        && first.has(Gap::COMMA)
        && !first.any(!(Gap::COMMA.0 | Gap::SPACE.0))
        && place
    {
        found.extend(scan.span(from..from + 1, Category::Geo, 66, "place.town"));
    }
    for end in from + 1..from + 6 {
        let Some(token) = scan.token(end - 1) else { return };
        let spelt =
            token.shape.is_word() || token.shape.is_number() && token.len() == 5 || token.shape.is_mixed();
        if !spelt || end - 1 > from && !scan.gap(end - 1).is_blank() && !scan.gap(end - 1).is(Gap::HYPHEN) {
            return;
        }
        let begins_state = scan.token(from).is_some_and(|token| token.classes.intersects(Classes::STATE));
        if end == from + 1 && begins_state && scan.word(from).len() == 2 {
            return;
        }
        let gap = scan.gap(end);
        // `Truth or Consequences` has no Oregon in it.
        let written = scan.case != Case::Mixed || scan.shape(end).has(Shape::CAPITAL);
        let state = scan.token(end).is_some_and(|token| token.classes.intersects(Classes::STATE))
            && written
            && (gap.is_blank() || gap.has(Gap::COMMA));
        let zip = scan.digits(end) == 5 && (gap.is_blank() || gap.has(Gap::COMMA));
        let zip = zip && (!line || state || end > from + 1);
        if line && !(state || zip) {
            if !gap.is_blank() {
                return;
            }
            continue;
        }
        if state || zip || gap.is(Gap::COLON) || gap.has(Gap::COLON) && !gap.has(Gap::LINE) {
            found.extend(scan.span(from..end, Category::Geo, 76, "place.town"));
            return;
        }
    }
}

/// Whether a full stop before a token belongs to `St.` or `Mt.`
pub(super) fn is_saint(scan: &Scan<'_>, index: usize) -> bool {
    scan.gap(index).has(Gap::DOT.with(Gap::SPACE))
        && scan.is_among(index.wrapping_sub(1), hashed!["st" "mt" "ft" "ste"])
}

/// Words that end the name of a part of a state.
pub(super) static COUNTIES: WordSet = words!(PlaceCounties);

/// `Coral Gables, Miami-Dade County`: the town before a county, where a sentence or a field begins with it.
pub(super) fn county(scan: &Scan<'_>, head: usize, found: &mut Found) {
    let part = |index: usize| {
        scan.token(index).is_some_and(|token| {
            token.shape.is_word()
                && (scan.case != Case::Mixed || token.shape.has(Shape::CAPITAL))
                && !token.classes.intersects(Classes::KIN.union(Classes::ROLE).union(Classes::UNIT))
        })
    };
    let inside =
        |index: usize| scan.gap(index).is_blank() || scan.gap(index).is(Gap::HYPHEN) || is_saint(scan, index);
    let mut start = head;
    while start > 0
        && head - start < 3
        && inside(start)
        && part(start - 1)
        && !BEFORE_TOWN.has(scan, start - 1)
    {
        start -= 1;
    }
    if start == head {
        return;
    }
    found.extend(scan.span(start..head, Category::Geo, 66, "place.county"));
    let comma =
        scan.gap(start).has(Gap::COMMA) && !scan.gap(start).any(Gap::LINE.0 | Gap::OTHER.0 | Gap::DOT.0);
    let mut town = start;
    while comma
        && town > 0
        && start - town < 4
        && (town == start || inside(town))
        && (part(town - 1) || scan.is(town - 1, "or"))
        && !BEFORE_TOWN.has(scan, town - 1)
    {
        town -= 1;
    }
    if town < start
        && town > 0
        && (BEFORE_TOWN.has(scan, town - 1) || scan.gap(town).any(Gap::COLON.0 | Gap::LINE.0))
    {
        found.extend(scan.span(town..start, Category::Geo, 72, "place.county"));
    }
}

/// Abbreviations of states that are other things as often: credentials, words, ailments.
static DOUBTFUL_STATES: WordSet = words!(PlaceDoubtfulStates);

/// `Joplin, Missouri`, `Tulsa OK 74101`: the town before a state.
pub(super) fn before_state(scan: &Scan<'_>, state: usize, found: &mut Found) {
    let two = ends_state(scan, state);
    let first = if two { state - 1 } else { state };
    let gap = scan.gap(first);
    let comma = gap.has(Gap::COMMA) && !gap.any(!(Gap::COMMA.0 | Gap::SPACE.0 | Gap::SINGLE.0));
    let short = !two && scan.word(state).len() == 2;
    let zip = scan.digits(state + 1) == 5
        && (scan.gap(state + 1).is_blank() || scan.gap(state + 1).has(Gap::COMMA));
    let telling =
        zip || comma && (!short || !DOUBTFUL_STATES.has(scan, state) && !scan.shape(state).has(Shape::LOWER));
    if first == 0 || scan.case != Case::Mixed || !(comma || gap.is_blank()) || !telling {
        return;
    }
    let mut start = first;
    while start > 0
        && first - start < 3
        && (start == first
            || scan.gap(start).is_blank()
            || scan.gap(start).is(Gap::HYPHEN)
            || is_saint(scan, start))
        && scan.token(start - 1).is_some_and(|token| {
            token.shape.is_word()
                && token.shape.has(Shape::CAPITAL)
                && !token.classes.intersects(
                    Classes::FUNCTION.union(Classes::STATE).union(Classes::STREET).union(Classes::CREDENTIAL),
                )
        })
    {
        start -= 1;
    }
    if scan
        .token(start)
        .is_some_and(|token| token.classes.intersects(Classes::PLACE) || token.classes.is_empty() || zip)
    {
        found.extend(scan.span(start..first, Category::Geo, 65, "place.state"));
    }
}

/// Words that begin the names of streets and towns and are ordinary by themselves.
pub(super) static PREFIXES: WordSet = words!(PlacePrefixes);

/// Words that tell where somebody lives or comes from.
pub(super) static HOMES: WordSet = words!(PlaceHomes);

/// `lives in Beloit`, `a man from Utica`, `moved to Fort Wayne`: where somebody is at home.
pub(super) fn home(scan: &Scan<'_>, verb: usize, found: &mut Found) {
    let grew = usize::from(scan.is(verb, "grew") && scan.is(verb + 1, "up"));
    let link = verb + 1 + grew;
    let from = scan.is_among(verb, hashed!["man" "woman" "male" "female" "boy" "girl" "lady" "gentleman"]);
    let links = if from { hashed!["from"] } else { &hashed!["in" "near" "to" "of" "from" "outside"][..] };
    if !scan.is_among(link, links)
        || !scan.gap(link).is_blank()
        || scan.gap(link + 1).any(!(Gap::SPACE.0 | Gap::SINGLE.0 | Gap::LINE.0))
    {
        return;
    }
    let barred = Classes::FUNCTION
        .union(Classes::CLINICAL)
        .union(Classes::STATE)
        .union(Classes::KIN)
        .union(Classes::ROLE)
        .union(Classes::MONTH)
        .union(Classes::UNIT)
        .union(Classes::FACILITY);
    let first = link + 1;
    let mut end = first;
    while end < first + 3
        && (end == first || scan.gap(end).is_blank() || scan.gap(end).is(Gap::HYPHEN) || is_saint(scan, end))
    {
        let Some(token) = scan.token(end) else { break };
        let known = Classes::PLACE.union(Classes::SURNAME).union(Classes::GIVEN);
        let fits = if scan.case == Case::Mixed {
            token.shape.has(Shape::CAPITAL.with(Shape::LOWER))
                && (!token.classes.intersects(barred)
                    || token.classes.intersects(Classes::PLACE) && !token.classes.intersects(Classes::STATE)
                    || PREFIXES.has(scan, end))
        } else {
            token.classes.intersects(Classes::PLACE)
                && !token.classes.intersects(barred.union(Classes::COMMON))
        };
        let everyday =
            token.classes.intersects(Classes::EVERYDAY) && !token.classes.intersects(known) && end == first;
        if !token.shape.is_word() || !fits || everyday {
            break;
        }
        end += 1;
    }
    if end > first {
        found.extend(scan.span(first..end, Category::Geo, 64, "place.home"));
    }
}

/// Words before the name of a town.
static BEFORE_TOWN: WordSet = words!(PlaceBeforeTown);

/// The second words of states of two.
pub(super) static STATE_ENDS: WordSet = words!(PlaceStateEnds);

/// Whether a state of two words ends with a token: `New York`, `South Dakota`.
pub(super) fn ends_state(scan: &Scan<'_>, index: usize) -> bool {
    scan.gap(index).is_blank()
        && STATE_ENDS.has(scan, index)
        && scan.is_among(index.wrapping_sub(1), hashed!["new" "north" "south" "west" "rhode" "of"])
}
