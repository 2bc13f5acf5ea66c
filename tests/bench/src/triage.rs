//! Quality and speed of triage on real messages, which do not live in the repository.

use std::time::Instant;

use lianxin_triage::{Model, Settings, Text, quality};
use serde::Deserialize;

use crate::figures::{Figures, Goal};
use crate::options::Options;
use crate::{Outcome, process};

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    label: String,
}

const PARTS: usize = 5;
/// The whole set, so many times over.
const ROUNDS: usize = 5;
const CORES: f64 = 2.0;

pub fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    let file = options.messages.as_ref().map(|folder| folder.join("messages.jsonl"));
    let Some(file) = file.filter(|file| file.is_file()) else {
        figures.skipped("triage", "no folder with messages.jsonl (--messages, LIANXIN_BENCH_MESSAGES)");
        return Ok(());
    };
    let mut messages: Vec<Message> =
        std::fs::read_to_string(file)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    messages.retain(|message| !message.body.trim().is_empty());
    let text = |message: &Message| -> (String, String) {
        (message.title.trim().to_owned(), message.body.trim().to_owned())
    };
    let texts: Vec<(String, String)> = messages.iter().map(text).collect();
    let samples: Vec<(Text<'_>, &str)> = texts
        .iter()
        .zip(&messages)
        .map(|((title, body), message)| (Text { title, body }, message.label.trim()))
        .collect();
    let settings = Settings::default();
    let measured = quality::cross_validate(&samples, PARTS, &settings)?;
    figures.tell("triage/messages", samples.len() as f64, "messages");
    figures.goal("triage/macro-F1", measured.macro_f1, "5-fold", Goal::AtLeast(0.92));
    figures.tell("triage/first", measured.first, "share");
    figures.tell("triage/among-three", measured.among_three, "share");
    let model = Model::train(samples.iter().copied(), &settings)?;
    let (began, used) = (Instant::now(), process::cpu(std::process::id())?);
    for _ in 0..ROUNDS {
        std::thread::scope(|scope| {
            for half in texts.chunks(texts.len().div_ceil(2)) {
                let model = &model;
                scope.spawn(move || {
                    half.iter().map(|(title, body)| model.suggest(title, body).len()).sum::<usize>()
                });
            }
        });
    }
    let many = (texts.len() * ROUNDS) as f64;
    let used = (process::cpu(std::process::id())?.saturating_sub(used)).as_secs_f64();
    figures.tell("triage/speed-by-the-clock", many / began.elapsed().as_secs_f64(), "messages/s");
    // By processor time: a machine that does something else beside it says the same.
    figures.goal("triage/speed", many / used * CORES, "messages/s", Goal::AtLeast(10_000.0));
    Ok(())
}
