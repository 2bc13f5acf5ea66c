//! The first day of a county, without a history: typical words of each category, looked up in the text.

use crate::features::{BODY_CHARS, TITLE_CHARS, fold};
use crate::reasons::strongest;
use crate::{Field, PROPOSED, Reason, Refused, Suggestion, Text, best};
use aho_corasick::AhoCorasick;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A word in the title says more than one in the body, an early one more than a late one.
const IN_TITLE: f32 = 3.0;
const EARLY: f32 = 1.5;
const EARLY_CHARS: usize = 60;
/// Doubt: with few words found, confidence stays low. Measured on 400 texts labelled by hand.
const DOUBT: f32 = 2.0;

/// Typical words of each category, made ready for one pass over a text.
#[derive(Debug, Clone)]
pub struct Seeds {
    finder: AhoCorasick,
    words: Vec<Word>,
    labels: BTreeSet<String>,
}

#[derive(Debug, Clone)]
struct Word {
    chars: usize,
    labels: Vec<String>,
}

/// A word found in a text.
struct Hit {
    word: usize,
    field: Field,
    from: usize,
    bytes: (usize, usize),
}

impl Seeds {
    /// Words are folded as texts are; empty ones are dropped. The name of a category may be among its words.
    pub fn new(seeds: impl IntoIterator<Item = (String, Vec<String>)>) -> Result<Self, Refused> {
        let mut holders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut labels = BTreeSet::new();
        for (label, words) in seeds {
            for word in words {
                let word: String = fold(word.trim(), TITLE_CHARS).chars.into_iter().collect();
                if !word.is_empty() {
                    holders.entry(word).or_default().insert(label.clone());
                }
            }
            labels.insert(label);
        }
        let finder = AhoCorasick::new(holders.keys());
        let finder = finder.map_err(|error| Refused::Seeds { line: 0, what: error.to_string() })?;
        let word = |(word, labels): (String, BTreeSet<String>)| Word {
            chars: word.chars().count(),
            labels: labels.into_iter().collect(),
        };
        Ok(Self { finder, words: holders.into_iter().map(word).collect(), labels })
    }

    /// Reads a table with the columns `code` and `words`, the words separated by `;`.
    pub fn read(csv: impl std::io::Read) -> Result<Self, Refused> {
        let mut seeds = Vec::new();
        let mut table = csv::Reader::from_reader(csv);
        let heading = table.headers().cloned().unwrap_or_default();
        if heading.iter().collect::<Vec<_>>() != ["code", "words"] {
            return Err(Refused::Seeds { line: 1, what: "expected the columns code,words".to_owned() });
        }
        for row in table.records() {
            let row = row.map_err(|error| Refused::Seeds {
                line: error.position().map_or(0, csv::Position::line),
                what: error.to_string(),
            })?;
            seeds.push((row[0].to_owned(), row[1].split(';').map(str::to_owned).collect()));
        }
        Self::new(seeds)
    }

    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(String::as_str)
    }

    /// The three categories whose words say most; none if no word is found.
    pub fn suggest(&self, title: &str, body: &str) -> Vec<Suggestion> {
        best(self.shares(Text { title, body }).into_iter().collect(), PROPOSED)
    }

    /// Share of the found words' weight that speaks for each label that has any; they sum to less than 1.
    pub fn shares(&self, text: Text<'_>) -> HashMap<String, f32> {
        let mut sums: HashMap<&str, f32> = HashMap::new();
        for (word, weight) in self.weights(&self.hits(text)) {
            self.words[word].labels.iter().for_each(|label| *sums.entry(label).or_default() += weight);
        }
        // Squared, so that one category with three words stands above three with one.
        let total: f32 = sums.values().map(|sum| sum * sum).sum::<f32>() + DOUBT * DOUBT;
        sums.into_iter().map(|(label, sum)| (label.to_owned(), sum * sum / total)).collect()
    }

    /// The words found that speak for `label`, the weightiest first.
    pub fn reasons(&self, title: &str, body: &str, label: &str) -> Vec<Reason> {
        let text = Text { title, body };
        let hits = self.hits(text);
        let weights = self.weights(&hits);
        let speaking = hits.iter().filter(|hit| self.words[hit.word].labels.iter().any(|own| own == label));
        let mut found: Vec<Reason> = speaking.map(|hit| hit.reason(text, weights[&hit.word])).collect();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        strongest(found)
    }

    /// Each found word's weight: long words and words of few categories weigh more; where it stands counts
    /// once, at its best place.
    fn weights(&self, hits: &[Hit]) -> HashMap<usize, f32> {
        let mut weights: HashMap<usize, f32> = HashMap::new();
        for hit in hits {
            let word = &self.words[hit.word];
            let weight = hit.place() * (word.chars as f32).sqrt() / word.labels.len() as f32;
            let known = weights.entry(hit.word).or_default();
            *known = known.max(weight);
        }
        weights
    }

    fn hits(&self, text: Text<'_>) -> Vec<Hit> {
        let mut hits = self.hits_in(text, Field::Title, TITLE_CHARS);
        hits.extend(self.hits_in(text, Field::Body, BODY_CHARS));
        hits
    }

    /// All words found, without those that lie inside a longer one found.
    fn hits_in(&self, text: Text<'_>, field: Field, limit: usize) -> Vec<Hit> {
        let folded = fold(text.field(field), limit);
        let plain: String = folded.chars.iter().collect();
        let starts: Vec<usize> = plain.char_indices().map(|(at, _)| at).chain([plain.len()]).collect();
        let char_at = |byte: usize| starts.binary_search(&byte).unwrap_or_default();
        let found: Vec<_> = self.finder.find_overlapping_iter(&plain).collect();
        let inside = |a: &aho_corasick::Match| {
            found.iter().any(|b| b.start() <= a.start() && a.end() <= b.end() && b.len() > a.len())
        };
        let outer = found.iter().filter(|found| !inside(found));
        outer
            .map(|found| {
                let (from, to) = (char_at(found.start()), char_at(found.end()));
                Hit { word: found.pattern().as_usize(), field, from, bytes: folded.range(from, to) }
            })
            .collect()
    }
}

impl Hit {
    fn place(&self) -> f32 {
        match self.field {
            Field::Title => IN_TITLE,
            Field::Body if self.from < EARLY_CHARS => EARLY,
            Field::Body => 1.0,
        }
    }

    fn reason(&self, text: Text<'_>, weight: f32) -> Reason {
        let (start, end) = self.bytes;
        let words = text.field(self.field).get(start..end).unwrap_or_default().to_owned();
        Reason { field: self.field, start, end, words, weight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeds() -> Seeds {
        Seeds::read(
            "code,words\nC06,路灯;灯坏;照明\nC08,路面破损;大坑\nA02,物业费\nA01,物业;保安\n".as_bytes(),
        )
        .unwrap()
    }

    #[test]
    fn a_villager_s_words_find_the_category_on_the_first_day() {
        let found = seeds().suggest("村口路灯坏了", "晚上没有照明，看不见路");
        assert_eq!(found[0].label, "C06");
        let words: Vec<String> = seeds()
            .reasons("村口路灯坏了", "晚上没有照明，看不见路", "C06")
            .into_iter()
            .map(|r| r.words)
            .collect();
        assert_eq!(words, ["路灯", "灯坏", "照明"]);
    }

    #[test]
    fn a_word_inside_a_longer_one_does_not_speak() {
        let found = seeds().suggest("物业费太高", "");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].label, "A02");
    }

    #[test]
    fn without_a_known_word_nothing_is_suggested() {
        assert!(seeds().suggest("你好", "谢谢").is_empty());
        assert!(seeds().suggest("", "").is_empty());
    }

    #[test]
    fn a_wrong_table_is_told_with_its_line() {
        let told = |csv: &str| Seeds::read(csv.as_bytes()).unwrap_err().to_string();
        assert!(told("category,seed\n").contains("line 1"));
        assert!(told("code,words\nC06,路灯\nC08\n").contains("line 3"));
    }
}
