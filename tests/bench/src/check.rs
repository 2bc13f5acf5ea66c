//! The stores, and that they hold together: what was written in bulk must agree with every recount of the program.

use std::time::Instant;

use lianxin_db::{Db, values};
use lianxin_web::County;

use crate::Outcome;
use crate::figures::{Figures, Goal};
use crate::ground::{Extent, Ground, modules};
use crate::options::Options;

pub async fn stores(options: &Options, figures: &mut Figures) -> Outcome<()> {
    for engine in options.engines() {
        for extent in Extent::BOTH {
            let ground = Ground::kept(options, engine, extent).await?;
            let name = format!("stores/{engine}/{}", extent.word());
            figures.tell(format!("{name}/cases"), ground.cases as f64, "cases");
            figures.tell(format!("{name}/size"), ground.bytes().await? / 1e9, "GB");
            let county = ground.open().await?;
            recount(&county, &name, figures).await?;
            county.store.close().await?;
        }
    }
    Ok(())
}

/// The integrity checks of all modules, the figures counted again, the chain recomputed.
async fn recount(county: &County, name: &str, figures: &mut Figures) -> Outcome<()> {
    let events = county.store.reader().count("SELECT COUNT(*) FROM events", values![]).await?;
    figures.tell(format!("{name}/events"), events as f64, "events");
    let mut broken = 0;
    for check in modules().iter().flat_map(|module| &module.checks) {
        let began = Instant::now();
        let found = (check.run)(county).await?;
        broken += found.broken;
        println!("  {} {} {:?} in {:.1} s", check.number, found.broken, found.first, began.elapsed().as_secs_f64());
    }
    figures.goal(format!("{name}/checks"), broken as f64, "rows broken", Goal::AtMost(0.0));
    let began = Instant::now();
    let differences = lianxin_board::recount(&county.store.reader()).await?;
    let wrong = differences.wrong_cases.len() + differences.wrong_sums.len();
    println!("  figures recounted in {:.1} s", began.elapsed().as_secs_f64());
    figures.goal(format!("{name}/figures"), wrong as f64, "differ", Goal::AtMost(0.0));
    let began = Instant::now();
    let whole = lianxin_events::verify(&county.store.reader()).await?;
    println!("  chain verified in {:.1} s: {whole:?}", began.elapsed().as_secs_f64());
    figures.goal(format!("{name}/chain"), f64::from(u8::from(whole.is_err())), "broken", Goal::AtMost(0.0));
    Ok(())
}
