//! Processor time of each kind of request, the server's and the database's, one request after the other. Kinds go in the
//! order of a life: what was measured at one step waits for the next.

use std::time::Duration;

use lianxin_db::{Db, values};

use super::crowd::Crowd;
use super::mix::Kind;
use crate::figures::Figures;
use crate::server::Server;
use crate::{Outcome, process};

/// Enough that the kernel's ticks of ten milliseconds do not count.
const MANY: u32 = 150;
const FEW: u32 = 12;

pub async fn measure(name: &str, crowd: &Crowd, server: &Server, figures: &mut Figures) -> Outcome<()> {
    let database = postmaster(crowd).await?;
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::LiveBoard) {
        // A sign-in is dear on purpose.
        let many = if kind == Kind::SignIn { FEW } else { MANY };
        for _ in 0..many / 10 {
            crowd.act(kind).await?;
        }
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let before = used(server, database)?;
        for _ in 0..many {
            crowd.act(kind).await?;
        }
        let after = used(server, database)?;
        let each = |after: Duration, before: Duration| {
            (after.saturating_sub(before)).as_secs_f64() * 1e3 / f64::from(many)
        };
        figures.tell(format!("{name}/cpu/{}/server", kind.word()), each(after.0, before.0), "ms");
        if database.is_some() {
            figures.tell(format!("{name}/cpu/{}/database", kind.word()), each(after.1, before.1), "ms");
        }
    }
    Ok(())
}

fn used(server: &Server, database: Option<u32>) -> Outcome<(Duration, Duration)> {
    let database = database.map(process::cpu_of_family).transpose()?.unwrap_or_default();
    Ok((process::cpu(server.pid)?, database))
}

/// The process from which all of the cluster's descend.
async fn postmaster(crowd: &Crowd) -> Outcome<Option<u32>> {
    let reader = crowd.stage.county.store.reader();
    if !reader.is_postgres() {
        return Ok(None);
    }
    let backend: Option<i32> = reader.value("SELECT pg_backend_pid()", values![]).await?;
    Ok(backend.and_then(|pid| process::parent_of(pid as u32)))
}
