//! From a citizen's words to a sparse vector: fold, cut into character n-grams, hash, weigh.
//!
//! Characters, not words: dictionary cutting loses words that villagers join or invent,
//! and hashing needs no dictionary to ship or keep up to date.

use crate::Text;
use unicode_normalization::UnicodeNormalization;

/// Longest n-gram, in characters. Measured: 3 and 4 bring nothing more and halve the speed.
pub const LONGEST: usize = 2;
/// Characters of the title and of the body that are read. The matter is told early;
/// what follows is mostly law quoted and feeling expressed.
pub const TITLE_CHARS: usize = 80;
pub const BODY_CHARS: usize = 1200;
/// The title counts as much as so many repetitions in the body.
const TITLE_WEIGHT: usize = 3;

/// Stands for everything that is no letter, no Han character and no digit.
pub(crate) const BREAK: char = ' ';
pub(crate) const TITLE_SALT: u64 = 0x51_7c_c1_b7_27_22_0a_95;
pub(crate) const BODY_SALT: u64 = 0;

/// A text after folding: each kept character with the bytes it came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    pub chars: Vec<char>,
    /// Byte range in the original text, one for each character.
    pub bytes: Vec<(u32, u32)>,
}

/// Folds width and compatibility forms (NFKC, character by character), case, digits and blanks:
/// `ＬＥＤ路灯１２盏！` and `led路灯3盏` read the same. A run of digits is one `0`, a run of marks one break.
pub fn fold(text: &str, limit: usize) -> Folded {
    let mut folded = Folded::default();
    for (at, original) in text.char_indices() {
        if folded.chars.len() >= limit {
            break;
        }
        let range = (at as u32, (at + original.len_utf8()) as u32);
        if is_han(original) {
            folded.push(original, range);
        } else {
            for plain in std::iter::once(original).nfkc().flat_map(char::to_lowercase) {
                folded.push(class_of(plain), range);
            }
        }
    }
    folded
}

impl Folded {
    fn push(&mut self, c: char, (start, end): (u32, u32)) {
        let repeats = matches!(c, BREAK | '0') && self.chars.last() == Some(&c);
        match self.bytes.last_mut() {
            Some(last) if repeats => last.1 = end,
            _ => {
                self.chars.push(c);
                self.bytes.push((start, end));
            }
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn class_of(c: char) -> char {
    match c {
        _ if c.is_numeric() && !is_han(c) => '0',
        _ if c.is_alphanumeric() => c,
        _ => BREAK,
    }
}

/// One n-gram: its bucket, and where it lies in [`Folded::chars`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gram {
    pub bucket: u32,
    pub from: u32,
    pub len: u32,
}

/// Where the hashed grams go: 2^`bits` buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashing {
    pub bits: u32,
}

impl Hashing {
    pub fn buckets(self) -> usize {
        1 << self.bits
    }

    /// Each n-gram of 1 to [`LONGEST`] characters that crosses no break.
    pub fn each_gram(self, folded: &Folded, salt: u64, mut see: impl FnMut(Gram)) {
        for from in 0..folded.chars.len() {
            let mut hash = salt;
            for (n, &c) in folded.chars[from..].iter().take(LONGEST).enumerate() {
                if c == BREAK {
                    break;
                }
                hash = mix(hash, c);
                let bucket = (hash >> (64 - self.bits)) as u32;
                see(Gram { bucket, from: from as u32, len: n as u32 + 1 });
            }
        }
    }

    /// Bucket and count of each different n-gram of a text, by bucket. Words of the title count
    /// as words of the text, and once more as words of the title.
    pub fn count(self, text: Text<'_>) -> Counts {
        let (title, body) = (fold(text.title, TITLE_CHARS), fold(text.body, BODY_CHARS));
        let mut seen = Vec::with_capacity((4 * title.chars.len() + body.chars.len()) * LONGEST);
        self.each_gram(&title, TITLE_SALT, |gram| seen.push(gram.bucket));
        self.each_gram(&title, BODY_SALT, |gram| seen.extend([gram.bucket; TITLE_WEIGHT]));
        self.each_gram(&body, BODY_SALT, |gram| seen.push(gram.bucket));
        seen.sort_unstable();
        seen.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
    }
}

/// Multiply-and-rotate; the high bits, which choose the bucket, depend on every character.
fn mix(hash: u64, c: char) -> u64 {
    (hash.rotate_left(5) ^ u64::from(u32::from(c))).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Bucket and number of occurrences, by rising bucket.
pub type Counts = Vec<(u32, u32)>;

/// A unit-length vector: buckets in rising order with their weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sparse {
    pub buckets: Vec<u32>,
    pub values: Vec<f32>,
}

/// What each bucket is worth: how rare it is among the texts learnt from (inverse document frequency),
/// times how unevenly the categories use it (inverse gravity moment: K. Chen, Z. Zhang, J. Long, H. Zhang,
/// "Turning from TF-IDF to TF-IGM for term weighting in text classification", Expert Systems with
/// Applications 66, 2016). 0 for buckets that fewer than two texts fill: they carry accidents.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth(pub(crate) Vec<f32>);

/// The paper's lambda; it recommends 5 to 9.
const UNEVENNESS: f32 = 7.0;

impl Worth {
    /// From the texts learnt from only; `labels[i]` is the category of `counts[i]`, below `kinds`.
    pub fn of(counts: &[Counts], labels: &[usize], kinds: usize, hashing: Hashing) -> Self {
        let mut texts = vec![0_u32; hashing.buckets() * kinds];
        let mut sizes = vec![0_u32; kinds];
        for (grams, &label) in counts.iter().zip(labels) {
            sizes[label] += 1;
            for &(bucket, _) in grams {
                texts[bucket as usize * kinds + label] += 1;
            }
        }
        let total = counts.len() as f32;
        let worth = |per_kind: &[u32]| match per_kind.iter().sum::<u32>() {
            0 | 1 => 0.0,
            n => (1.0 + (total / n as f32).ln()) * (1.0 + UNEVENNESS * unevenness(per_kind, &sizes)),
        };
        Self(texts.chunks_exact(kinds).map(worth).collect())
    }

    pub fn weigh(&self, counts: &[(u32, u32)]) -> Sparse {
        let mut vector = Sparse::default();
        for &(bucket, n) in counts {
            let worth = self.0[bucket as usize];
            if worth > 0.0 {
                vector.buckets.push(bucket);
                vector.values.push((1.0 + (n as f32).ln()) * worth);
            }
        }
        let length = vector.values.iter().map(|v| v * v).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.values.iter_mut().for_each(|v| *v /= length);
        }
        vector
    }
}

/// 1 for a gram of one category only, towards 0 for one that all use alike; one text more is assumed
/// in each category, so that a gram seen twice proves little.
fn unevenness(texts: &[u32], sizes: &[u32]) -> f32 {
    let mut shares: Vec<f32> =
        texts.iter().zip(sizes).map(|(&n, &of)| (n as f32 + 1.0) / (of as f32).max(1.0)).collect();
    shares.sort_by(|a, b| b.total_cmp(a));
    let moment: f32 = shares.iter().zip(1_u32..).map(|(share, rank)| share * rank as f32).sum();
    shares.first().map_or(0.0, |most| most / moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        fold(text, 100).chars.into_iter().collect()
    }

    #[test]
    fn the_same_words_in_another_width_case_or_number_are_the_same() {
        assert_eq!(plain("ＬＥＤ路灯１２盏！！"), plain("led路灯3盏。"));
        assert_eq!(plain("①号楼　 3单元"), plain("1号楼 12单元"));
    }

    #[test]
    fn each_character_knows_the_bytes_it_came_from() {
        let text = "第１２盏ＡＢ灯";
        let folded = fold(text, 100);
        let back: Vec<&str> =
            folded.bytes.iter().map(|&(start, end)| &text[start as usize..end as usize]).collect();
        assert_eq!(back, ["第", "１２", "盏", "Ａ", "Ｂ", "灯"]);
    }

    #[test]
    fn n_grams_do_not_cross_a_mark() {
        let mut seen = Vec::new();
        let folded = fold("灯，坏", 100);
        Hashing { bits: 18 }.each_gram(&folded, BODY_SALT, |gram| seen.push((gram.from, gram.len)));
        assert_eq!(seen, [(0, 1), (2, 1)]);
    }

    #[test]
    fn weighed_vectors_have_unit_length() {
        let hashing = Hashing { bits: 12 };
        let counts: Vec<Counts> =
            ["路灯坏了", "路灯不亮", "停水了"].map(|title| hashing.count(Text { title, body: "" })).to_vec();
        let vector = Worth::of(&counts, &[0, 0, 1], 2, hashing).weigh(&counts[0]);
        assert!((vector.values.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
