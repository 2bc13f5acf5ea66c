//! Measures the engine on real messages, which do not live in the repository.
//!
//! `measure FOLDER [--json] [--seed N]` with `messages.jsonl` (id, title, body, label) in the folder. Prints macro-F1 by
//! 5-fold, top-3, messages a second, size and loading time of the model, and how the seed words do on the
//! texts labelled by hand. Says `skipped` when there is no such file.

use lianxin_triage::{Model, Quality, Seeds, Settings, Suggestion, Text, Triage, quality};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

struct Message {
    id: String,
    title: String,
    body: String,
    label: String,
}

impl Message {
    fn text(&self) -> Text<'_> {
        Text { title: &self.title, body: &self.body }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err("usage: measure FOLDER [--json] [--seed N]".into());
    };
    let file = Path::new(&folder).join("messages.jsonl");
    if !file.exists() {
        println!("skipped: no {}", file.display());
        return Ok(());
    }
    let messages = read(&file)?;
    let samples: Vec<(Text<'_>, &str)> = messages.iter().map(|m| (m.text(), m.label.as_str())).collect();
    let measured = quality::cross_validate(&samples, 5, &settings()?)?;
    let started = Instant::now();
    let model = Model::train(samples.iter().copied(), &Settings::default())?;
    let training = started.elapsed().as_secs_f64();
    let speed = speed(&messages, |text| model.suggest(text.title, text.body));
    let (size, loading) = stored(&model)?;
    let county = county(&messages)?;
    if std::env::args().any(|word| word == "--json") {
        let figures = serde_json::json!({
            "macro_f1": measured.macro_f1, "first": measured.first, "among_three": measured.among_three,
            "messages_a_second": speed, "training_seconds": training, "model_bytes": size, "loading_ms": loading,
            "seeds_first": county.seeds.0, "seeds_among_three": county.seeds.1,
            "fresh_first": county.fresh.0, "fresh_among_three": county.fresh.1,
        });
        println!("{figures}");
        return Ok(());
    }
    print_quality(&measured);
    println!("training {training:.1} s, prediction {speed:.0} messages a second on 2 threads");
    println!("model {:.1} MB, loaded in {loading:.0} ms", size as f64 / 1e6);
    county.print();
    Ok(())
}

/// The seed deals the texts over the parts: other seeds show how far the figures depend on chance.
fn settings() -> Result<Settings, Box<dyn Error>> {
    let mut settings = Settings::default();
    if let Some(seed) = std::env::args().skip_while(|word| word != "--seed").nth(1) {
        settings.learning.seed = seed.parse()?;
    }
    Ok(settings)
}

fn read(file: &Path) -> Result<Vec<Message>, Box<dyn Error>> {
    let mut messages = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().unwrap_or_default().trim().to_owned();
        let message =
            Message { id: field("id"), title: field("title"), body: field("body"), label: field("label") };
        if !message.body.is_empty() {
            messages.push(message);
        }
    }
    Ok(messages)
}

/// Messages a second on two threads, over the whole set.
fn speed(messages: &[Message], suggest: impl Fn(Text<'_>) -> Vec<Suggestion> + Sync) -> f64 {
    let started = Instant::now();
    let halves = messages.chunks(messages.len().div_ceil(2));
    std::thread::scope(|scope| {
        for half in halves {
            let suggest = &suggest;
            scope.spawn(move || half.iter().map(|message| suggest(message.text()).len()).sum::<usize>());
        }
    });
    messages.len() as f64 / started.elapsed().as_secs_f64()
}

/// Bytes of the file, and milliseconds to load it.
fn stored(model: &Model) -> Result<(u64, f64), Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("triage-measure-{}.model", std::process::id()));
    model.save(&path)?;
    let size = std::fs::metadata(&path)?.len();
    let started = Instant::now();
    let loaded = Model::load(&path);
    let loading = started.elapsed().as_secs_f64() * 1e3;
    std::fs::remove_file(&path)?;
    loaded?;
    Ok((size, loading))
}

/// First and among-three shares on the texts labelled by hand with the county's categories.
struct County {
    texts: usize,
    seeds: (f64, f64),
    /// The same on texts that were labelled after the seed words were written.
    fresh: (f64, f64),
    /// Trained on four fifths of them, alone and blended with the seed words.
    model: (f64, f64),
    blend: (f64, f64),
    /// Share right of first suggestions of the seed words, by degree.
    degrees: Vec<(&'static str, usize, usize)>,
    size: usize,
    speed: f64,
}

fn county(messages: &[Message]) -> Result<County, Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = Seeds::read(std::fs::File::open(home.join("../../playbooks/zhangqiu/seeds.csv"))?)?;
    let told = labelled(messages, &home.join("tests/labels-400.csv"))?;
    let mut degrees: HashMap<&'static str, (usize, usize)> = HashMap::new();
    for (message, label) in &told {
        if let Some(first) = seeds.suggest(&message.title, &message.body).first() {
            let tally = degrees.entry(first.degree.code()).or_default();
            tally.0 += 1;
            tally.1 += usize::from(first.label == *label);
        }
    }
    let (mut model_found, mut blend_found) = (Vec::new(), Vec::new());
    let mut size = 0;
    let speed = speed(messages, |text| seeds.suggest(text.title, text.body));
    for part in 0..5 {
        let learnt = told.iter().enumerate().filter(|(i, _)| i % 5 != part);
        let model =
            Model::train(learnt.map(|(_, (m, label))| (m.text(), label.as_str())), &Settings::default())?;
        size = model.to_bytes().len();
        let triage = Triage { seeds: seeds.clone(), model: Some(model.clone()) };
        for (_, (m, label)) in told.iter().enumerate().filter(|(i, _)| i % 5 == part) {
            model_found.push((label.as_str(), model.suggest(&m.title, &m.body)));
            blend_found.push((label.as_str(), triage.suggest(&m.title, &m.body)));
        }
    }
    let by_seeds: Vec<_> =
        told.iter().map(|(m, label)| (label.as_str(), seeds.suggest(&m.title, &m.body))).collect();
    let fresh = labelled(messages, &home.join("tests/labels-fresh.csv"))?;
    let fresh: Vec<_> =
        fresh.iter().map(|(m, label)| (label.as_str(), seeds.suggest(&m.title, &m.body))).collect();
    Ok(County {
        fresh: shares(&fresh),
        texts: told.len(),
        seeds: shares(&by_seeds),
        model: shares(&model_found),
        blend: shares(&blend_found),
        degrees: degrees.into_iter().map(|(code, (all, right))| (code, all, right)).collect(),
        size,
        speed,
    })
}

/// The messages whose category was told by a person. Only ids and categories live in the repository.
fn labelled<'a>(messages: &'a [Message], file: &Path) -> Result<Vec<(&'a Message, String)>, Box<dyn Error>> {
    let by_id: HashMap<&str, &Message> = messages.iter().map(|m| (m.id.as_str(), m)).collect();
    let mut labelled = Vec::new();
    for row in csv::Reader::from_path(file)?.records() {
        let row = row?;
        let message = by_id.get(&row[0]).ok_or_else(|| format!("{} is not among the messages", &row[0]))?;
        labelled.push((*message, row[1].to_owned()));
    }
    Ok(labelled)
}

fn shares(found: &[(&str, Vec<Suggestion>)]) -> (f64, f64) {
    let count = |most: usize| {
        let right = found.iter().filter(|(truth, all)| all.iter().take(most).any(|one| one.label == *truth));
        right.count() as f64 / found.len().max(1) as f64
    };
    (count(1), count(3))
}

fn print_quality(quality: &Quality) {
    println!(
        "{} texts, {}-fold: macro-F1 {:.4}, first {:.4}, among three {:.4}, confidence off by {:.3}",
        quality.texts,
        quality.parts,
        quality.macro_f1,
        quality.first,
        quality.among_three,
        quality.confidence_error
    );
    for (label, row) in quality.labels.iter().zip(&quality.confusion) {
        println!(
            "  {:.3} {:.3} {:.3} {:5} {row:?} {}",
            label.precision, label.recall, label.f1, label.texts, label.label
        );
    }
}

impl County {
    fn print(&self) {
        println!("county categories, {} texts labelled by hand: first, among three", self.texts);
        for (name, (first, three)) in [
            ("seed words", self.seeds),
            ("seed words, fresh texts", self.fresh),
            ("model of 320", self.model),
            ("both", self.blend),
        ] {
            println!("  {name}: {first:.3} {three:.3}");
        }
        for (degree, all, right) in &self.degrees {
            println!("  seed words, {degree}: {right} of {all} right");
        }
        println!(
            "  seed words: {:.0} messages a second; county model {:.1} MB",
            self.speed,
            self.size as f64 / 1e6
        );
    }
}
