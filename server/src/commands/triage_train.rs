use std::path::PathBuf;

use clap::Args;
use lianxin_triage::{Model, Settings, Text, quality::cross_validate};
use serde::Deserialize;

use crate::commands::lines::{Lines, told};
use crate::fail::Fail;

/// Learn from requests whose category is known
///
/// Reads JSON Lines with `title`, `body` and `label`; a line without words or without a label is left out and counted.
/// The same file gives the same model.
#[derive(Args, Debug)]
pub struct Train {
    /// Requests as JSON Lines
    file: PathBuf,
    /// Where the model is written, whole or not at all
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Also measure on so many held-out parts; near-copies stay in one part
    #[arg(long, value_name = "N")]
    parts: Option<usize>,
}

#[derive(Deserialize)]
struct Known {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    label: String,
}

impl Train {
    pub fn run(&self) -> Result<(), Fail> {
        // Learning takes long: whoever wrote a wrong path is told before it.
        let folder = self.out.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(Fail::new(
                format!("there is no folder {}", folder.display()),
                "make it, or mend --out",
            ));
        }
        let (mut known, mut left_out) = (Vec::new(), 0_usize);
        for line in Lines::open(&self.file)? {
            let one: Known = line?;
            let words = !one.title.trim().is_empty() || !one.body.trim().is_empty();
            if words && !one.label.trim().is_empty() { known.push(one) } else { left_out += 1 }
        }
        let samples: Vec<(Text, &str)> = known
            .iter()
            .map(|one| (Text { title: &one.title, body: &one.body }, one.label.as_str()))
            .collect();
        let settings = Settings::default();
        let model = Model::train(samples.iter().copied(), &settings).map_err(told)?;
        if let Some(parts) = self.parts {
            let measured = cross_validate(&samples, parts, &settings).map_err(told)?;
            println!(
                "macro-F1 {:.4}, first {:.4}, among three {:.4}, on {parts} parts",
                measured.macro_f1, measured.first, measured.among_three
            );
        }
        model.save(&self.out).map_err(told)?;
        println!("{} texts, {} labels, {left_out} lines left out", known.len(), model.labels().len());
        Ok(())
    }
}
