//! How good a model is on texts it has not seen: k-fold cross-validation with near-copies kept together.

use crate::groups::{deal, near_copies};
use crate::{Model, Refused, Settings, Text};

/// Measured figures, ready for a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    pub texts: usize,
    pub parts: usize,
    /// Mean of the F1 of the labels, each counting the same.
    pub macro_f1: f64,
    /// Share of texts whose first suggestion is right, and of those that have the right one among three.
    pub first: f64,
    pub among_three: f64,
    /// Mean distance between promised confidence and the share that was right, over ten bands.
    pub confidence_error: f64,
    pub labels: Vec<LabelQuality>,
    /// `confusion[true][suggested]`, in the order of `labels`.
    pub confusion: Vec<Vec<u32>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LabelQuality {
    pub label: String,
    pub texts: u32,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// One text of a part that the model did not learn from.
struct Trial {
    truth: usize,
    suggested: usize,
    confidence: f32,
    among_three: bool,
}

/// Trains `parts` times, each time on all but one part, and tries the rest. Everything that is counted
/// from texts (frequencies, confidence) is counted inside the parts learnt from.
pub fn cross_validate(
    samples: &[(Text<'_>, &str)],
    parts: usize,
    settings: &Settings,
) -> Result<Quality, Refused> {
    let told: Vec<&str> =
        samples.iter().map(|(text, _)| if text.body.is_empty() { text.title } else { text.body }).collect();
    let groups = near_copies(&told);
    let mut different = groups.clone();
    different.sort_unstable();
    different.dedup();
    if parts < 2 || different.len() < parts {
        return Err(Refused::Parts { parts, texts: different.len() });
    }
    let part = deal(&groups, parts, settings.learning.seed);
    let mut labels: Vec<&str> = samples.iter().map(|(_, label)| *label).collect();
    labels.sort_unstable();
    labels.dedup();
    let mut trials = Vec::with_capacity(samples.len());
    for held_out in 0..parts {
        let learnt = (0..samples.len()).filter(|&i| part[i] != held_out).map(|i| samples[i]);
        let model = Model::train(learnt, settings)?;
        let tried = (0..samples.len()).filter(|&i| part[i] == held_out);
        trials.extend(tried.filter_map(|i| attempt(&model, samples[i], &labels)));
    }
    Ok(tally(&trials, &labels, parts))
}

fn attempt(model: &Model, (text, label): (Text<'_>, &str), labels: &[&str]) -> Option<Trial> {
    let place = |label: &str| labels.binary_search(&label).ok();
    let proposed = model.suggest(text.title, text.body);
    let first = proposed.first()?;
    Some(Trial {
        truth: place(label)?,
        suggested: place(&first.label)?,
        confidence: first.confidence,
        among_three: proposed.iter().any(|suggestion| suggestion.label == label),
    })
}

fn tally(trials: &[Trial], labels: &[&str], parts: usize) -> Quality {
    let mut confusion = vec![vec![0_u32; labels.len()]; labels.len()];
    for trial in trials {
        confusion[trial.truth][trial.suggested] += 1;
    }
    let per_label: Vec<LabelQuality> =
        labels.iter().enumerate().map(|(i, label)| label_quality(label, i, &confusion)).collect();
    let count = |wanted: fn(&Trial) -> bool| ratio(trials.iter().filter(|t| wanted(t)).count(), trials.len());
    Quality {
        texts: trials.len(),
        parts,
        macro_f1: per_label.iter().map(|label| label.f1).sum::<f64>() / labels.len().max(1) as f64,
        first: count(|trial| trial.truth == trial.suggested),
        among_three: count(|trial| trial.among_three),
        confidence_error: confidence_error(trials),
        labels: per_label,
        confusion,
    }
}

fn label_quality(label: &str, i: usize, confusion: &[Vec<u32>]) -> LabelQuality {
    let right = confusion[i][i] as usize;
    let texts: u32 = confusion[i].iter().sum();
    let suggested: u32 = confusion.iter().map(|row| row[i]).sum();
    let (precision, recall) = (ratio(right, suggested as usize), ratio(right, texts as usize));
    let f1 = if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    LabelQuality { label: label.to_owned(), texts, precision, recall, f1 }
}

fn confidence_error(trials: &[Trial]) -> f64 {
    const BANDS: usize = 10;
    let mut bands = [(0_usize, 0.0_f64); BANDS];
    for trial in trials {
        let band = &mut bands[((trial.confidence * BANDS as f32) as usize).min(BANDS - 1)];
        band.0 += usize::from(trial.truth == trial.suggested);
        band.1 += f64::from(trial.confidence);
    }
    bands.iter().map(|(right, promised)| (*right as f64 - promised).abs()).sum::<f64>()
        / trials.len().max(1) as f64
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_a_table_computed_by_hand() {
        let trial = |truth, suggested| Trial { truth, suggested, confidence: 0.75, among_three: true };
        let quality = tally(&[trial(0, 0), trial(0, 0), trial(0, 1), trial(1, 1)], &["a", "b"], 2);
        assert_eq!(quality.confusion, vec![vec![2, 1], vec![0, 1]]);
        assert!((quality.labels[0].f1 - 0.8).abs() < 1e-9, "precision 1, recall 2/3");
        assert!((quality.macro_f1 - f64::midpoint(0.8, 2.0 / 3.0)).abs() < 1e-9);
        assert!(quality.confidence_error.abs() < 1e-6, "three of four were right, 0.75 was promised");
    }
}
