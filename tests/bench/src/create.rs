//! Creating over HTTP beside a bare loop that writes the same rows to the same store.

use std::time::{Duration, Instant};

use crate::Outcome;
use crate::bare::bare_loop;
use crate::figures::{Figures, Goal};
use crate::ground::{Extent, Ground};
use crate::life::Stage;
use crate::options::{Engine, Options};
use crate::server::Server;

const CLIENTS: usize = 16;
/// Halves in turn: loop, server, server, loop.
const HALVES: usize = 2;

pub async fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    for engine in options.engines() {
        measure_on(options, engine, figures).await?;
    }
    Ok(())
}

async fn measure_on(options: &Options, engine: Engine, figures: &mut Figures) -> Outcome<()> {
    let ground = Ground::kept(options, engine, Extent::Small).await?.scratch(options, "create").await?;
    let many = options.amounts().creates / HALVES;
    let (mut http, mut alone, mut beside) = (0.0, 0.0, 0.0);
    for half in 0..HALVES {
        if half % 2 == 0 {
            alone += bare_loop(&ground, many, 1).await?;
            beside += bare_loop(&ground, many, CLIENTS).await?;
        }
        http += over_http(options, &ground, many).await?;
        if half % 2 == 1 {
            beside += bare_loop(&ground, many, CLIENTS).await?;
            alone += bare_loop(&ground, many, 1).await?;
        }
    }
    let rate = |seconds: f64| (many * HALVES) as f64 / seconds;
    figures.tell(format!("create/{engine}/http"), rate(http), "cases/s");
    figures.tell(format!("create/{engine}/bare"), rate(alone), "cases/s");
    figures.tell(format!("create/{engine}/bare-16"), rate(beside), "cases/s");
    figures.goal(format!("create/{engine}/ratio"), alone / http, "ratio", Goal::AtLeast(0.5));
    figures.tell(format!("create/{engine}/ratio-16"), beside / http, "ratio");
    ground.clear().await
}

/// Seconds for so many creates by sixteen clients.
async fn over_http(options: &Options, ground: &Ground, many: usize) -> Outcome<f64> {
    let server = Server::start(options, ground).await?;
    let stage = Stage::of(ground, &server.client).await?;
    run(&stage, CLIENTS * 4).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    run(&stage, many).await?;
    let seconds = began.elapsed().as_secs_f64();
    server.stop().await?;
    Ok(seconds)
}

async fn run(stage: &Stage, many: usize) -> Outcome<()> {
    let mut all = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let stage = stage.clone();
        let own = many / CLIENTS + usize::from(client < many % CLIENTS);
        all.spawn(async move {
            for _ in 0..own {
                stage.create().await?;
            }
            Outcome::Ok(())
        });
    }
    while let Some(done) = all.join_next().await {
        done??;
    }
    Ok(())
}
