//! A linear support vector machine, trained by dual coordinate descent: C.-J. Hsieh, K.-W. Chang,
//! C.-J. Lin, S. S. Keerthi, S. Sundararajan, "A Dual Coordinate Descent Method for Large-scale
//! Linear SVM", ICML 2008, algorithm 1 with the squared hinge loss (as LIBLINEAR's solver 1).

use crate::features::Sparse;

/// What the learner may choose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    /// What a mistake costs against a simpler rule (the C of the paper).
    pub cost: f32,
    /// Stop when no step would change the dual gradient by more than this ...
    pub tolerance: f32,
    /// ... or after so many passes over the samples.
    pub passes: u32,
    pub seed: u64,
}

impl Default for Learning {
    fn default() -> Self {
        Self { cost: 2.0, tolerance: 0.1, passes: 40, seed: 20_190_612 }
    }
}

/// Weights, one for each bucket, that give the samples where `yes` holds a positive sum, others a negative one.
/// A mistake about the rarer side costs more, by the root of the ratio: small categories are found too.
pub fn separate(samples: &[Sparse], yes: impl Fn(usize) -> bool, buckets: usize, how: Learning) -> Vec<f32> {
    let many = (0..samples.len()).filter(|&i| yes(i)).count().max(1) as f32;
    let rarer = ((samples.len() as f32 - many) / many).max(1.0).sqrt();
    let slack_of = |yes: bool| if yes { 0.5 / (how.cost * rarer) } else { 0.5 / how.cost };
    let mut weights = vec![0.0_f32; buckets];
    let mut duals = vec![0.0_f32; samples.len()];
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut random = Random(how.seed);
    for _ in 0..how.passes {
        random.shuffle(&mut order);
        let mut steepest = 0.0_f32;
        for &i in &order {
            let (sign, slack) = (if yes(i) { 1.0 } else { -1.0 }, slack_of(yes(i)));
            let gradient = sign * dot(&samples[i], &weights) - 1.0 + slack * duals[i];
            let projected = if duals[i] == 0.0 { gradient.min(0.0) } else { gradient };
            steepest = steepest.max(projected.abs());
            if projected.abs() > 1e-6 {
                let before = duals[i];
                duals[i] = (before - gradient / (squared(&samples[i]) + slack)).max(0.0);
                add(&mut weights, &samples[i], sign * (duals[i] - before));
            }
        }
        if steepest < how.tolerance {
            break;
        }
    }
    weights
}

fn dot(sample: &Sparse, weights: &[f32]) -> f32 {
    sample.buckets.iter().zip(&sample.values).map(|(&bucket, value)| value * weights[bucket as usize]).sum()
}

fn add(weights: &mut [f32], sample: &Sparse, step: f32) {
    for (&bucket, value) in sample.buckets.iter().zip(&sample.values) {
        weights[bucket as usize] += step * value;
    }
}

/// 1 for a text with known grams, 0 for one without: vectors have unit length.
fn squared(sample: &Sparse) -> f32 {
    if sample.buckets.is_empty() { 0.0 } else { 1.0 }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same model on every machine.
pub(crate) struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}
