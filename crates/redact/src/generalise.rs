//! What may remain of a value: a year, three digits of a ZIP code, `90+`.

use alloc::string::String;

use crate::{Category, digits};

/// Three-digit ZIP areas of 20,000 people or fewer, whose codes become `000` (45 CFR 164.514(b)(2)(i)(B)).
///
/// The union of the 17 areas of the HHS guidance of 2012 (census of 2000) and the 18 computed of the 2020
/// census, so that a code is safe under either count. Table version: 2020.
const SMALL_ZIP3: &[&str] = &[
    "036", "059", "063", "102", "202", "203", "204", "205", "369", "556", "692", "753", "772", "790", "821",
    "823", "830", "831", "878", "879", "884", "890", "893",
];

/// What remains of a value, or `None` when nothing may.
///
/// A year remains only if `reference_year` is known and the year is less than 90 years before it: an older
/// one can tell an age over 89.
pub(crate) fn generalise(category: Category, value: &str, reference_year: Option<u16>) -> Option<String> {
    match category {
        Category::AgeOver89 => Some("90+".into()),
        Category::Geo => zip3(value).map(Into::into),
        Category::Date => {
            let year = year_of(value)?;
            let reference = reference_year?;
            let mut kept = String::new();
            digits::push(year.into(), 4, &mut kept);
            (reference.checked_sub(year)? < 90).then_some(kept)
        }
        _ => None,
    }
}

/// The first three digits of a value that is a ZIP code and nothing else.
fn zip3(value: &str) -> Option<&str> {
    let (five, rest) = value.trim().split_at_checked(5)?;
    let plus_four = rest.is_empty() || rest.len() == 5 && rest.strip_prefix('-').is_some_and(are_digits);
    if !are_digits(five) || !plus_four {
        return None;
    }
    let zip3 = five.get(..3)?;
    Some(if SMALL_ZIP3.contains(&zip3) { "000" } else { zip3 })
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The one year of four digits, 1900 to 2099, in a date.
fn year_of(value: &str) -> Option<u16> {
    let mut years = value
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
        .filter_map(|run| run.parse().ok());
    let year = years.next()?;
    years.next().is_none().then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zip_codes_keep_three_digits_or_none() {
        assert_eq!(generalise(Category::Geo, "94123", None).as_deref(), Some("941"));
        assert_eq!(generalise(Category::Geo, "94123-4411", None).as_deref(), Some("941"));
        assert_eq!(generalise(Category::Geo, "03601", None).as_deref(), Some("000"));
        assert_eq!(generalise(Category::Geo, "12 Elm St 94123", None), None);
        assert_eq!(generalise(Category::Geo, "9412é", None), None);
    }

    #[test]
    fn a_year_that_tells_an_age_over_89_goes() {
        let of = |value| generalise(Category::Date, value, Some(2026));
        assert_eq!(of("10/24/2023").as_deref(), Some("2023"));
        assert_eq!(of("June 1937").as_deref(), Some("1937"));
        assert_eq!(of("June 1936"), None);
        assert_eq!(of("2023-2024"), None);
        assert_eq!(of("10/24/23"), None);
        assert_eq!(of("2031-01-01"), None);
        assert_eq!(generalise(Category::Date, "10/24/2023", None), None);
    }
}
