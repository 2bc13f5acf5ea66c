use std::fmt;
use std::str::FromStr;

use crate::halfwidth::compact;

/// Unified social credit code (GB 32100-2015): 18 characters, upper case, check character verified.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    #[error("a unified social credit code has 18 characters")]
    Length,
    #[error("a unified social credit code holds digits and capital letters, but not I, O, S, V or Z")]
    Character,
    #[error("the unified social credit code has a wrong character: its check character does not fit")]
    Check,
}

impl CreditCodeError {
    /// Stable code for texts and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "credit_code_length",
            Self::Character => "credit_code_character",
            Self::Check => "credit_code_check",
        }
    }
}

const SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const BODY_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl CreditCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The old organisation code inside (GB 11714): 9 characters.
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or_default()
    }

    /// Whether the organisation code's own check character fits. Codes that were given out before 2015 may
    /// lack it, so a mismatch is a doubt to show, not a refusal.
    pub fn organisation_code_fits(&self) -> bool {
        let code = self.organisation_code();
        let sum: usize = code
            .chars()
            .zip(BODY_WEIGHTS)
            .map(|(c, weight)| c.to_digit(36).map_or(0, |value| value as usize) * weight)
            .sum();
        let check = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from(b'0' + digit as u8),
        };
        code.ends_with(check)
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    /// Small and full-width letters and spaces are accepted.
    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        let code = compact(text);
        if code.chars().count() != 18 {
            return Err(CreditCodeError::Length);
        }
        let values: Option<Vec<usize>> = code.chars().map(|c| SYMBOLS.find(c)).collect();
        let values = values.ok_or(CreditCodeError::Character)?;
        let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
        if values.last() == Some(&((31 - sum % 31) % 31)) {
            Ok(Self(code))
        } else {
            Err(CreditCodeError::Check)
        }
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_is_accepted_however_typed() {
        // S = 1640 and 31 - 1640 mod 31 = 3, as worked out by hand for this code.
        let code: CreditCode = " 91350100m000100y 43 ".parse().unwrap();
        assert_eq!(code.as_str(), "91350100M000100Y43");
        assert_eq!(code.organisation_code(), "M000100Y4");
        assert!(code.organisation_code_fits());
    }

    #[test]
    fn every_wrong_character_is_refused() {
        let good = "91350100M000100Y43";
        for at in 0..18 {
            for symbol in SYMBOLS.chars().filter(|symbol| !good[at..].starts_with(*symbol)) {
                let mut bad = String::from(good);
                bad.replace_range(at..=at, &symbol.to_string());
                assert_eq!(bad.parse::<CreditCode>(), Err(CreditCodeError::Check), "{bad}");
            }
        }
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        assert_eq!("".parse::<CreditCode>(), Err(CreditCodeError::Length));
        assert_eq!("91350100M000100Y4".parse::<CreditCode>(), Err(CreditCodeError::Length));
        assert_eq!("91350100I000100Y43".parse::<CreditCode>(), Err(CreditCodeError::Character));
        assert_eq!(
            "章丘区双山街道办事处统一社会信用代码".parse::<CreditCode>(),
            Err(CreditCodeError::Character)
        );
    }
}
