use std::fmt;
use std::str::FromStr;

use crate::halfwidth::{compact, digit};
use crate::mask::mask_phone;

/// A phone number in its one canonical form, the form that the blind index is made of:
/// `13812345678` · `0531-83212345` · `0531-83212345-801` (extension) · `+85291234567` (abroad).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    text: String,
    kind: PhoneKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhoneKind {
    Mobile,
    Landline,
    Abroad,
}

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("no phone number was typed")]
    Empty,
    #[error("a phone number holds digits, spaces, dashes and brackets")]
    Character,
    #[error("a landline number needs its area code, such as 0531-83212345")]
    NoArea,
    #[error("this is neither a mobile number (11 digits) nor a landline number with area code")]
    Unknown,
}

impl PhoneError {
    /// Stable code for texts and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "phone_empty",
            Self::Character => "phone_character",
            Self::NoArea => "phone_no_area",
            Self::Unknown => "phone_unknown",
        }
    }
}

impl Phone {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    pub fn masked(&self) -> String {
        mask_phone(&self.text)
    }

    /// Reads a local landline number too, with the county's own area code (`0531`) in front.
    pub fn parse_local(text: &str, area: &str) -> Result<Self, PhoneError> {
        match text.parse() {
            Err(PhoneError::NoArea) => format!("{area}-{text}").parse(),
            read => read,
        }
    }

    fn new(text: String, kind: PhoneKind) -> Self {
        Self { text, kind }
    }

    fn with_extension(mut self, extension: &str) -> Result<Self, PhoneError> {
        let digits = digits_of(&extension.replace([':', '.'], ""))?;
        if self.kind != PhoneKind::Landline || !(1..=6).contains(&digits.len()) {
            return Err(PhoneError::Unknown);
        }
        self.text.push('-');
        self.text.push_str(&digits);
        Ok(self)
    }
}

/// Masked: a phone number must not reach a log by `{:?}`.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    /// Accepts spaces, dashes, brackets, full-width digits, Chinese numerals, `+86`, `0086`, and a 0 before a
    /// mobile number; an extension after `转`, `分机`, `ext`, `#` or a last dash.
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        let upper = text.to_uppercase();
        for mark in ["转", "分机", "EXT", "#", "＃"] {
            if let Some((main, extension)) = upper.split_once(mark) {
                return whole(main)?.with_extension(extension);
            }
        }
        match (whole(text), text.rsplit_once(['-', '－', '—'])) {
            (Err(error), Some((main, extension))) => {
                whole(main).and_then(|phone| phone.with_extension(extension)).map_err(|_| error)
            }
            (read, _) => read,
        }
    }
}

fn whole(text: &str) -> Result<Phone, PhoneError> {
    let text = text.replace(['(', ')', '（', '）'], "");
    let digits = digits_of(&text)?;
    if digits.is_empty() {
        return Err(PhoneError::Empty);
    }
    let abroad = compact(&text).starts_with('+');
    if abroad && !digits.starts_with("86") {
        let fits = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
        return if fits {
            Ok(Phone::new(format!("+{digits}"), PhoneKind::Abroad))
        } else {
            Err(PhoneError::Unknown)
        };
    }
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|_| abroad));
    if let Some(phone) = national.and_then(from_abroad) {
        return Ok(phone);
    }
    if let Some(phone) = mobile(&digits).or_else(|| landline(&digits)) {
        return Ok(phone);
    }
    if let Some(mobile) = digits.strip_prefix("86").and_then(mobile) {
        return Ok(mobile);
    }
    Err(if is_local(&digits) { PhoneError::NoArea } else { PhoneError::Unknown })
}

fn digits_of(text: &str) -> Result<String, PhoneError> {
    let compact = compact(text);
    let main = compact.strip_prefix('+').unwrap_or(&compact);
    main.chars()
        .map(|c| digit(c).map(|digit| char::from(b'0' + digit)).ok_or(PhoneError::Character))
        .collect()
}

/// 11 digits from 13 to 19, with or without the trunk 0.
fn mobile(digits: &str) -> Option<Phone> {
    Some(Phone::new(mobile_digits(digits)?.into(), PhoneKind::Mobile))
}

fn landline(digits: &str) -> Option<Phone> {
    let (area, local) = landline_parts(digits)?;
    Some(Phone::new(format!("{area}-{local}"), PhoneKind::Landline))
}

/// After `+86` the trunk 0 of a landline is usually left out.
fn from_abroad(digits: &str) -> Option<Phone> {
    mobile(digits).or_else(|| landline(digits)).or_else(|| landline(&format!("0{digits}")))
}

pub(crate) fn mobile_digits(digits: &str) -> Option<&str> {
    let digits = if digits.len() == 12 { digits.strip_prefix('0')? } else { digits };
    let bytes = digits.as_bytes();
    (bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])).then_some(digits)
}

/// Area codes: 010 and 02x have 3 digits and 8-digit numbers, all others 4 digits and 7 or 8.
pub(crate) fn landline_parts(digits: &str) -> Option<(&str, &str)> {
    let short = digits.starts_with("010") || digits.starts_with("02");
    let (area, local) = digits.split_at_checked(if short { 3 } else { 4 })?;
    let known = short || matches!(area.as_bytes(), [b'0', b'3'..=b'9', ..]);
    let whole = is_local(local) && (!short || local.len() == 8);
    (known && whole).then_some((area, local))
}

/// A landline number without its area code.
pub(crate) fn is_local(digits: &str) -> bool {
    matches!(digits.len(), 7 | 8) && matches!(digits.as_bytes()[0], b'2'..=b'9')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        text.parse::<Phone>().unwrap_or_else(|error| panic!("{text}: {error}")).text
    }

    #[test]
    fn a_mobile_number_is_found_however_typed() {
        for text in [
            "13812345678",
            " 138 1234 5678 ",
            "138-1234-5678",
            "１３８１２３４５６７８",
            "+86 138 1234 5678",
            "＋８６１３８１２３４５６７８",
            "8613812345678",
            "008613812345678",
            "013812345678",
            "(+86)13812345678",
            "幺三八一二三四五六七八",
        ] {
            assert_eq!(canonical(text), "13812345678");
        }
    }

    #[test]
    fn a_landline_number_is_found_however_typed() {
        for text in
            ["0531-83212345", "053183212345", "（0531）83212345", "+86 531 8321 2345", "0531 8321-2345"]
        {
            assert_eq!(canonical(text), "0531-83212345");
        }
        assert_eq!(canonical("010-62345678"), "010-62345678");
        assert_eq!(canonical("0632-5512345"), "0632-5512345");
        for text in ["0531-83212345-801", "0531-83212345转801", "053183212345 ext. 801", "0531 83212345#801"]
        {
            assert_eq!(canonical(text), "0531-83212345-801");
        }
        assert_eq!(Phone::parse_local("8321 2345", "0531").unwrap().as_str(), "0531-83212345");
    }

    #[test]
    fn a_number_abroad_keeps_its_country() {
        let phone: Phone = "+852 9123 4567".parse().unwrap();
        assert_eq!((phone.as_str(), phone.kind()), ("+85291234567", PhoneKind::Abroad));
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let refused = |text: &str| text.parse::<Phone>().unwrap_err();
        assert_eq!(refused(""), PhoneError::Empty);
        assert_eq!(refused("--"), PhoneError::Empty);
        assert_eq!(refused("打村委会电话"), PhoneError::Character);
        assert_eq!(refused("83212345"), PhoneError::NoArea);
        assert_eq!(refused("12812345678"), PhoneError::Unknown);
        assert_eq!(refused("1381234567"), PhoneError::Unknown);
        assert_eq!(refused("0531-83212345转"), PhoneError::Unknown);
        assert_eq!(refused("13812345678转8"), PhoneError::Unknown);
        assert_eq!(refused("010-1234567"), PhoneError::Unknown);
    }

    #[test]
    fn a_log_never_shows_the_number() {
        assert_eq!(format!("{:?}", "13812345678".parse::<Phone>().unwrap()), "Phone(138****5678)");
    }
}
