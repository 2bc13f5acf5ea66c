//! What a county does by itself: seals events, feeds consumers, runs jobs. One worker for each county; it never dies.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lianxin_db::Fault;
use lianxin_events::{feed, lag, seal};
use lianxin_web::{App, County};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::{metrics, nightly};

/// Without news, the worker looks every second: another server may have written.
const LOOK: Duration = Duration::from_secs(1);
/// What is committed within this time is sealed and counted in one round: a round for each of twelve commits a second costs a
/// tenth of two cores.
const GATHER: Duration = Duration::from_millis(250);
/// After more than this a round is followed by the next at once: there is something to catch up.
const MUCH: usize = 250;
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
const COUNT_LAG: Duration = Duration::from_secs(1);

/// The workers of all counties, to be told when to stop.
pub struct Workers {
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
}

impl Workers {
    pub fn start(app: &App) -> Self {
        let (stop, stopped) = watch::channel(false);
        let start = |county: &Arc<County>| tokio::spawn(keep(app.clone(), county.clone(), stopped.clone()));
        let check = |county: &Arc<County>| {
            tokio::spawn(nightly::keep_checked(app.clone(), county.clone(), stopped.clone()))
        };
        let running = app.counties().flat_map(|county| [start(county), check(county)]).collect();
        Self { stop, running }
    }

    /// Lets each finish its round, which seals what was committed.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for worker in self.running {
            let _ = worker.await;
        }
    }
}

/// Starts the worker again if a consumer or job panics.
async fn keep(app: App, county: Arc<County>, stopped: watch::Receiver<bool>) {
    let mut pause = LOOK;
    loop {
        let round = tokio::spawn(work(app.clone(), county.clone(), stopped.clone()));
        match round.await {
            Ok(()) => return,
            Err(error) => {
                metrics::panic();
                tracing::error!(county = county.code, %error, "the worker broke off and starts again");
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn work(app: App, county: Arc<County>, mut stopped: watch::Receiver<bool>) {
    let mut round = Round { app, county, due: HashMap::new(), failing: HashMap::new(), lag_at: None };
    loop {
        let stop = *stopped.borrow();
        let done = round.run().await;
        if stop {
            return;
        }
        if done == 0 {
            tokio::select! {
                () = round.county.store.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
                _ = stopped.changed() => {}
            }
        }
        if done < MUCH {
            tokio::select! {
                () = tokio::time::sleep(GATHER) => {}
                _ = stopped.changed() => {}
            }
        }
    }
}

struct Round {
    app: App,
    county: Arc<County>,
    /// When each job is due again.
    due: HashMap<&'static str, Instant>,
    /// What failed, when it may be tried again and how long it then pauses.
    failing: HashMap<&'static str, (Instant, Duration)>,
    lag_at: Option<Instant>,
}

impl Round {
    /// One turn of everything. Answers how much was done.
    async fn run(&mut self) -> usize {
        let county = self.county.clone();
        let app = self.app.clone();
        let mut done = 0;
        if self.may("seal") {
            let sealed = self.note("seal", seal(&county.store).await);
            metrics::sealed(&county.code, sealed);
            done += sealed;
        }
        for consumer in app.modules().iter().flat_map(|module| &module.consumers) {
            if self.may(consumer.name()) {
                done += self.note(consumer.name(), feed(&county.store, &**consumer).await);
            }
        }
        let jobs = app.modules().iter().flat_map(|module| &module.jobs);
        for job in jobs {
            let now = Instant::now();
            if self.may(job.name) && self.due.get(job.name).is_none_or(|due| *due <= now) {
                done += self.note(job.name, (job.run)(&county).await);
                self.due.insert(job.name, now + Duration::from_secs(job.every));
            }
        }
        if done > 0 {
            // Nobody listens while no board is open.
            let _ = county.live.send(());
        }
        self.count_lag().await;
        done
    }

    fn may(&self, name: &str) -> bool {
        self.failing.get(name).is_none_or(|(until, _)| *until <= Instant::now())
    }

    fn note(&mut self, name: &'static str, outcome: Result<usize, Fault>) -> usize {
        match outcome {
            Ok(many) => {
                self.failing.remove(name);
                many
            }
            Err(fault) => {
                let pause = self.failing.get(name).map_or(LOOK, |(_, pause)| (*pause * 2).min(LONGEST_PAUSE));
                self.failing.insert(name, (Instant::now() + pause, pause));
                metrics::fault(name);
                let seconds = pause.as_secs();
                tracing::error!(county = self.county.code, name, %fault, seconds, "failed; tries again later");
                0
            }
        }
    }

    async fn count_lag(&mut self) {
        if self.lag_at.is_some_and(|at| at.elapsed() < COUNT_LAG) {
            return;
        }
        self.lag_at = Some(Instant::now());
        if let Ok(events) = lag(&self.county.store.reader()).await {
            metrics::lag(&self.county.code, events);
        }
    }
}
