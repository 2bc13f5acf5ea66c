//! Words that make a request urgent at once, or show the number to call first.

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::categories::Categories;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "emergency-words.csv",
    key: &["word_zh"],
    columns: &["word_zh", "word_en", "effect", "call", "category_code", "basis", "basis_zh"],
    open: false,
};

codes! {
    /// What a word does.
    Effect {
        PassOn = "pass-on", "立即移交应急电话", "Passed on at once, with the number to call";
        Urgent = "urgent", "按紧急受理", "Taken as urgent";
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyWord {
    /// The Chinese word.
    pub code: String,
    pub word: Words,
    pub effect: Effect,
    /// Number to call: 110, 119, 120, 122 or a utility's; none for [`Effect::Urgent`].
    pub call: Option<String>,
    /// The category that the word points to.
    pub category_code: String,
    pub basis: Basis,
}
coded!(EmergencyWord);

pub type EmergencyWords = Register<EmergencyWord>;

/// The words that a text holds, gravest effect first.
pub fn found_in<'a>(words: &'a EmergencyWords, text: &str) -> Vec<&'a EmergencyWord> {
    let lower = text.to_lowercase();
    let holds = |word: &Words| text.contains(&word.zh) || holds_phrase(&lower, &word.en.to_lowercase());
    let mut found: Vec<_> = words.iter().filter(|one| holds(&one.word)).collect();
    found.sort_by_key(|one| one.effect);
    found
}

/// English words end where letters end: "trapped" is not in "entrapped".
fn holds_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

pub(crate) fn read(table: &Table, categories: &Categories, mistakes: &mut Mistakes) -> EmergencyWords {
    let mut rows = Vec::new();
    for row in &table.rows {
        let Some(effect) = row.code("effect", mistakes) else { continue };
        let word = row.words("word", mistakes);
        let call = Some(row.cell("call").to_owned()).filter(|number| !number.is_empty());
        let digits = call.as_ref().is_none_or(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        if !digits || call.is_some() != (effect == Effect::PassOn) {
            let expected = Words::new(
                "pass-on 写电话号码，urgent 留空",
                "a telephone number for pass-on, nothing for urgent",
            );
            row.wrong("call", row.cell("call"), expected, mistakes);
        }
        let category_code = row.text("category_code", mistakes);
        let known = categories.get(&category_code).is_some_and(|one| !one.is_top());
        row.refer("category_code", &category_code, "categories.csv", known, mistakes);
        rows.push(EmergencyWord {
            code: word.zh.clone(),
            word,
            effect,
            call,
            category_code,
            basis: row.basis(mistakes),
        });
    }
    Register::new(rows)
}
