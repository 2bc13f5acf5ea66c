//! The words of a text that spoke for a category.

use crate::features::{BODY_CHARS, BODY_SALT, BREAK, Folded, TITLE_CHARS, TITLE_SALT, fold};
use crate::{Model, Text};

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Title,
    Body,
}

/// A word that spoke for the category: bytes `start..end` of the field, and the words themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    pub field: Field,
    pub start: usize,
    pub end: usize,
    pub words: String,
    /// How much it spoke for the category; comparable within one answer only.
    pub weight: f32,
}

/// Most reasons told, and the length of a readable word in characters.
pub const TOLD: usize = 5;
const SHORTEST: usize = 2;
const LONGEST: usize = 6;
/// A character must add at least this share of the strongest one to be worth showing.
const FAINT: f32 = 0.2;

impl Model {
    /// The words that speak most for `label` and against the others, the strongest first, each once.
    /// Empty for a label that the model does not know.
    pub fn reasons(&self, title: &str, body: &str, label: &str) -> Vec<Reason> {
        let Some(label) = self.labels.iter().position(|known| known == label) else { return Vec::new() };
        let mut found = self.spans(Field::Title, title, label);
        found.extend(self.spans(Field::Body, body, label));
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        strongest(found)
    }

    fn spans(&self, field: Field, text: &str, label: usize) -> Vec<Reason> {
        let (limit, salts): (usize, &[u64]) = match field {
            Field::Title => (TITLE_CHARS, &[TITLE_SALT, BODY_SALT]),
            Field::Body => (BODY_CHARS, &[BODY_SALT]),
        };
        let folded = fold(text, limit);
        let speaks = self.speaks(&folded, salts, label);
        let faint = FAINT * speaks.iter().copied().fold(0.0, f32::max);
        runs(&folded, &speaks, faint)
            .into_iter()
            .map(|run| reason(field, text, &folded, &speaks, run))
            .collect()
    }

    /// What each character adds to the label: the share of each n-gram that it is part of.
    fn speaks(&self, folded: &Folded, salts: &[u64], label: usize) -> Vec<f32> {
        let mut speaks = vec![0.0_f32; folded.chars.len()];
        for &salt in salts {
            self.hashing.each_gram(folded, salt, |gram| {
                let worth = self.worth.0[gram.bucket as usize] * self.lead(gram.bucket, label);
                let covered = &mut speaks[gram.from as usize..][..gram.len as usize];
                for speak in covered {
                    *speak += worth / gram.len as f32;
                }
            });
        }
        speaks
    }

    /// How much more a bucket speaks for the label than for the others on average.
    fn lead(&self, bucket: u32, label: usize) -> f32 {
        let all: f32 = (0..self.labels.len()).map(|other| self.weight(bucket, other)).sum();
        self.weight(bucket, label) - all / self.labels.len() as f32
    }
}

/// Stretches of characters that all add something, cut at breaks, single digits left out.
fn runs(folded: &Folded, speaks: &[f32], faint: f32) -> Vec<(usize, usize)> {
    let strong = |i: usize| speaks[i] > faint && !matches!(folded.chars[i], BREAK | '0');
    let mut runs = Vec::new();
    let mut from = 0;
    while from < speaks.len() {
        let length = (from..speaks.len()).take_while(|&i| strong(i)).count();
        if length >= SHORTEST {
            runs.push(densest(speaks, from, length));
        }
        from += length.max(1);
    }
    runs
}

/// The part of a run that is no longer than a readable word and adds most.
fn densest(speaks: &[f32], from: usize, length: usize) -> (usize, usize) {
    let size = length.min(LONGEST);
    let sum = |start: usize| speaks[start..start + size].iter().sum::<f32>();
    let start = (from..=from + length - size).max_by(|&a, &b| sum(a).total_cmp(&sum(b))).unwrap_or(from);
    (start, start + size)
}

fn reason(field: Field, text: &str, folded: &Folded, speaks: &[f32], (from, to): (usize, usize)) -> Reason {
    let (start, end) = folded.range(from, to);
    let words = text.get(start..end).unwrap_or_default().to_owned();
    Reason { field, start, end, words, weight: speaks[from..to].iter().sum() }
}

/// The first [`TOLD`] different words; a word inside one already told adds nothing.
pub(crate) fn strongest(found: Vec<Reason>) -> Vec<Reason> {
    let mut told: Vec<Reason> = Vec::new();
    for reason in found {
        let new = !told
            .iter()
            .any(|other| other.words.contains(&reason.words) || reason.words.contains(&other.words));
        if new && told.len() < TOLD {
            told.push(reason);
        }
    }
    told
}

impl Folded {
    /// Bytes of the characters `from..to`.
    pub(crate) fn range(&self, from: usize, to: usize) -> (usize, usize) {
        (self.bytes[from].0 as usize, self.bytes[to - 1].1 as usize)
    }
}

impl Text<'_> {
    pub(crate) fn field(&self, field: Field) -> &str {
        match field {
            Field::Title => self.title,
            Field::Body => self.body,
        }
    }
}
