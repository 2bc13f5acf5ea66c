//! All checks one after the other, and what they found, kept until the next run.

use std::time::Instant;

use lianxin_base::Time;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_web::{Check, County, Found, Module};

/// One check that was run.
#[derive(Debug)]
pub struct Ran {
    pub number: &'static str,
    /// What it found; the fault if it could not be asked.
    pub found: Result<Found, Fault>,
    pub millis: i64,
    /// Whether the program can mend it by itself.
    pub mendable: bool,
}

impl Ran {
    pub fn is_whole(&self) -> bool {
        self.found.as_ref().is_ok_and(Found::is_whole)
    }
}

/// What the last run of a check found.
#[derive(Clone, Debug, FromQueryResult)]
pub struct LastRun {
    pub number: String,
    pub checked_at: Time,
    pub millis: i64,
    /// -1 when the check itself could not run.
    pub broken: i64,
    pub first: String,
    pub since: Option<Time>,
}

fn all(modules: &[Module]) -> Vec<Check> {
    let mut checks: Vec<Check> = modules.iter().flat_map(|module| module.checks.iter().copied()).collect();
    checks.sort_by_key(|check| (!check.number.starts_with('G'), check.number));
    checks
}

/// Runs every check. One that cannot be asked does not stop the others.
pub async fn run(county: &County, modules: &[Module]) -> Vec<Ran> {
    let mut ran = Vec::new();
    for check in all(modules) {
        let began = Instant::now();
        let found = (check.run)(county).await;
        let millis = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        ran.push(Ran { number: check.number, found, millis, mendable: check.mend.is_some() });
    }
    ran
}

/// Keeps a run as the last one, for the health page.
pub async fn keep(county: &County, ran: &[Ran]) -> Result<(), Fault> {
    let tx = county.store.begin().await?;
    for one in ran {
        let (broken, first) = match &one.found {
            Ok(found) => (found.broken, found.first.join(" ")),
            Err(_) => (-1, String::new()),
        };
        let since = (broken != 0).then(|| tx.now());
        tx.run(
            "INSERT INTO check_runs (number, checked_at, millis, broken, first, since) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (number) DO UPDATE SET checked_at = excluded.checked_at, millis = excluded.millis, \
             broken = excluded.broken, first = excluded.first, \
             since = CASE WHEN excluded.broken = 0 THEN NULL ELSE COALESCE(check_runs.since, excluded.since) END",
            values![one.number, tx.now(), one.millis, broken, first, since],
        )
        .await?;
    }
    tx.commit().await
}

/// What was mended: the number of the check, and how many rows were written anew.
pub type Mended = (&'static str, usize);

/// Mends what the program can mend: the named checks, or all that are broken in `ran`. A mend that several checks share
/// runs once.
pub async fn mend(county: &County, modules: &[Module], numbers: &[&str]) -> Result<Vec<Mended>, Fault> {
    let mut done: Vec<Mended> = Vec::new();
    let mut mends: Vec<usize> = Vec::new();
    for check in all(modules).into_iter().filter(|check| numbers.contains(&check.number)) {
        let Some(mend) = check.mend else { continue };
        if !mends.contains(&(mend as usize)) {
            mends.push(mend as usize);
            done.push((check.number, mend(county).await?));
        }
    }
    Ok(done)
}

pub async fn last_runs(db: &impl Db) -> Result<Vec<LastRun>, Fault> {
    db.rows("SELECT number, checked_at, millis, broken, first, since FROM check_runs", values![]).await
}
