//! Requests that tell the same thing again: by their words, their place and their age.

use crate::features::{BODY_CHARS, BODY_SALT, Counts, Folded, Gram, Hashing, TITLE_CHARS, fold};
use crate::{Degree, Text};
use std::collections::HashMap;

/// An earlier request that might be about the same thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'a, I> {
    pub id: I,
    pub text: Text<'a>,
    /// In the same village or community.
    pub same_place: bool,
    /// Distance, where both have a position.
    pub metres: Option<f64>,
    /// Days between the two.
    pub days: u32,
}

/// A likely repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely<I> {
    pub id: I,
    /// 0 to 1; orders repeats of one request.
    pub likeness: f32,
    pub degree: Degree,
    /// Words of the new text that both hold, those of its title first.
    pub shared_words: Vec<String>,
    pub why: Vec<Why>,
}

/// What speaks for a repeat, to be told in the reader's language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    SameText,
    SimilarTitle,
    SimilarText,
    SamePlace,
    Near { metres: f64 },
    Recent { days: u32 },
}

/// Only pairs are used, some thousands of different ones at a time: collisions do not matter.
const GRAMS: Hashing = Hashing { bits: 20 };
const NEAR_METRES: f64 = 300.0;
const FAR_METRES: f64 = 3_000.0;
const RECENT_DAYS: u32 = 30;
const TOLD_WORDS: usize = 5;
const LONGEST_WORD: usize = 6;

/// Thresholds of likeness by words alone: measured precision in the README.
const SURE: f32 = 0.75;
const LIKELY: f32 = 0.5;
const UNSURE: f32 = 0.36;

/// Those of the candidates that are likely about the same thing, the likeliest first.
/// Words that many candidates hold (the village's name, politeness) count little.
pub fn likely<'a, I: Clone>(
    text: Text<'_>,
    candidates: impl IntoIterator<Item = Candidate<'a, I>>,
) -> Vec<Likely<I>> {
    let candidates: Vec<Candidate<'a, I>> = candidates.into_iter().collect();
    let own = Parts::of(text);
    let others: Vec<Parts> = candidates.iter().map(|candidate| Parts::of(candidate.text)).collect();
    let rarity = Rarity::of(others.iter().chain([&own]));
    let mut found: Vec<Likely<I>> = candidates
        .iter()
        .zip(&others)
        .filter_map(|(candidate, other)| judge(text, candidate, &own, other, &rarity))
        .collect();
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    found
}

fn judge<I: Clone>(
    text: Text<'_>,
    candidate: &Candidate<'_, I>,
    own: &Parts,
    other: &Parts,
    rarity: &Rarity,
) -> Option<Likely<I>> {
    let words = &Likeness::of(own, other, rarity);
    let likeness = (words.likeness() * closeness(candidate)).min(1.0);
    let degree = match likeness {
        l if l >= SURE => Degree::Sure,
        l if l >= LIKELY => Degree::Likely,
        l if l >= UNSURE => Degree::Unsure,
        _ => return None,
    };
    let shared_words = shared_words(text, own, other, rarity);
    Some(Likely { id: candidate.id.clone(), likeness, degree, shared_words, why: why(candidate, words) })
}

/// Place and time strengthen or weaken what the words say; alone they say nothing.
fn closeness<I>(candidate: &Candidate<'_, I>) -> f32 {
    let place = match candidate.metres {
        Some(metres) if metres <= NEAR_METRES => 1.5,
        Some(metres) if metres > FAR_METRES => 0.7,
        _ if candidate.same_place => 1.3,
        _ => 1.0,
    };
    place * if candidate.days > 12 * RECENT_DAYS { 0.85 } else { 1.0 }
}

fn why<I>(candidate: &Candidate<'_, I>, words: &Likeness) -> Vec<Why> {
    let text = match words {
        Likeness { body, .. } if *body > 0.9 => Some(Why::SameText),
        Likeness { title, body } if title > body => Some(Why::SimilarTitle),
        _ => Some(Why::SimilarText),
    };
    let near = candidate.metres.filter(|metres| *metres <= NEAR_METRES).map(|metres| Why::Near { metres });
    let place = candidate.same_place.then_some(Why::SamePlace);
    let recent = (candidate.days <= RECENT_DAYS).then_some(Why::Recent { days: candidate.days });
    [text, near, place, recent].into_iter().flatten().collect()
}

/// Title and body, cut into character pairs.
struct Parts {
    folded: [Folded; 2],
    title: Counts,
    body: Counts,
}

impl Parts {
    fn of(text: Text<'_>) -> Self {
        let folded = [fold(text.title, TITLE_CHARS), fold(text.body, BODY_CHARS)];
        Self { title: pairs(&folded[0]), body: pairs(&folded[1]), folded }
    }

    fn holds(&self, bucket: u32) -> bool {
        [&self.title, &self.body].iter().any(|part| part.binary_search_by_key(&bucket, |pair| pair.0).is_ok())
    }
}

fn each_pair(folded: &Folded, mut see: impl FnMut(Gram)) {
    GRAMS.each_gram(folded, BODY_SALT, |gram| {
        if gram.len == 2 {
            see(gram);
        }
    });
}

fn pairs(folded: &Folded) -> Counts {
    let mut all = Vec::new();
    each_pair(folded, |gram| all.push(gram.bucket));
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
}

/// In how many of the compared texts each pair stands.
struct Rarity {
    texts: f32,
    holders: HashMap<u32, u32>,
}

impl Rarity {
    fn of<'p>(all: impl Iterator<Item = &'p Parts>) -> Self {
        let mut rarity = Self { texts: 0.0, holders: HashMap::new() };
        for parts in all {
            rarity.texts += 1.0;
            let body_only = parts
                .body
                .iter()
                .filter(|(pair, _)| parts.title.binary_search_by_key(pair, |own| own.0).is_err());
            parts
                .title
                .iter()
                .chain(body_only)
                .for_each(|(pair, _)| *rarity.holders.entry(*pair).or_default() += 1);
        }
        rarity
    }

    fn of_pair(&self, bucket: u32) -> f32 {
        let holders = self.holders.get(&bucket).copied().unwrap_or(1) as f32;
        1.0 + ((self.texts + 1.0) / (holders + 1.0)).ln().max(0.0)
    }
}

/// Cosine of the rarity-weighted pairs, 0 to 1.
struct Likeness {
    title: f32,
    body: f32,
}

impl Likeness {
    fn of(a: &Parts, b: &Parts, rarity: &Rarity) -> Self {
        Self { title: cosine(&a.title, &b.title, rarity), body: cosine(&a.body, &b.body, rarity) }
    }

    /// A copied body proves a repeat whatever the title; else the title, where people name the
    /// matter and the place, says most.
    fn likeness(&self) -> f32 {
        self.body.max(0.6 * self.title + 0.4 * self.body)
    }
}

fn cosine(a: &Counts, b: &Counts, rarity: &Rarity) -> f32 {
    let weight = |&(bucket, n): &(u32, u32)| (1.0 + (n as f32).ln()) * rarity.of_pair(bucket);
    let length = |counts: &Counts| counts.iter().map(|pair| weight(pair).powi(2)).sum::<f32>().sqrt();
    let common = a.iter().filter_map(|pair| {
        let at = b.binary_search_by_key(&pair.0, |other| other.0).ok()?;
        Some(weight(pair) * weight(&b[at]))
    });
    let lengths = length(a) * length(b);
    if lengths > 0.0 { common.sum::<f32>() / lengths } else { 0.0 }
}

/// Stretches of the new text whose pairs all stand in the other one: those of the title first, where
/// people name the matter, then the rarest.
fn shared_words(text: Text<'_>, own: &Parts, other: &Parts, rarity: &Rarity) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for (plain, folded) in [text.title, text.body].into_iter().zip(&own.folded) {
        let mut found = shared_in(plain, folded, other, rarity);
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, words) in found {
            if told.len() < TOLD_WORDS
                && !told.iter().any(|one| one.contains(words) || words.contains(one.as_str()))
            {
                told.push(words.to_owned());
            }
        }
    }
    told
}

fn shared_in<'t>(plain: &'t str, folded: &Folded, other: &Parts, rarity: &Rarity) -> Vec<(f32, &'t str)> {
    let mut shared = vec![None; folded.chars.len()];
    each_pair(folded, |gram| {
        shared[gram.from as usize] = other.holds(gram.bucket).then(|| rarity.of_pair(gram.bucket));
    });
    let mut found = Vec::new();
    let mut from = 0;
    while from < shared.len() {
        let values: Vec<f32> =
            shared[from..].iter().map_while(|value| *value).take(LONGEST_WORD - 1).collect();
        if !values.is_empty() {
            let (start, end) = folded.range(from, from + values.len() + 1);
            found.extend(plain.get(start..end).map(|words| (values.iter().sum(), words)));
        }
        from += values.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate<'a>(id: u32, title: &'a str, body: &'a str) -> Candidate<'a, u32> {
        Candidate { id, text: Text { title, body }, same_place: true, metres: None, days: 3 }
    }

    const NEW: Text<'_> = Text {
        title: "村口路灯坏了没人修",
        body: "我们村口的三盏路灯坏了一个月，晚上出门摸黑，老人差点摔倒。",
    };

    fn others() -> Vec<Candidate<'static, u32>> {
        vec![
            candidate(1, "村口路灯不亮", "村口路灯坏了很久，晚上摸黑，希望派人修。"),
            candidate(2, "自来水停水三天", "家里停水三天了，水压一直很低，没法做饭。"),
            candidate(3, "村口路灯坏了没人修", "我们村口的三盏路灯坏了一个月，晚上出门摸黑，老人差点摔倒。"),
        ]
    }

    #[test]
    fn the_same_lamp_told_again_is_found_and_another_matter_is_not() {
        let found = likely(NEW, others());
        assert_eq!(found.iter().map(|repeat| repeat.id).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(found[0].degree, Degree::Sure);
        assert!(found[0].why.contains(&Why::SameText) && found[0].why.contains(&Why::SamePlace));
    }

    #[test]
    fn the_words_both_hold_are_told() {
        let found = likely(NEW, others());
        assert!(
            found[1].shared_words.iter().any(|words| words.contains("路灯")),
            "{:?}",
            found[1].shared_words
        );
    }

    #[test]
    fn a_far_place_weakens_and_a_near_one_strengthens() {
        let at = |metres| Candidate {
            metres: Some(metres),
            ..candidate(1, "村口路灯坏了", "村口路灯坏了一个月，晚上出门摸黑，希望派人修。")
        };
        let likeness = |metres| likely(NEW, [at(metres)]).first().map_or(0.0, |repeat| repeat.likeness);
        assert!(likeness(50.0) > likeness(1_000.0) && likeness(1_000.0) > likeness(9_000.0));
    }

    #[test]
    fn empty_texts_resemble_nothing() {
        assert!(likely(Text::default(), [candidate(1, "", "")]).is_empty());
    }
}
