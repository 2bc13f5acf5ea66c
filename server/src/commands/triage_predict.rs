use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use lianxin_triage::Model;
use serde_json::{Map, Value};

use crate::commands::lines::{Lines, told};
use crate::fail::Fail;

/// Add the likeliest category to each request
///
/// Reads JSON Lines with `title` and `body` and writes each line again with `label` and `confidence` (0 to 1).
#[derive(Args, Debug)]
pub struct Predict {
    /// Model made by `triage train`
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Requests as JSON Lines
    #[arg(value_name = "IN")]
    requests: PathBuf,
    /// Where the result is written, whole or not at all
    #[arg(value_name = "OUT")]
    result: PathBuf,
}

type Request = Map<String, Value>;

/// Requests worked on at one time: enough for all cores, little memory.
const BATCH: usize = 4_096;

impl Predict {
    pub fn run(&self) -> Result<(), Fail> {
        let model = Model::load(&self.model).map_err(told)?;
        let failed = |error: std::io::Error| {
            Fail::new(
                format!("cannot write {} ({error})", self.result.display()),
                "free space or mend the path",
            )
        };
        let folder = self.result.parent().filter(|folder| !folder.as_os_str().is_empty());
        let draft = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        let mut out = BufWriter::new(draft);
        let mut lines = Lines::<Request>::open(&self.requests)?;
        let mut many = 0;
        loop {
            let mut batch = lines.by_ref().take(BATCH).collect::<Result<Vec<_>, Fail>>()?;
            if batch.is_empty() {
                break;
            }
            many += batch.len();
            label_all(&model, &mut batch);
            for request in &batch {
                serde_json::to_writer(&mut out, request).map_err(|error| failed(error.into()))?;
                out.write_all(b"\n").map_err(failed)?;
            }
        }
        let draft = out.into_inner().map_err(|error| failed(error.into_error()))?;
        draft.persist(&self.result).map_err(|error| failed(error.error))?;
        println!("{many} requests");
        Ok(())
    }
}

/// Each core takes a part.
fn label_all(model: &Model, batch: &mut [Request]) {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let part = batch.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        for requests in batch.chunks_mut(part) {
            scope.spawn(move || requests.iter_mut().for_each(|request| label(model, request)));
        }
    });
}

fn label(model: &Model, request: &mut Request) {
    let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let suggestions = model.suggest(text("title"), text("body"));
    let Some(first) = suggestions.into_iter().next() else { return };
    request.insert("label".into(), first.label.into());
    // Four digits say all there is to say.
    let confidence = (f64::from(first.confidence) * 10_000.0).round() / 10_000.0;
    request.insert("confidence".into(), confidence.into());
}
