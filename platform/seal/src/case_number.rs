use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::damm::check_digit;
use crate::halfwidth::{compact, digit};

/// 受理编号, the number that people see, write down and read out: `26-0515-0146-3` is the 146th case of
/// 2026-05-15 with check digit 3. Unique within one county; years 2000 to 2099.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    date: NaiveDate,
    serial: u32,
}

/// Why a text is no case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    #[error("a case number has at least 11 digits, such as 26-0515-0146-3")]
    Length,
    #[error("a case number holds only digits and dashes")]
    Character,
    #[error("the case number's date does not exist")]
    Date,
    #[error("the case number has a wrong digit: its check digit does not fit")]
    Check,
}

impl CaseNumberError {
    /// Stable code for texts and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "case_number_length",
            Self::Character => "case_number_character",
            Self::Date => "case_number_date",
            Self::Check => "case_number_check",
        }
    }
}

impl CaseNumber {
    /// `date` is the day of acceptance in Asia/Shanghai, `serial` counts from 1 within that day and county.
    /// `None` outside the years 2000 to 2099 and for serial 0.
    pub fn new(date: NaiveDate, serial: u32) -> Option<Self> {
        ((2000..2100).contains(&date.year()) && serial > 0).then_some(Self { date, serial })
    }

    pub fn date(self) -> NaiveDate {
        self.date
    }

    pub fn serial(self) -> u32 {
        self.serial
    }

    pub fn check_digit(self) -> u8 {
        check_digit(self.body().bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0'))
    }

    fn body(self) -> String {
        let year = self.date.year() - 2000;
        format!("{year:02}-{:02}{:02}-{:04}", self.date.month(), self.date.day(), self.serial)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.body(), self.check_digit())
    }
}

impl FromStr for CaseNumber {
    type Err = CaseNumberError;

    /// Dashes and spaces may be missing or anywhere; full-width digits and Chinese numerals are read too.
    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        let digits: Option<Vec<u8>> = compact(text).chars().map(digit).collect();
        let digits = digits.ok_or(CaseNumberError::Character)?;
        // A serial has 4 digits, more only from the 10,000th case of a day on.
        let (body, serial) = match digits.len() {
            11 => (&digits[..6], &digits[6..10]),
            12..=15 if digits[6] != 0 => (&digits[..6], &digits[6..digits.len() - 1]),
            _ => return Err(CaseNumberError::Length),
        };
        if check_digit(digits.iter().copied()) != 0 {
            return Err(CaseNumberError::Check);
        }
        let date =
            NaiveDate::from_ymd_opt(2000 + value(&body[..2]) as i32, value(&body[2..4]), value(&body[4..]));
        Self::new(date.ok_or(CaseNumberError::Date)?, value(serial)).ok_or(CaseNumberError::Length)
    }
}

/// At most 8 digits reach here, so the value fits.
fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + u32::from(*digit))
}
