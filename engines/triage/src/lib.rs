//! Suggests the category of a citizen's request from its words, with a degree and with the words that
//! led to it, and finds requests that tell the same thing again. No database, no clock, no network.
//!
//! A county starts with [`Seeds`] (typical words of each category) and adds a [`Model`] learnt from its own
//! history when it has one; [`Triage`] holds both. [`quality`] measures a model, [`duplicates`] ranks repeats.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cold;
pub mod confidence;
pub mod duplicates;
pub mod features;
pub mod groups;
pub mod learn;
pub mod model;
pub mod quality;
pub mod reasons;
mod store;
pub mod triage;

pub use cold::Seeds;
pub use confidence::Degree;
pub use model::{Model, Settings};
pub use quality::Quality;
pub use reasons::{Field, Reason};
pub use triage::Triage;

/// What a citizen wrote. Either part may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Text<'a> {
    pub title: &'a str,
    pub body: &'a str,
}

/// One proposed category.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    pub label: String,
    /// Expected share of such suggestions that are right, 0 to 1.
    pub confidence: f32,
    pub degree: Degree,
}

/// How many categories are proposed.
pub const PROPOSED: usize = 3;

/// Why the engine could not do what was asked. Each message says what to mend.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(
        "to learn, at least two categories with at least two texts each are needed; there are {labels} categories in {samples} texts"
    )]
    TooFew { labels: usize, samples: usize },
    #[error("{labels} categories are more than a model can hold ({limit})")]
    TooMany { labels: usize, limit: usize },
    #[error("this file is not a triage model")]
    NotAModel,
    #[error("this triage model has format {found}, this program reads format {expected}: train it again")]
    Format { found: u32, expected: u32 },
    #[error("the triage model is damaged ({what}): copy or train it again")]
    Damaged { what: &'static str },
    #[error("{path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error("seed words, line {line}: {what}")]
    Seeds { line: u64, what: String },
    #[error(
        "a cross-validation needs at least 2 parts and as many different texts; asked for {parts} parts of {texts}"
    )]
    Parts { parts: usize, texts: usize },
}

/// The best first; equal values in the order of their labels, so that answers never flicker.
pub(crate) fn best(mut found: Vec<(String, f32)>, most: usize) -> Vec<Suggestion> {
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(most);
    let propose = |(label, confidence)| Suggestion { label, confidence, degree: Degree::of(confidence) };
    found.into_iter().map(propose).collect()
}
