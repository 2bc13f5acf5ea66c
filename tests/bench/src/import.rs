//! Importing beside the bare writing of the same rows, and the memory of a long import by the program itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lianxin_base::Random;
use serde::Deserialize;

use crate::figures::{Figures, Goal};
use crate::ground::{COUNTY, Extent, Ground};
use crate::options::{Engine, Options};
use crate::people::People;
use crate::{Outcome, process};

pub async fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    let amounts = options.amounts();
    for engine in options.engines() {
        let small = Ground::kept(options, engine, Extent::Small).await?;
        let sheet = sheet(options, &small, amounts.import_ratio).await?;
        ratio(options, engine, &small, &sheet, figures).await?;
        if engine == Engine::Sqlite || amounts.import_memory <= 50_000 {
            let sheet = self::sheet(options, &small, amounts.import_memory).await?;
            memory(options, engine, &small, &sheet, amounts.import_memory, figures).await?;
        }
    }
    Ok(())
}

/// What `cargo build --example import_bench -p lianxin-cases` made says.
#[derive(Deserialize)]
struct Measured {
    import: f64,
    bare: f64,
}

async fn ratio(
    options: &Options,
    engine: Engine,
    small: &Ground,
    sheet: &Path,
    figures: &mut Figures,
) -> Outcome<()> {
    let example = options.program.with_file_name("examples").join("import_bench");
    if !example.is_file() {
        figures.skipped(&format!("import/{engine}"), "no import_bench beside the program");
        return Ok(());
    }
    let one = small.scratch(options, "import").await?;
    let other = small.scratch(options, "import_bare").await?;
    let told = std::process::Command::new(example).arg(sheet).args([one.place(), other.place()]).output()?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned().into());
    }
    let measured: Measured = serde_json::from_slice(&told.stdout)?;
    figures.tell(format!("import/{engine}/program"), measured.import, "rows/s");
    figures.tell(format!("import/{engine}/bare"), measured.bare, "rows/s");
    let ratio = measured.import / measured.bare;
    figures.goal(format!("import/{engine}/ratio"), ratio, "ratio", Goal::AtLeast(0.5));
    one.clear().await?;
    other.clear().await
}

/// The program imports the sheet; its memory is looked at ten times a second.
async fn memory(
    options: &Options,
    engine: Engine,
    small: &Ground,
    sheet: &Path,
    rows: usize,
    figures: &mut Figures,
) -> Outcome<()> {
    let ground = small.scratch(options, "import_long").await?;
    let mut command = std::process::Command::new(&options.program);
    command.args(["import", "cases"]).arg(sheet).arg("--data").arg(&ground.data).args(["--county", COUNTY]);
    if let Some(url) = &ground.database {
        command.env("LIANXIN_DATABASE", url);
    }
    let began = Instant::now();
    let mut child = command.stdout(std::process::Stdio::null()).spawn()?;
    let pid = child.id();
    let mut peak: f64 = 0.0;
    let status = loop {
        peak = peak.max(process::megabytes(pid, "VmHWM").unwrap_or(0.0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    if !status.success() {
        return Err(format!("the import ended with {status}").into());
    }
    let seconds = began.elapsed().as_secs_f64();
    figures.tell(format!("import/{engine}/rows"), rows as f64, "rows");
    figures.tell(format!("import/{engine}/whole-run"), rows as f64 / seconds, "rows/s");
    figures.goal(format!("import/{engine}/memory"), peak, "MB", Goal::AtMost(150.0));
    ground.clear().await
}

/// A sheet of another system, with generated requests.
async fn sheet(options: &Options, ground: &Ground, rows: usize) -> Outcome<PathBuf> {
    let path = options.work.join(format!("requests-{rows}.csv"));
    let county = ground.open().await?;
    let (villages, matters) = People::places_and_words(&county).await?;
    let chance = Random::seeded(rows as u64);
    let mut out = std::io::BufWriter::new(std::fs::File::create(&path)?);
    writeln!(out, "编号,标题,内容,地点,留言时间,回复内容,回复时间")?;
    for row in 0..rows {
        let village = &villages[chance.below(villages.len() as u64) as usize];
        let matter = &matters[chance.below(matters.len() as u64) as usize];
        let place = &village.name;
        let (day, hour) = (1 + chance.below(28), 8 + chance.below(9));
        let month = 1 + chance.below(12);
        let title: String = matter.words.chars().take(16).collect();
        writeln!(
            out,
            "BJ{row:08},{title},{}，已经反映过{row}次,{place},2024-{month:02}-{day:02} {hour:02}:15:00,已派人到现场处理完毕,2025-01-{day:02} {hour:02}:15:00",
            matter.words.replace(',', "，")
        )?;
    }
    out.flush()?;
    county.store.close().await?;
    Ok(path)
}
