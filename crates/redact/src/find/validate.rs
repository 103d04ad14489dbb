//! Check digits, grammars and the calendar.
//!
//! They raise or lower a rule's confidence; none of them clears a number that a label announced, as a
//! mistyped identifier still identifies.

/// The digits of a text, as values; anything else is passed over.
fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> {
    text.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0'))
}

/// ISO/IEC 7812-1 annex B: the check digit of payment cards, and with a prefix of NPI and IMEI.
pub(super) fn luhn(text: &str) -> bool {
    luhn_sum(text).is_multiple_of(10) && digits(text).any(|digit| digit != 0)
}

fn luhn_sum(text: &str) -> u32 {
    let doubled =
        |(place, digit): (usize, u32)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    digits(text).rev().enumerate().map(doubled).sum()
}

/// A payment card: 13 to 19 digits, an issuer's first digit and the check digit.
pub(super) fn card(text: &str) -> bool {
    (13..=19).contains(&digits(text).count()) && matches!(digits(text).next(), Some(2..=6)) && luhn(text)
}

/// A National Provider Identifier (45 CFR 162.406): ten digits, the first 1 or 2, and Luhn behind `80840`.
pub(super) fn npi(text: &str) -> bool {
    // The prefix adds 24 to the sum, whatever follows.
    digits(text).count() == 10
        && matches!(digits(text).next(), Some(1 | 2))
        && (luhn_sum(text) + 24).is_multiple_of(10)
}

/// An International Mobile Equipment Identity: 15 digits with Luhn.
pub(super) fn imei(text: &str) -> bool {
    digits(text).count() == 15 && luhn(text)
}

/// An ABA routing number: nine digits weighted 3, 7, 1.
pub(super) fn aba(text: &str) -> bool {
    let sum: u32 =
        digits(text).zip([3, 7, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    digits(text).count() == 9 && sum > 0 && sum.is_multiple_of(10)
}

/// The shape of a DEA registration number: two letters, the second possibly a 9, and seven digits.
pub(super) fn dea_shape(text: &str) -> bool {
    let [first, second, number @ ..] = text.as_bytes() else { return false };
    let registrant = first.is_ascii_alphabetic() && (second.is_ascii_alphabetic() || *second == b'9');
    registrant && number.len() == 7 && number.iter().all(u8::is_ascii_digit)
}

/// The check digit of a DEA number: odd places plus twice the even ones.
pub(super) fn dea(text: &str) -> bool {
    let number = text.get(2..).unwrap_or_default();
    let sum: u32 = digits(number)
        .take(6)
        .enumerate()
        .map(|(place, digit)| if place % 2 == 1 { digit * 2 } else { digit })
        .sum();
    dea_shape(text) && digits(number).last() == Some(sum % 10)
}

/// The shape of a vehicle identification number (49 CFR 565): 17 letters and digits without I, O and Q.
pub(super) fn vin_shape(text: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() && !matches!(byte.to_ascii_uppercase(), b'I' | b'O' | b'Q');
    let numbers = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() == 17 && text.bytes().all(allowed) && (3..17).contains(&numbers)
}

/// The check digit of a vehicle identification number, its ninth character.
pub(super) fn vin(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: u32 = text.bytes().zip(WEIGHTS).map(|(byte, weight)| vin_value(byte) * weight).sum();
    let check = text.as_bytes().get(8).map(u8::to_ascii_uppercase);
    let wanted = match sum % 11 {
        10 => Some(b'X'),
        digit => u8::try_from(digit).ok().map(|digit| b'0' + digit),
    };
    vin_shape(text) && check == wanted
}

fn vin_value(byte: u8) -> u32 {
    match byte.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => u32::from(digit - b'0'),
        letter @ b'A'..=b'H' => u32::from(letter - b'A') + 1,
        letter @ b'J'..=b'R' => u32::from(letter - b'J') + 1,
        letter @ b'S'..=b'Z' => u32::from(letter - b'S') + 2,
        _ => 0,
    }
}

/// A Medicare Beneficiary Identifier, hyphens left out: `1EG4TE5MK73` (CMS MBI format, 11 places).
pub(super) fn mbi(mut characters: impl Iterator<Item = u8>) -> bool {
    let letter = |byte: u8| {
        byte.is_ascii_alphabetic()
            && !matches!(byte.to_ascii_uppercase(), b'S' | b'L' | b'O' | b'I' | b'B' | b'Z')
    };
    let fits = b"CANDANDAADD".iter().all(|kind| {
        characters.next().is_some_and(|byte| match kind {
            b'C' => matches!(byte, b'1'..=b'9'),
            b'A' => letter(byte),
            b'D' => byte.is_ascii_digit(),
            _ => letter(byte) || byte.is_ascii_digit(),
        })
    });
    fits && characters.next().is_none()
}

/// An International Bank Account Number (ISO 13616): 15 to 34 characters, 1 modulo 97.
pub(super) fn iban(characters: impl Iterator<Item = u8> + Clone) -> bool {
    let mut moved = characters.clone().skip(4).chain(characters.clone().take(4));
    let remainder = moved.try_fold(0u32, |rest, byte| match byte.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => Some((rest * 10 + u32::from(digit - b'0')) % 97),
        letter @ b'A'..=b'Z' => Some((rest * 100 + u32::from(letter - b'A') + 10) % 97),
        _ => None,
    });
    let mut head = characters.clone();
    let country = (0..2).all(|_| head.next().is_some_and(|byte| byte.is_ascii_alphabetic()));
    let check = (0..2).all(|_| head.next().is_some_and(|byte| byte.is_ascii_digit()));
    country && check && (15..=34).contains(&characters.count()) && remainder == Some(1)
}

/// Whether a social security number could have been issued: no group of zeros, no area 666 or from 900.
pub(super) fn ssn(area: u32, group: u32, serial: u32) -> bool {
    !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0
}

/// Whether an area code or exchange fits the North American Numbering Plan.
pub(super) fn nanp(code: u32) -> bool {
    (200..=999).contains(&code) && code % 100 != 11
}

/// The days of a month; February has 29, as the year may be unknown.
pub(super) const fn days_in(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

/// Whether a day of a month exists.
pub(super) const fn is_day(month: u32, day: u32) -> bool {
    day >= 1 && day <= days_in(month)
}

/// Whether a year of four digits is one that a note may speak of.
pub(super) const fn is_year(year: u32) -> bool {
    year >= 1850 && year <= 2100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_hold_and_break() {
        assert!(luhn("4111111111111111") && card("4111 1111 1111 1111") && !card("4111 1111 1111 1112"));
        assert!(card("378282246310005") && !card("0000000000000000"));
        assert!(npi("1234567893") && !npi("1234567890") && !npi("3234567893"));
        assert!(imei("490154203237518") && !imei("490154203237519"));
        assert!(aba("021000021") && !aba("021000022") && !aba("000000000"));
        assert!(dea("AB1234563") && !dea("AB1234564") && dea_shape("ab1234564") && !dea_shape("A12345678"));
        assert!(vin("1M8GDM9AXKP042788") && vin("1m8gdm9axkp042788") && !vin("1M8GDM9A1KP042788"));
        assert!(vin_shape("1M8GDM9A1KP042788") && !vin_shape("IM8GDM9A1KP042788"));
        assert!(mbi("1EG4TE5MK73".bytes()) && !mbi("1EG4TE5MK7".bytes()) && !mbi("1SG4TE5MK73".bytes()));
        assert!(!mbi("1EG4TE5MK731".bytes()) && !mbi("0EG4TE5MK73".bytes()));
        assert!(iban("GB29NWBK60161331926819".bytes()) && !iban("GB29NWBK60161331926818".bytes()));
        assert!(iban("de89370400440532013000".bytes()) && !iban("".bytes()));
    }

    #[test]
    fn number_plans_and_the_calendar() {
        assert!(ssn(123, 45, 6789) && !ssn(666, 45, 6789) && !ssn(900, 45, 6789) && !ssn(123, 0, 6789));
        assert!(nanp(212) && !nanp(123) && !nanp(911));
        assert!(is_day(2, 29) && !is_day(2, 30) && !is_day(13, 1) && !is_day(1, 0) && is_day(12, 31));
    }
}
