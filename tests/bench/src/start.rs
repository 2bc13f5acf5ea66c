//! From the start of the process to the first page, at a million cases.

use crate::Outcome;
use crate::figures::{Figures, Goal};
use crate::ground::{Extent, Ground};
use crate::options::Options;
use crate::server::Server;

const TRIES: usize = 5;

pub async fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    for engine in options.engines() {
        let ground = Ground::kept(options, engine, Extent::Large).await?;
        let mut slowest: f64 = 0.0;
        for _ in 0..TRIES {
            let server = Server::start(options, &ground).await?;
            slowest = slowest.max(server.first_answer.as_secs_f64());
            server.stop().await?;
        }
        figures.goal(format!("start/{engine}"), slowest, "s", Goal::AtMost(1.0));
    }
    Ok(())
}
