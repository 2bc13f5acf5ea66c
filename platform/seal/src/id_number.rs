use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::halfwidth::compact;
use crate::mask::mask_id_number;

/// Citizen ID number (GB 11643-1999): 18 characters, check character verified, X in upper case.
///
/// The area is not compared with today's list: it may have been abolished since the number was given.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber(String);

/// Why a text is no ID number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    #[error("an ID number has 18 characters (15 on old cards)")]
    Length,
    #[error("an ID number holds digits, and X only at the end")]
    Character,
    #[error("the birth date in the ID number does not exist")]
    Date,
    #[error("the birth date in the ID number lies in the future")]
    Future,
    #[error("the ID number has a wrong digit: its check character does not fit")]
    Check,
}

impl IdNumberError {
    /// Stable code for texts and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "id_number_length",
            Self::Character => "id_number_character",
            Self::Date => "id_number_date",
            Self::Future => "id_number_future",
            Self::Check => "id_number_check",
        }
    }
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl IdNumber {
    /// Accepts small x, spaces, full-width digits and old 15-digit numbers (which get 19 and the check
    /// character). `today` is the day in Asia/Shanghai.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, IdNumberError> {
        let number = lengthened(compact(text))?;
        if birth_date(&number).ok_or(IdNumberError::Date)? > today {
            return Err(IdNumberError::Future);
        }
        Ok(Self(number))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn birth_date(&self) -> Option<NaiveDate> {
        birth_date(&self.0)
    }

    /// By the 17th digit: odd for men, even for women.
    pub fn is_male(&self) -> bool {
        self.0.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1)
    }

    pub fn masked(&self) -> String {
        mask_id_number(&self.0)
    }
}

/// Masked: an ID number must not reach a log by `{:?}`.
impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

/// 18 verified characters from 15 or 18; half-width upper case expected.
pub(crate) fn lengthened(number: String) -> Result<String, IdNumberError> {
    let length = number.chars().count();
    if length != 15 && length != 18 {
        return Err(IdNumberError::Length);
    }
    let body_length = if length == 15 { 15 } else { 17 };
    if !number.bytes().take(body_length).all(|byte| byte.is_ascii_digit()) {
        return Err(IdNumberError::Character);
    }
    if length == 15 {
        let long = format!("{}19{}", &number[..6], &number[6..]);
        let check = check_character(&long);
        return Ok(format!("{long}{check}"));
    }
    match number.chars().last() {
        Some(last) if last == check_character(&number) => Ok(number),
        Some('0'..='9' | 'X') => Err(IdNumberError::Check),
        _ => Err(IdNumberError::Character),
    }
}

pub(crate) fn birth_date(number: &str) -> Option<NaiveDate> {
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(part(6, 10)? as i32, part(10, 12)?, part(12, 14)?)?;
    (date.year() >= 1850).then_some(date)
}

fn check_character(number: &str) -> char {
    let sum: u32 = number.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    char::from(CHECKS[(sum % 11) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, 15).unwrap()
    }

    #[test]
    fn the_standards_example_is_accepted_however_typed() {
        for text in [
            "11010519491231002X",
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 1949 1231 002x",
        ] {
            let number = IdNumber::parse(text, today()).unwrap();
            assert_eq!(number.as_str(), "11010519491231002X");
            assert_eq!(number.birth_date(), NaiveDate::from_ymd_opt(1949, 12, 31));
            assert!(!number.is_male());
        }
    }

    #[test]
    fn an_old_number_becomes_the_new_one() {
        assert_eq!(IdNumber::parse("110105491231002", today()).unwrap().as_str(), "11010519491231002X");
    }

    #[test]
    fn each_wrong_digit_is_found() {
        let good = "11010519491231002X";
        for at in 0..17 {
            for digit in ('0'..='9').filter(|digit| !good[at..].starts_with(*digit)) {
                let mut bad = String::from(good);
                bad.replace_range(at..=at, &digit.to_string());
                assert!(IdNumber::parse(&bad, today()).is_err(), "{bad}");
            }
        }
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let refused = |text: &str| IdNumber::parse(text, today()).unwrap_err();
        assert_eq!(refused(""), IdNumberError::Length);
        assert_eq!(refused("1101051949123100"), IdNumberError::Length);
        assert_eq!(refused("1101051949123100中X"), IdNumberError::Character);
        assert_eq!(refused("11010519491231002中"), IdNumberError::Character);
        assert_eq!(refused("110105194912310021"), IdNumberError::Check);
        assert_eq!(refused("110105491331002"), IdNumberError::Date);
        assert_eq!(refused(&lengthened_for_test("11010520270101001")), IdNumberError::Future);
    }

    #[test]
    fn a_log_never_shows_the_number() {
        let number = IdNumber::parse("11010519491231002X", today()).unwrap();
        assert_eq!(format!("{number:?}"), "IdNumber(110105**********2X)");
    }

    fn lengthened_for_test(body: &str) -> String {
        format!("{body}{}", check_character(body))
    }
}
