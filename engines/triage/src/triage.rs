//! Seed words and learnt model together: the first carries a new county, the second takes over, category
//! by category, as its history grows.

use crate::{Model, PROPOSED, Reason, Seeds, Suggestion, Text, best};
use std::collections::HashMap;

/// With so many texts of a category learnt, the model and the seed words speak equally about it.
const EVEN: f32 = 8.0;

#[derive(Debug, Clone)]
pub struct Triage {
    pub seeds: Seeds,
    pub model: Option<Model>,
}

impl Triage {
    /// The three likeliest categories; none if neither seeds nor model know a word of the text.
    pub fn suggest(&self, title: &str, body: &str) -> Vec<Suggestion> {
        let text = Text { title, body };
        let mut shares = self.seeds.shares(text);
        if let Some(model) = &self.model {
            blend(&mut shares, model, text);
        }
        best(shares.into_iter().collect(), PROPOSED)
    }

    /// The words that speak for `label`: the model's where it learnt enough of it, else the seed words.
    pub fn reasons(&self, title: &str, body: &str, label: &str) -> Vec<Reason> {
        let learnt = self.model.as_ref().filter(|model| trust(model, label) >= 0.5);
        let told = learnt.map(|model| model.reasons(title, body, label)).unwrap_or_default();
        if told.is_empty() { self.seeds.reasons(title, body, label) } else { told }
    }
}

fn trust(model: &Model, label: &str) -> f32 {
    let texts = model.learnt_from(label) as f32;
    texts / (texts + EVEN)
}

/// Each label's share becomes a mean of both opinions, weighed by how much of it the model has learnt.
fn blend(shares: &mut HashMap<String, f32>, model: &Model, text: Text<'_>) {
    let mut learnt: HashMap<&str, f32> =
        model.labels().iter().map(String::as_str).zip(model.chances(text)).collect();
    for (label, share) in shares.iter_mut() {
        let trust = trust(model, label);
        *share = trust * learnt.remove(label.as_str()).unwrap_or_default() + (1.0 - trust) * *share;
    }
    for (label, chance) in learnt {
        shares.insert(label.to_owned(), trust(model, label) * chance);
    }
    let total: f32 = shares.values().sum();
    if total > 1.0 {
        for share in shares.values_mut() {
            *share /= total;
        }
    }
}
