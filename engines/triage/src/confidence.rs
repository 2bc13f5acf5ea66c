//! From scores to a chance of being right.

/// How far a suggestion may be trusted, in the words shown to the dispatcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Degree {
    /// 把握不大: below 0.35
    Poor,
    /// 拿不准: 0.35 or more
    Unsure,
    /// 较有把握: 0.65 or more
    Likely,
    /// 很有把握: 0.9 or more
    Sure,
}

impl Degree {
    pub fn of(confidence: f32) -> Self {
        match confidence {
            c if c >= 0.9 => Self::Sure,
            c if c >= 0.65 => Self::Likely,
            c if c >= 0.35 => Self::Unsure,
            _ => Self::Poor,
        }
    }

    /// Stable code for text keys and data.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
            Self::Poor => "poor",
        }
    }
}

/// Used when there are too few texts to measure: cautious on purpose.
pub(crate) const UNMEASURED: f32 = 2.0;
const ENOUGH: usize = 30;

/// Chances that sum to 1: softmax of the scores, made sharper by `sharpness`.
pub fn chances(scores: &[f32], sharpness: f32) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| ((score - most) * sharpness).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// The sharpness under which texts that were not learnt from are the least surprising (temperature
/// scaling: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017).
pub fn fit(held_out: &[(Vec<f32>, usize)]) -> f32 {
    if held_out.len() < ENOUGH {
        return UNMEASURED;
    }
    let (mut low, mut high) = (0.1_f32.ln(), 50.0_f32.ln());
    for _ in 0..30 {
        let third = (high - low) / 3.0;
        if surprise(held_out, (low + third).exp()) < surprise(held_out, (high - third).exp()) {
            high -= third;
        } else {
            low += third;
        }
    }
    f32::midpoint(low, high).exp()
}

fn surprise(held_out: &[(Vec<f32>, usize)], sharpness: f32) -> f64 {
    held_out.iter().map(|(scores, truth)| -f64::from(chances(scores, sharpness)[*truth].max(1e-9)).ln()).sum()
}
