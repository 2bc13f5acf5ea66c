//! The demonstration: Zhangqiu with generated people and a generated year, told through the real verbs.
//!
//! ```text
//! settle     grids, staff with posts, accounts that can be tried
//! arrive_over, set_today    who says what, when; what must be waiting today
//! until      plays it all, deadlines and sealing included, up to an instant
//! ```
//! A seed makes it the same each time; only the day on which it ends moves.

mod arrivals;
mod asking;
mod chance;
mod closing;
mod errands;
mod handling;
mod hours;
mod households;
mod land;
mod life;
mod logins;
mod matters;
mod names;
mod opening;
mod photos;
mod run;
mod staff;
#[cfg(test)]
mod tests;
mod today;

use std::path::Path;

use chrono::Duration;
use lianxin_base::Time;
use lianxin_db::{Db, Fault, values};
use lianxin_web::{County, Module};

pub use self::chance::Chance;
pub use self::land::Land;
pub use self::matters::{Matters, Way};
pub use self::names::{name as made_name, phone as made_phone};
use self::run::Run;
pub use self::staff::{first_admin, hire};
use crate::fail::Fail;

/// How much is made.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub cases: usize,
    pub days: i64,
    pub seed: u64,
}

impl Size {
    pub const WHOLE: Self = Self { cases: 4_800, days: 365, seed: 370_114 };

    /// A smaller one, for whoever only wants to try or prove something, has a shorter past too.
    pub fn of(cases: usize) -> Self {
        let days = if cases < 1_000 { 60 } else { Self::WHOLE.days };
        Self { cases, days, ..Self::WHOLE }
    }
}

/// What was made, and what the verbs refused of it.
#[derive(Debug)]
pub struct Made {
    pub cases: i64,
    pub events: i64,
    pub refused: Vec<String>,
}

/// Fills a county that has its tree and nobody in it. Its store's clock must be one that can be set; it ends at `until`.
pub async fn fill(
    county: &County,
    data: &Path,
    modules: &[Module],
    size: Size,
    until: Time,
) -> Result<Made, Fail> {
    let from = until - Duration::days(size.days);
    let clock = county.store.world().clock.clone();
    clock.move_to(from - Duration::days(1));
    let mut chance = Chance::new(size.seed);
    let mut land = Land::read(&county.store.reader(), &mut chance).await?;
    let tx = county.store.begin().await?;
    let admin = staff::first_admin(&tx, county, &land, &mut chance).await?;
    land.cut(&tx, &admin, &county.playbook.roles, &mut chance).await?;
    let staff = staff::hire(&tx, county, &admin, &land, &mut chance).await?;
    let logins = logins::open(&tx, county, &admin, &land, &staff, &mut chance).await?;
    tx.commit().await?;
    let files = lianxin_cases::files(data, county)?;
    let mut run = Run::new(county, files, land, staff, Matters::read()?, chance);
    run.arrive_over(size.cases, from, until);
    run.set_today(&logins, until);
    run.until(modules, from, until).await?;
    feed(county, modules).await?;
    let refused = std::mem::take(&mut run.refused);
    let reader = county.store.reader();
    let cases = reader.count("SELECT COUNT(*) FROM cases", values![]).await?;
    let events = reader.count("SELECT COUNT(*) FROM events", values![]).await?;
    Ok(Made { cases, events, refused })
}

/// Figures are up to date before anybody looks.
async fn feed(county: &County, modules: &[Module]) -> Result<(), Fault> {
    for consumer in modules.iter().flat_map(|module| &module.consumers) {
        while lianxin_events::feed(&county.store, &**consumer).await? > 0 {}
    }
    Ok(())
}
