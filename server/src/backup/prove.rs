//! A backup is worth what comes out of it: it is restored into a scratch place, counted, verified and checked.

use std::path::Path;

use lianxin::modules;
use lianxin_db::{Store, head_of, rows_of, tables_of};
use lianxin_seal::Keys;

use super::manifest::head;
use super::{Counts, Draft, open, unpack};
use crate::configuration::Configuration;
use crate::fail::Fail;
use crate::{counties, playbooks};

/// What was found in the county itself; its copy is true all the same.
#[derive(Debug, Default)]
pub struct Proved {
    pub findings: Vec<String>,
}

/// Restores the file beside it, compares, and clears the scratch place away whatever came of it.
pub async fn prove(
    configuration: &Configuration,
    file: &Path,
    scratch: &Path,
    keys: Keys,
) -> Result<Proved, Fail> {
    let opened = open(file, keys.clone())?;
    let county = opened.manifest.county.clone();
    let draft = Draft::begin(scratch, "proving", &county, configuration.database.as_deref()).await?;
    let proved = async {
        let counts = unpack(&opened, &draft).await?;
        let store = draft.store().await?;
        let same = compare(&store, &counts).await;
        let findings = match same {
            Ok(()) => examine(configuration, &draft, &county, store.clone(), keys).await,
            Err(fail) => Err(fail),
        };
        store.close().await?;
        findings
    }
    .await;
    draft.clear().await?;
    proved.map(|findings| Proved { findings })
}

/// Rows of each table and the head of the chain are what the backup says.
pub async fn compare(store: &Store, counts: &Counts) -> Result<(), Fail> {
    let snapshot = store.snapshot().await?;
    let rows = rows_of(&snapshot, &tables_of(&snapshot).await?).await?;
    let wrong = |what: String| Err(Fail::new(what, "take another backup; nothing was restored"));
    for (table, many) in &counts.rows {
        let came = rows.get(table).copied().unwrap_or(-1);
        if came != *many {
            return wrong(format!("{table} has {came} rows, and {many} were packed"));
        }
    }
    if head(head_of(&snapshot).await?) != counts.head {
        return wrong("the last link of the chain is another".to_owned());
    }
    Ok(())
}

/// The chain and all checks, on the copy.
async fn examine(
    configuration: &Configuration,
    draft: &Draft,
    code: &str,
    store: Store,
    keys: Keys,
) -> Result<Vec<String>, Fail> {
    store.migrate(&modules::migrations()).await?;
    let playbook = playbooks::of_county(&configuration.data, code)?;
    let county = counties::county(code, store, playbook, keys);
    lianxin_cases::files(&draft.folder, &county)?;
    let ran = lianxin_checks::run(&county, &modules::modules()).await;
    Ok(ran.iter().filter(|one| !one.is_whole()).map(|one| one.number.to_owned()).collect())
}
