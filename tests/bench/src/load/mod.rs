//! Load as a county makes it: requests arrive at a constant rate whether or not the server keeps up, and each is timed
//! from the instant at which it was meant to start.

mod boards;
mod cost;
mod crowd;
mod mix;
mod record;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crowd::Crowd;
use mix::{BOARDS, Kind, rate};
use record::Record;

use crate::Outcome;
use crate::figures::{Figures, Goal};
use crate::ground::{Extent, Ground};
use crate::options::{Engine, Options};
use crate::server::Server;

/// The day of a county, and ten and thirty such counties on one machine.
const TIMES: [u32; 3] = [1, 10, 30];
/// On towards saturation, by half each time.
const FURTHER: [u32; 5] = [45, 68, 100, 150, 225];
const P95: f64 = 100.0;
/// More than this many unanswered: nobody would wait any longer, and memory is bounded.
const UNANSWERED: usize = 3_000;

pub async fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    for engine in options.engines() {
        for extent in Extent::BOTH {
            let ground = Ground::kept(options, engine, extent).await?;
            let ground =
                if extent == Extent::Small { ground.scratch(options, "load").await? } else { ground };
            measure_on(options, engine, extent, &ground, figures).await?;
            if extent == Extent::Small {
                ground.clear().await?;
            }
        }
    }
    Ok(())
}

async fn measure_on(
    options: &Options,
    engine: Engine,
    extent: Extent,
    ground: &Ground,
    figures: &mut Figures,
) -> Outcome<()> {
    let name = format!("load/{engine}/{}", extent.word());
    let server = Server::start(options, ground).await?;
    let crowd = Crowd::gather(ground, &server).await?;
    let seconds = options.amounts().load_seconds;
    if extent == Extent::Large {
        cost::measure(&name, &crowd, &server, figures).await?;
    }
    run(&crowd, 5, Duration::from_secs(4)).await;
    let mut best = 0;
    for times in TIMES {
        let told = run(&crowd, times, Duration::from_secs(seconds)).await;
        told.print();
        tell(&format!("{name}/x{times}"), &told, figures);
        if told.is_sustained() {
            best = times;
        }
        if times == 30 && extent == Extent::Large {
            let goal = format!("{name}/x30/p95");
            match engine {
                Engine::Postgres => figures.goal(goal, told.reckoned(0.95), "ms", Goal::AtMost(P95)),
                Engine::Sqlite => figures.tell(goal, told.reckoned(0.95), "ms"),
            }
        }
    }
    if best == 30 {
        for times in FURTHER {
            let told = run(&crowd, times, Duration::from_secs(seconds / 2)).await;
            told.print();
            if !told.is_sustained() {
                break;
            }
            best = times;
        }
    }
    figures.tell(format!("{name}/sustained"), f64::from(best), "times");
    figures.tell(format!("{name}/sustained/rate"), f64::from(best) * rate(), "requests/s");
    let (_, most) = server.memory()?;
    figures.goal(format!("{name}/memory"), most, "MB", Goal::AtMost(150.0));
    crowd.stage.county.store.clone().close().await?;
    server.stop().await
}

fn tell(name: &str, told: &Told, figures: &mut Figures) {
    figures.tell(format!("{name}/rate"), told.rate(), "requests/s");
    for (word, quantile) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)] {
        // The goal is told by itself.
        if (word, name.ends_with("large/x30")) != ("p95", true) {
            figures.tell(format!("{name}/{word}"), told.reckoned(quantile), "ms");
        }
    }
    figures.tell(format!("{name}/failed"), told.failed as f64, "requests");
}

/// What came of one step of the load.
struct Told {
    times: u32,
    seconds: f64,
    record: Arc<Record>,
    answered: u64,
    failed: usize,
}

impl Told {
    fn rate(&self) -> f64 {
        self.answered as f64 / self.seconds
    }

    /// Milliseconds.
    fn reckoned(&self, quantile: f64) -> f64 {
        self.record.all().map_or(f64::MAX, |all| all.value_at_quantile(quantile) as f64 / 1e3)
    }

    fn is_sustained(&self) -> bool {
        self.failed == 0 && self.reckoned(0.95) <= P95
    }

    fn print(&self) {
        println!(
            "  x{}: {:.1} requests/s, p50 {:.1} p95 {:.1} p99 {:.1} max {:.0} ms, {} failed",
            self.times,
            self.rate(),
            self.reckoned(0.5),
            self.reckoned(0.95),
            self.reckoned(0.99),
            self.reckoned(1.0),
            self.failed
        );
        for kind in Kind::ALL {
            let Some(one) = self.record.of(kind) else { continue };
            println!(
                "    {:<14} {:>6} p50 {:>8.1} p95 {:>8.1} max {:>8.1} ms",
                kind.word(),
                one.len(),
                one.value_at_quantile(0.5) as f64 / 1e3,
                one.value_at_quantile(0.95) as f64 / 1e3,
                one.max() as f64 / 1e3
            );
        }
        for failure in self.record.failures().1 {
            println!("    {failure}");
        }
    }
}

/// Arrivals at a constant rate for so long, with the boards open; then until the last answer.
async fn run(crowd: &Crowd, times: u32, length: Duration) -> Told {
    let record = Arc::new(Record::default());
    let boards = boards::open(crowd, BOARDS, &record);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let unanswered = Arc::new(AtomicUsize::new(0));
    let between = Duration::from_secs_f64(1.0 / (rate() * f64::from(times)));
    let began = Instant::now();
    let mut arrivals = tokio::task::JoinSet::new();
    let mut meant = began;
    while meant < began + length {
        tokio::time::sleep_until(meant.into()).await;
        let kind = Kind::draw(&crowd.stage.chance);
        if unanswered.fetch_add(1, Ordering::Relaxed) >= UNANSWERED {
            unanswered.fetch_sub(1, Ordering::Relaxed);
            record.failed(kind, "too many wait already");
        } else {
            let (crowd, record, unanswered) = (crowd.clone(), record.clone(), unanswered.clone());
            arrivals.spawn(async move {
                let done = crowd.act(kind).await;
                unanswered.fetch_sub(1, Ordering::Relaxed);
                match done {
                    Ok(kind) => record.took(kind, meant.elapsed()),
                    Err(error) => record.failed(kind, &error.to_string()),
                }
            });
        }
        while arrivals.try_join_next().is_some() {}
        meant += between;
    }
    while arrivals.join_next().await.is_some() {}
    let seconds = began.elapsed().as_secs_f64();
    drop(boards);
    let answered = record.all().map_or(0, |all| all.len());
    let failed = record.failures().0;
    Told { times, seconds, record, answered, failed }
}
