//! Numbers whose last figure, or whose grammar, can be checked.

use super::dice::Dice;

const UPPER_OR_FIGURE: &str = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const FIGURES: &str = "0123456789";
/// Letters that a Medicare beneficiary identifier may hold (no S, L, O, I, B, Z).
const MBI_LETTERS: &str = "ACDEFGHJKMNPQRTUVWXY";

/// A kind of number with a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    Npi,
    Dea,
    Vin,
    VinWrong,
    Mbi,
    MbiDashed,
    Card,
    CardSpaced,
    CardDashed,
    Gtin,
    Imei,
    /// Six to ten capitals and figures.
    Key,
    /// Eight to fourteen letters and figures, as in links.
    Token,
}

impl Checked {
    /// The kind of a slot name after `x.`.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "npi" => Self::Npi,
            "dea" => Self::Dea,
            "vin" => Self::Vin,
            "vin.wrong" => Self::VinWrong,
            "mbi" => Self::Mbi,
            "mbi.dashed" => Self::MbiDashed,
            "card" => Self::Card,
            "card.spaced" => Self::CardSpaced,
            "card.dashed" => Self::CardDashed,
            "gtin" => Self::Gtin,
            "imei" => Self::Imei,
            "key" => Self::Key,
            "token" => Self::Token,
            _ => return None,
        })
    }

    /// A number of this kind.
    pub(super) fn draw(self, dice: &mut Dice) -> String {
        match self {
            Self::Npi => {
                let body = format!("{}{}", dice.between(1, 2), text(dice, FIGURES, 8));
                // The check covers the health industry prefix 80840 (45 CFR 162.406).
                format!("{body}{}", luhn(&format!("80840{body}")))
            }
            Self::Dea => dea(dice),
            Self::Vin => vin(dice, true),
            Self::VinWrong => vin(dice, false),
            Self::Mbi => mbi(dice, ""),
            Self::MbiDashed => mbi(dice, "-"),
            Self::Card => card(dice).concat(),
            Self::CardSpaced => card(dice).join(" "),
            Self::CardDashed => card(dice).join("-"),
            Self::Gtin => {
                let body = format!("00{}", text(dice, FIGURES, 11));
                format!("{body}{}", gs1(&body))
            }
            Self::Imei => {
                let body = format!("35{}", text(dice, FIGURES, 12));
                format!("{body}{}", luhn(&body))
            }
            Self::Key => {
                let length = dice.between(6, 10);
                text(dice, UPPER_OR_FIGURE, length)
            }
            Self::Token => {
                let length = dice.between(8, 14);
                text(dice, "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", length)
            }
        }
    }
}

/// A text drawn after a pattern: `#` figure, `%` 1-9, `&` 2-9, `@` capital, `~` small letter, `*` capital or figure,
/// `^` hexadecimal figure; a backslash takes the next sign as it is.
pub(super) fn pattern(dice: &mut Dice, pattern: &str) -> String {
    let mut signs = pattern.chars();
    let mut drawn = String::new();
    while let Some(sign) = signs.next() {
        drawn.push(match sign {
            '#' => dice.char_of(FIGURES),
            '%' => dice.char_of("123456789"),
            '&' => dice.char_of("23456789"),
            '@' => dice.char_of(LETTERS),
            '~' => dice.char_of("abcdefghijklmnopqrstuvwxyz"),
            '*' => dice.char_of(UPPER_OR_FIGURE),
            '^' => dice.char_of("0123456789abcdef"),
            '\\' => signs.next().unwrap_or('\\'),
            other => other,
        });
    }
    drawn
}

fn text(dice: &mut Dice, alphabet: &str, length: u64) -> String {
    (0..length).map(|_| dice.char_of(alphabet)).collect()
}

/// The Luhn check figure of a run of figures (ISO/IEC 7812-1).
fn luhn(figures: &str) -> u32 {
    let sum: u32 = figures
        .chars()
        .rev()
        .filter_map(|figure| figure.to_digit(10))
        .enumerate()
        .map(|(place, figure)| if place % 2 == 0 { figure * 2 / 10 + figure * 2 % 10 } else { figure })
        .sum();
    (10 - sum % 10) % 10
}

/// The check figure of a GTIN (GS1 General Specifications, 7.9).
fn gs1(figures: &str) -> u32 {
    let sum: u32 = figures
        .chars()
        .rev()
        .filter_map(|figure| figure.to_digit(10))
        .enumerate()
        .map(|(place, figure)| if place % 2 == 0 { figure * 3 } else { figure })
        .sum();
    (10 - sum % 10) % 10
}

fn dea(dice: &mut Dice) -> String {
    let digits: Vec<u64> = (0..6).map(|_| dice.between(0, 9)).collect();
    let sum: u64 =
        digits.iter().enumerate().map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 }).sum();
    let body: String = digits.iter().map(u64::to_string).collect();
    format!("{}{}{body}{}", dice.char_of("ABFGMPR"), dice.char_of(LETTERS), sum % 10)
}

fn vin(dice: &mut Dice, right: bool) -> String {
    const MAKERS: [&str; 14] =
        ["1HG", "1FT", "1G1", "2T1", "3VW", "5YJ", "JTD", "KMH", "WBA", "4T1", "1C4", "JN8", "2HM", "1FM"];
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let maker = dice.pick(&MAKERS).copied().unwrap_or("1HG");
    let number: Vec<char> = format!(
        "{maker}{}0{}{}",
        text(dice, UPPER_OR_FIGURE, 5),
        text(dice, UPPER_OR_FIGURE, 2),
        text(dice, FIGURES, 6)
    )
    .chars()
    .collect();
    // 49 CFR 565.15: each sign has a value, the ninth is the weighted sum modulo 11.
    let sum: u32 = number.iter().zip(WEIGHTS).map(|(sign, weight)| value(*sign) * weight).sum();
    let check = match sum % 11 {
        10 => 'X',
        rest => char::from_digit(rest, 10).unwrap_or('0'),
    };
    let ninth = if right { check } else { dice.char_of(FIGURES) };
    number.iter().enumerate().map(|(place, sign)| if place == 8 { ninth } else { *sign }).collect()
}

/// The value of a sign of a vehicle number.
fn value(sign: char) -> u32 {
    sign.to_digit(10).unwrap_or(match sign {
        'A' | 'J' => 1,
        'B' | 'K' | 'S' => 2,
        'C' | 'L' | 'T' => 3,
        'D' | 'M' | 'U' => 4,
        'E' | 'N' | 'V' => 5,
        'F' | 'W' => 6,
        'G' | 'P' | 'X' => 7,
        'H' | 'Y' => 8,
        'R' | 'Z' => 9,
        _ => 0,
    })
}

/// A Medicare beneficiary identifier: C A AN N A AN N A A N N (CMS, "Understanding the MBI format").
fn mbi(dice: &mut Dice, dash: &str) -> String {
    let either = format!("{MBI_LETTERS}{FIGURES}");
    let mut part =
        |alphabets: &[&str]| alphabets.iter().map(|alphabet| dice.char_of(alphabet)).collect::<String>();
    let first = part(&["123456789", MBI_LETTERS, &either, FIGURES]);
    let second = part(&[MBI_LETTERS, &either, FIGURES]);
    let third = part(&[MBI_LETTERS, MBI_LETTERS, FIGURES, FIGURES]);
    format!("{first}{dash}{second}{dash}{third}")
}

fn card(dice: &mut Dice) -> [String; 4] {
    let body = format!(
        "{}{}",
        dice.pick(&["4", "51", "52", "6011"]).copied().unwrap_or("4"),
        text(dice, FIGURES, 14)
    );
    let body: String = body.chars().take(15).collect();
    let whole: Vec<char> = format!("{body}{}", luhn(&body)).chars().collect();
    let mut groups = whole.chunks(4).map(|group| group.iter().collect::<String>());
    core::array::from_fn(|_| groups.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_figures_are_those_of_the_standards() {
        // The examples of the standards: NPI 1234567893 with its prefix, GTIN 4006381333931.
        assert_eq!(luhn("80840123456789"), 3);
        assert_eq!(gs1("400638133393"), 1);
    }

    #[test]
    fn every_kind_has_its_length() {
        let mut dice = Dice::new(1, 1);
        for (kind, length) in
            [(Checked::Npi, 10), (Checked::Dea, 9), (Checked::Vin, 17), (Checked::VinWrong, 17)]
                .into_iter()
                .chain([
                    (Checked::Mbi, 11),
                    (Checked::MbiDashed, 13),
                    (Checked::Card, 16),
                    (Checked::CardSpaced, 19),
                ])
                .chain([(Checked::Gtin, 14), (Checked::Imei, 15)])
        {
            assert_eq!(kind.draw(&mut dice).len(), length, "{kind:?}");
        }
    }
}
