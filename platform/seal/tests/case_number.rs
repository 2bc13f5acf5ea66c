//! The number that people write down and read out finds its case, or says that it is wrong.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use lianxin_seal::{CaseNumber, CaseNumberError};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_number_is_read_however_written() {
    let number = CaseNumber::new(day("2026-05-15"), 146).unwrap();
    let shown = number.to_string();
    assert_eq!(shown[..13], *"26-0515-0146-");
    let check = &shown[13..];
    for text in [
        shown.clone(),
        format!("2605150146{check}"),
        format!(" 26 0515 0146 {check} "),
        format!("２６－０５１５－０１４６－{check}"),
        format!("26—0515—0146—{check}"),
    ] {
        assert_eq!(text.parse(), Ok(number), "{text}");
    }
}

#[test]
fn other_texts_are_refused_with_the_reason() {
    let refused = |text: &str| text.parse::<CaseNumber>().unwrap_err();
    assert_eq!(refused(""), CaseNumberError::Length);
    assert_eq!(refused("26-0515"), CaseNumberError::Length);
    assert_eq!(refused("26-0515-00146-3"), CaseNumberError::Length);
    assert_eq!(refused("9999999999999999999999"), CaseNumberError::Length);
    assert_eq!(refused("26-0515-0146-a"), CaseNumberError::Character);
    assert!((0..10).all(|check| format!("26-1315-0146-{check}").parse::<CaseNumber>().is_err()));
    assert_eq!(
        (0..10).filter(|check| format!("26-0515-0146-{check}").parse::<CaseNumber>().is_ok()).count(),
        1
    );
}

#[test]
fn there_is_no_number_before_2000_nor_without_a_serial() {
    assert!(CaseNumber::new(day("1999-12-31"), 1).is_none());
    assert!(CaseNumber::new(day("2100-01-01"), 1).is_none());
    assert!(CaseNumber::new(day("2026-05-15"), 0).is_none());
}

fn any_number() -> impl Strategy<Value = CaseNumber> {
    (0..36_525_u64, 1..200_000_u32).prop_filter_map("outside the years", |(days, serial)| {
        CaseNumber::new(day("2000-01-01").checked_add_days(chrono::Days::new(days))?, serial)
    })
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(number in any_number()) {
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        prop_assert_eq!(number.to_string().replace('-', "").parse(), Ok(number));
    }

    #[test]
    fn every_single_wrong_digit_and_every_swap_of_neighbours_is_found(number in any_number()) {
        let digits: Vec<char> = number.to_string().chars().filter(char::is_ascii_digit).collect();
        for at in 0..digits.len() {
            for digit in ('0'..='9').filter(|digit| *digit != digits[at]) {
                let mut wrong = digits.clone();
                wrong[at] = digit;
                prop_assert!(wrong.iter().collect::<String>().parse::<CaseNumber>().is_err(), "{wrong:?}");
            }
            if at > 0 && digits[at - 1] != digits[at] {
                let mut wrong = digits.clone();
                wrong.swap(at - 1, at);
                prop_assert!(wrong.iter().collect::<String>().parse::<CaseNumber>().is_err(), "{wrong:?}");
            }
        }
    }

    #[test]
    fn any_text_at_all_gets_an_answer(text in "\\PC{0,40}") {
        if let Ok(number) = text.parse::<CaseNumber>() {
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }
}
