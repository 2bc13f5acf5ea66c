//! A county's life under strain, drawn by a seed: `lianxin simulate --seed 7 --days 50`.
//!
//! ```text
//! arrivals    somebody says something, taps twice, loses the net before the answer
//! next        what a sensible person does next, who that is now, and the order that says so
//! whim        any verb by anybody on anything: too late, out of order, without permission
//! upheaval    villages and grids move and close, posts end and pass to others
//! day         all of it along a day, with a clock that steps and a program that starts again
//! work        what the server runs by itself, late or not at all this time
//! invariants  what must be true at the end of each day
//! ```
//! Everything goes through the real verbs, one at a time. A refusal is an answer; a fault is not. The same seed lives
//! the same life on both databases: its last word is a digest.

mod arrivals;
mod broken;
mod county;
mod day;
mod digest;
mod invariants;
mod live;
mod next;
mod order;
mod perform;
#[cfg(test)]
mod tests;
mod upheaval;
mod whim;
mod work;

use chrono::{Duration, NaiveDate};
use lianxin_db::Place;
use lianxin_playbook::from_local;
use lianxin_web::Module;

pub use self::broken::Broken;
use self::county::Home;
use self::day::first_day;
use self::live::Live;
pub use self::live::Tally;
use crate::demo::{Chance, Land, Matters};

/// How one life ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lived {
    pub tally: Tally,
    pub cases: i64,
    pub events: i64,
    /// Of all that the seed decides: the same each time.
    pub digest: String,
}

/// What broke, and on which day of the life.
#[derive(Debug)]
pub struct Stopped {
    pub day: u32,
    pub date: NaiveDate,
    pub broken: Broken,
}

/// Lives so many days in an empty store.
///
/// # Errors
/// The first promise that does not hold at the end of a day, or a fault of the store.
pub async fn simulate(place: Place, modules: &[Module], seed: u64, days: u32) -> Result<Lived, Stopped> {
    let first = first_day(seed);
    let stopped = |day: u32| {
        move |broken: Broken| Stopped { day, date: first + Duration::days(i64::from(day) - 1), broken }
    };
    let mut live = begin(place, modules, seed, first).await.map_err(stopped(0))?;
    for day in 1..=days {
        let date = first + Duration::days(i64::from(day) - 1);
        live.day(date).await.map_err(stopped(day))?;
        live.check().await.map_err(stopped(day))?;
    }
    let lived = digest::last_word(&live).await.map_err(stopped(days))?;
    live.home.close().await.map_err(|fail| stopped(days)(fail.into()))?;
    Ok(lived)
}

async fn begin(place: Place, modules: &[Module], seed: u64, first: NaiveDate) -> Result<Live<'_>, Broken> {
    let start = first.and_hms_opt(0, 0, 0).map(from_local).unwrap_or_default() - Duration::days(1);
    let home = Home::found(place, seed, start).await?;
    let mut chance = Chance::new(seed ^ 0x5EED);
    let land = Land::read(&home.county.store.reader(), &mut chance).await?;
    Ok(Live {
        home,
        modules,
        chance,
        matters: Matters::read()?,
        land,
        departments: vec![],
        open: vec![],
        said: std::collections::BTreeMap::new(),
        slips: vec![],
        tally: Tally::default(),
        late_until: None,
    })
}
