//! A rate with its denominator. Whole numbers: percent times a hundredth of a case is exact enough for ever.

/// Hundredths of a case, of so many cases: 8,240 of 91 is 90.5 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Each case counts from 0 to 100.
    pub hundredths: i64,
    pub of: i64,
}

impl Rate {
    pub fn new(good: i64, of: i64) -> Self {
        Self { hundredths: good * 100, of }
    }

    /// In tenths of a percent, rounded; none without cases.
    pub fn tenths(self) -> Option<i64> {
        (self.of > 0).then(|| (self.hundredths * 20 + self.of) / (self.of * 2))
    }

    /// `91.2`
    pub fn percent(self) -> Option<String> {
        self.tenths().map(tenths)
    }

    /// The cases that counted, with what is behind the comma only where there is something: `2,430.8`.
    pub fn good(self) -> String {
        let (whole, rest) = (self.hundredths / 100, self.hundredths % 100);
        match rest {
            0 => thousands(whole),
            rest if rest % 10 == 0 => format!("{}.{}", thousands(whole), rest / 10),
            rest => format!("{}.{rest:02}", thousands(whole)),
        }
    }

    /// How many tenths of a point higher than the other; none where either has no cases.
    pub fn above(self, other: Self) -> Option<i64> {
        Some(self.tenths()? - other.tenths()?)
    }
}

/// `91.2` for 912.
pub fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `2,582`
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 6);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_once_and_says_its_cases() {
        let heating = Rate { hundredths: 11 * 100 + 80, of: 13 };
        assert_eq!(heating.percent().as_deref(), Some("90.8"));
        assert_eq!(heating.good(), "11.8");
        assert_eq!(Rate::new(12, 13).percent().as_deref(), Some("92.3"));
        assert_eq!(Rate::new(2_430, 2_582).good(), "2,430");
        assert_eq!(Rate::new(0, 0).percent(), None);
        assert_eq!(Rate::new(1, 1).percent().as_deref(), Some("100.0"));
    }

    #[test]
    fn changes_are_in_tenths_of_a_point() {
        assert_eq!(Rate::new(912, 1_000).above(Rate::new(901, 1_000)), Some(11));
        assert_eq!(Rate::new(1, 2).above(Rate::new(0, 0)), None);
    }

    #[test]
    fn thousands_have_a_comma() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(thousands(-1_200), "-1,200");
    }
}
