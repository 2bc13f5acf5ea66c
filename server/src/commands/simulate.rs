use std::time::Instant;

use clap::Args;
use lianxin_db::Place;

use crate::configuration::Options;
use crate::fail::Fail;
use crate::simulate::{Lived, simulate};
use crate::{counties, modules};

/// Live a county's days under strain and check every promise at the end of each
///
/// Two towns, drawn by the seed: requests with second taps, people who press at once, re-organisations, posts that
/// end, holidays, a clock that steps, stops and restarts, late jobs. Each runs in an empty store below --data (SQLite)
/// or in a schema of its own (--database), which is removed when all went well. The same seed lives the same life.
#[derive(Args, Debug)]
pub struct Simulate {
    /// The seed of the first life
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Days of each life
    #[arg(long, value_name = "D", default_value_t = 50)]
    days: u32,
    /// Lives, with one seed after the other
    #[arg(long, value_name = "N", default_value_t = 1)]
    lives: u64,
}

impl Simulate {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        let modules = modules::modules();
        for seed in self.seed..self.seed.saturating_add(self.lives) {
            let began = Instant::now();
            let ground = Ground::clear(&configuration, seed).await?;
            match simulate(ground.place.clone(), &modules, seed, self.days).await {
                Ok(lived) => tell(seed, &lived, began),
                Err(stopped) => {
                    let what =
                        format!("seed {seed}, day {} ({}): {}", stopped.day, stopped.date, stopped.broken);
                    let again = format!(
                        "replay it with `lianxin simulate --seed {seed} --days {}`; its store is left in {}",
                        stopped.day.max(1),
                        ground.name
                    );
                    return Err(Fail::new(what, again));
                }
            }
            ground.remove().await?;
        }
        Ok(())
    }
}

fn tell(seed: u64, lived: &Lived, began: Instant) {
    let tally = lived.tally;
    println!(
        "seed {seed}: {} days, {} cases, {} events; {} acts done, {} refused, {} tapped twice, {} dropped half way, \
         {} changes of the county, {} restarts; {:.1} s; digest {}",
        tally.days,
        lived.cases,
        lived.events,
        tally.done,
        tally.refused,
        tally.twice,
        tally.dropped,
        tally.moves,
        tally.restarts,
        began.elapsed().as_secs_f64(),
        lived.digest
    );
}

/// Where one life is lived.
struct Ground {
    place: Place,
    name: String,
    url: Option<String>,
}

impl Ground {
    async fn clear(configuration: &crate::configuration::Configuration, seed: u64) -> Result<Self, Fail> {
        if let Some(url) = &configuration.database {
            let schema = format!("simulated_{seed}");
            counties::script(url, &format!("DROP SCHEMA IF EXISTS \"{schema}\" CASCADE")).await?;
            let place = Place::Schema { url: url.clone(), schema: schema.clone(), connections: 4 };
            return Ok(Self { place, name: format!("the schema {schema}"), url: Some(url.clone()) });
        }
        let file = configuration.data.join(format!("simulated-{seed}.sqlite"));
        let ground = Self { name: file.display().to_string(), place: Place::File(file), url: None };
        ground.remove().await?;
        Ok(ground)
    }

    async fn remove(&self) -> Result<(), Fail> {
        match (&self.place, &self.url) {
            (Place::Schema { schema, .. }, Some(url)) => {
                counties::script(url, &format!("DROP SCHEMA IF EXISTS \"{schema}\" CASCADE")).await
            }
            (Place::File(file), _) => {
                for ending in ["", "-wal", "-shm"] {
                    let path = format!("{}{ending}", file.display());
                    match std::fs::remove_file(&path) {
                        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                            return Err(Fail::new(
                                format!("cannot remove {path} ({error})"),
                                "remove it by hand",
                            ));
                        }
                        _ => {}
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
