//! Lists likely repeats among real messages, to be judged by hand: `repeats FOLDER [EVERY]` with
//! `city-messages-2019.jsonl` in the folder. Each message is compared with those of the same district
//! that come up to 500 places before it. Prints how many of each degree, and every EVERY-th pair.

use lianxin_triage::duplicates::{Candidate, likely};
use lianxin_triage::{Degree, Text};
use std::error::Error;
use std::path::Path;

const BEFORE: usize = 500;

struct Message {
    district: String,
    title: String,
    body: String,
}

impl Message {
    fn text(&self) -> Text<'_> {
        Text { title: &self.title, body: &self.body }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(folder) = std::env::args().nth(1) else { return Err("usage: repeats FOLDER [EVERY]".into()) };
    let every: usize = std::env::args().nth(2).map_or(Ok(10), |word| word.parse())?;
    let file = Path::new(&folder).join("city-messages-2019.jsonl");
    if !file.exists() {
        println!("skipped: no {}", file.display());
        return Ok(());
    }
    let messages = read(&file)?;
    let mut pairs = Vec::new();
    for (i, message) in messages.iter().enumerate() {
        let earlier = (i.saturating_sub(BEFORE)..i).filter(|&j| messages[j].district == message.district);
        let candidates = earlier.map(|j| {
            let text = messages[j].text();
            Candidate { id: j, text, same_place: false, metres: None, days: 30 }
        });
        pairs.extend(likely(message.text(), candidates).into_iter().map(|repeat| (i, repeat)));
    }
    for degree in [Degree::Sure, Degree::Likely, Degree::Unsure] {
        let found: Vec<_> = pairs.iter().filter(|(_, repeat)| repeat.degree == degree).collect();
        println!("{}: {} pairs", degree.code(), found.len());
        for (i, repeat) in found.iter().step_by(every) {
            println!(
                "  {:.2} {} | {} {:?}",
                repeat.likeness, messages[*i].title, messages[repeat.id].title, repeat.shared_words
            );
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<Message>, Box<dyn Error>> {
    let mut messages = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().unwrap_or_default().trim().to_owned();
        let (title, body) = (field("留言主题"), field("留言详情"));
        messages.push(Message { district: district(&title), title, body });
    }
    Ok(messages)
}

/// The coded district that the title names, such as `A7`; those without one are compared among each other.
fn district(title: &str) -> String {
    let coded = |pair: &[char]| pair[0].is_ascii_uppercase() && pair[1].is_ascii_digit();
    let chars: Vec<char> = title.chars().collect();
    chars.windows(2).find(|pair| coded(pair)).map(|pair| pair.iter().collect()).unwrap_or_default()
}
