//! The stores, and that they hold together: what was written in bulk must agree with every check and recount of the
//! program.

use std::process::Command;

use lianxin_db::{Db, values};

use crate::Outcome;
use crate::figures::{Figures, Goal};
use crate::ground::{COUNTY, Extent, Ground};
use crate::options::Options;

pub async fn stores(options: &Options, figures: &mut Figures) -> Outcome<()> {
    for engine in options.engines() {
        for extent in Extent::BOTH {
            let ground = Ground::kept(options, engine, extent).await?;
            let name = format!("stores/{engine}/{}", extent.word());
            figures.tell(format!("{name}/cases"), ground.cases as f64, "cases");
            figures.tell(format!("{name}/size"), ground.bytes().await? / 1e9, "GB");
            let county = ground.open().await?;
            let events = county.store.reader().count("SELECT COUNT(*) FROM events", values![]).await?;
            county.store.close().await?;
            figures.tell(format!("{name}/events"), events as f64, "events");
            let broken = check(options, &ground)?;
            figures.goal(format!("{name}/checks"), broken as f64, "broken", Goal::AtMost(0.0));
        }
    }
    Ok(())
}

/// `lianxin check`: rows, reach, figures, chain. Answers how many of its questions found something.
fn check(options: &Options, ground: &Ground) -> Outcome<usize> {
    let mut command = Command::new(&options.program);
    command.args(["check", "--lang", "en", "--county", COUNTY]).arg("--data").arg(&ground.data);
    if let Some(url) = &ground.database {
        command.env("LIANXIN_DATABASE", url);
    }
    let told = command.output()?;
    let text = String::from_utf8_lossy(&told.stdout);
    text.lines().for_each(|line| println!("  {line}"));
    let answers: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    if !answers.contains(&"ok") {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned().into());
    }
    Ok(answers.iter().filter(|answer| matches!(**answer, "BROKEN" | "FAILED")).count())
}
