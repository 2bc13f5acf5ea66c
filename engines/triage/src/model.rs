//! The learnt model: one linear rule for each category, kept as small whole numbers.

use crate::confidence::{chances, fit};
use crate::features::{Counts, Hashing, Sparse, Worth};
use crate::groups::{deal, near_copies};
use crate::learn::{Learning, separate};
use crate::{PROPOSED, Refused, Suggestion, Text, best};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Weights that a model may hold, at two bytes each: a county's 171 categories get 2^16 buckets.
const MOST_WEIGHTS: usize = 12_000_000;
const FEWEST_BITS: u32 = 12;

/// How to learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Most buckets wanted, as a power of two; fewer are used where the categories are many. 12 to 22.
    pub bits: u32,
    pub learning: Learning,
    /// Threads for learning; the model does not depend on it.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { bits: 18, learning: Learning::default(), threads }
    }
}

/// What was learnt from texts with known categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) hashing: Hashing,
    pub(crate) labels: Vec<String>,
    /// Texts learnt from, for each label.
    pub(crate) sizes: Vec<u32>,
    pub(crate) sharpness: f32,
    pub(crate) worth: Worth,
    /// The weight of a bucket for a label is `scales[label] * weights[bucket * labels + label]`.
    pub(crate) scales: Vec<f32>,
    pub(crate) weights: Vec<i16>,
}

impl Model {
    /// Learns from texts with known categories. The same texts in the same order give the same model,
    /// whatever the number of threads. A fifth is held out once to measure how sure the model may be.
    ///
    /// Categories with a single text are left out: nothing can be learnt from one.
    pub fn train<'a>(
        samples: impl IntoIterator<Item = (Text<'a>, &'a str)>,
        settings: &Settings,
    ) -> Result<Self, Refused> {
        let Known { texts, kinds, labels, sizes } = Known::gather(samples)?;
        let hashing = hashing_for(labels.len(), settings.bits)?;
        let counts = on_threads(settings.threads, texts.len(), |i| hashing.count(texts[i]));
        let scores = held_out_scores(&texts, &counts, &kinds, labels.len(), hashing, settings);
        let (worth, weights) = learn(&counts, &kinds, labels.len(), hashing, settings);
        let (scales, weights) = shrink(&weights);
        Ok(Self { hashing, sharpness: fit(&scores), worth, scales, weights, labels, sizes })
    }

    /// The three likeliest categories, the best first. With text that holds no known word the answer
    /// is what is commonest, at a low degree.
    pub fn suggest(&self, title: &str, body: &str) -> Vec<Suggestion> {
        let chances = self.chances(Text { title, body });
        best(self.labels.iter().cloned().zip(chances).collect(), PROPOSED)
    }

    /// Chance of each label, in the order of [`Model::labels`]; they sum to 1.
    pub fn chances(&self, text: Text<'_>) -> Vec<f32> {
        let vector = self.worth.weigh(&self.hashing.count(text));
        if vector.buckets.is_empty() {
            let total: u32 = self.sizes.iter().sum();
            return self.sizes.iter().map(|&size| size as f32 / total.max(1) as f32).collect();
        }
        chances(&self.scores(&vector), self.sharpness)
    }

    fn scores(&self, vector: &Sparse) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.labels.len()];
        for (&bucket, &value) in vector.buckets.iter().zip(&vector.values) {
            let row = &self.weights[bucket as usize * self.labels.len()..][..self.labels.len()];
            sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += value * f32::from(weight));
        }
        sums.iter_mut().zip(&self.scales).for_each(|(sum, scale)| *sum *= scale);
        sums
    }

    pub(crate) fn weight(&self, bucket: u32, label: usize) -> f32 {
        self.scales[label] * f32::from(self.weights[bucket as usize * self.labels.len() + label])
    }

    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Texts that the model learnt `label` from; 0 for a label it does not know.
    pub fn learnt_from(&self, label: &str) -> u32 {
        self.labels.iter().position(|known| known == label).map_or(0, |at| self.sizes[at])
    }
}

/// Texts of categories that have at least two.
struct Known<'a> {
    texts: Vec<Text<'a>>,
    kinds: Vec<usize>,
    labels: Vec<String>,
    sizes: Vec<u32>,
}

impl<'a> Known<'a> {
    fn gather(samples: impl IntoIterator<Item = (Text<'a>, &'a str)>) -> Result<Self, Refused> {
        let all: Vec<(Text<'a>, &'a str)> = samples.into_iter().collect();
        let mut size: BTreeMap<&str, u32> = BTreeMap::new();
        for (_, label) in &all {
            *size.entry(label).or_default() += 1;
        }
        let too_few = Refused::TooFew { labels: size.len(), samples: all.len() };
        size.retain(|_, &mut n| n > 1);
        if size.len() < 2 {
            return Err(too_few);
        }
        let place: BTreeMap<&str, usize> = size.keys().enumerate().map(|(i, &label)| (label, i)).collect();
        let kept = all.iter().filter_map(|(text, label)| place.get(label).map(|&kind| (*text, kind)));
        let (texts, kinds) = kept.unzip();
        let labels = size.keys().map(|&label| label.to_owned()).collect();
        Ok(Self { texts, kinds, labels, sizes: size.into_values().collect() })
    }
}

fn hashing_for(labels: usize, wanted: u32) -> Result<Hashing, Refused> {
    let fits = |bits: &u32| (labels << bits) <= MOST_WEIGHTS;
    let limit = MOST_WEIGHTS >> FEWEST_BITS;
    let bits = (FEWEST_BITS..=wanted.clamp(FEWEST_BITS, 22)).rev().find(fits);
    bits.map(|bits| Hashing { bits }).ok_or(Refused::TooMany { labels, limit })
}

/// Scores of texts that a trial model has not seen, with what they are: to measure confidence.
fn held_out_scores(
    texts: &[Text<'_>],
    counts: &[Counts],
    kinds: &[usize],
    labels: usize,
    hashing: Hashing,
    settings: &Settings,
) -> Vec<(Vec<f32>, usize)> {
    const PARTS: usize = 5;
    let told: Vec<&str> =
        texts.iter().map(|text| if text.body.is_empty() { text.title } else { text.body }).collect();
    let part = deal(&near_copies(&told), PARTS, settings.learning.seed);
    let seen = |i: &usize| part[*i] != 0;
    let (learnt, known): (Vec<Counts>, Vec<usize>) =
        (0..texts.len()).filter(seen).map(|i| (counts[i].clone(), kinds[i])).unzip();
    let (worth, weights) = learn(&learnt, &known, labels, hashing, settings);
    let held_out: Vec<usize> = (0..texts.len()).filter(|i| !seen(i)).collect();
    on_threads(settings.threads, held_out.len(), |n| {
        let i = held_out[n];
        let vector = worth.weigh(&counts[i]);
        (weights.iter().map(|rule| sum(&vector, rule)).collect(), kinds[i])
    })
}

fn sum(vector: &Sparse, rule: &[f32]) -> f32 {
    vector.buckets.iter().zip(&vector.values).map(|(&bucket, value)| value * rule[bucket as usize]).sum()
}

fn learn(
    counts: &[Counts],
    kinds: &[usize],
    labels: usize,
    hashing: Hashing,
    settings: &Settings,
) -> (Worth, Vec<Vec<f32>>) {
    let worth = Worth::of(counts, kinds, labels, hashing);
    let vectors: Vec<Sparse> = on_threads(settings.threads, counts.len(), |i| worth.weigh(&counts[i]));
    let rules = on_threads(settings.threads, labels, |label| {
        separate(&vectors, |i| kinds[i] == label, hashing.buckets(), settings.learning)
    });
    (worth, rules)
}

/// Rounds each rule to whole numbers of a scale of its own.
fn shrink(rules: &[Vec<f32>]) -> (Vec<f32>, Vec<i16>) {
    let most = |rule: &Vec<f32>| rule.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let scales: Vec<f32> =
        rules.iter().map(|rule| most(rule).max(f32::MIN_POSITIVE) / f32::from(i16::MAX)).collect();
    let buckets = rules.first().map_or(0, Vec::len);
    let cells = (0..buckets)
        .flat_map(|bucket| rules.iter().zip(&scales).map(move |(rule, scale)| rule[bucket] / scale));
    let weights = cells.map(|cell| cell.round() as i16).collect();
    (scales, weights)
}

/// `make(0)` to `make(many - 1)`, in order, made on several threads that take the next free number.
fn on_threads<T: Send>(threads: usize, many: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= many {
                break made;
            }
            made.push((i, make(i)));
        }
    };
    let mut all: Vec<(usize, T)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(made) => all.extend(made),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(i, _)| *i);
    all.into_iter().map(|(_, made)| made).collect()
}
