//! Reading at a million cases beside reading at ten thousand: lists with filters, search, the page of a case, boards.

use std::time::Instant;

use hdrhistogram::Histogram;
use lianxin_base::Id;

use crate::Outcome;
use crate::figures::{Figures, Goal};
use crate::ground::{COUNTY, Extent, Ground};
use crate::life::Stage;
use crate::options::{Engine, Options};
use crate::people::some_cases;
use crate::server::Server;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    List,
    Search,
    Case,
    Board,
}

impl Kind {
    const ALL: [Self; 4] = [Self::List, Self::Search, Self::Case, Self::Board];

    fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Search => "search",
            Self::Case => "case",
            Self::Board => "board",
        }
    }
}

/// One of the two stores, with what is asked of it.
struct Side {
    stage: Stage,
    cases: Vec<Id>,
    took: Vec<Histogram<u64>>,
}

const LISTS: [&str; 12] = [
    "",
    "?state=any",
    "?state=ended",
    "?state=signed",
    "?since=30d",
    "?state=any&since=90d",
    "?category=B",
    "?category=B&state=any",
    "?due=late",
    "?sort=new",
    "?unit=housing",
    "?state=suspended",
];
pub const WORDS: [&str; 10] =
    ["路灯", "自来水", "垃圾", "物业费", "井盖", "路灯不亮", "噪音", "低保", "漏水 楼道", "树枝"];
const BOARDS: [&str; 4] = ["", "?period=year", "?period=week", "?period=last-month"];

pub const DISTRICT: [&str; 2] = ["district-supervisor", "discipline-inspector"];
pub const SEES_BOARD: [&str; 3] = ["district-supervisor", "town-leader", "area-secretary"];
pub const SEES_LIST: [&str; 6] =
    ["district-supervisor", "town-leader", "dispatcher", "verifier", "village-secretary", "liaison"];

impl Side {
    async fn of(ground: &Ground, server: &Server) -> Outcome<Self> {
        let stage = Stage::of(ground, &server.client).await?;
        let cases = some_cases(&stage.county.store.reader(), 500, &stage.chance).await?;
        let took = Kind::ALL.iter().map(|_| Histogram::new(3)).collect::<Result<_, _>>()?;
        Ok(Self { stage, cases, took })
    }

    /// Asks once; the first rounds only warm up.
    async fn ask(&mut self, kind: Kind, counts: bool) -> Outcome<()> {
        let stage = &self.stage;
        let (path, roles): (String, &[&str]) = match kind {
            Kind::List => (format!("/cases{}", stage.pick(&LISTS)), &SEES_LIST),
            Kind::Search => (format!("/search?q={}", encoded(stage.pick::<&str>(&WORDS))), &SEES_LIST),
            Kind::Case => (format!("/cases/{}", stage.pick(&self.cases)), &DISTRICT[..1]),
            Kind::Board => (format!("/board{}", stage.pick(&BOARDS)), &SEES_BOARD),
        };
        let by = stage.people.any(&stage.chance, roles);
        let call = stage.client.get(&format!("/{COUNTY}{path}")).cookie(&by.cookie);
        let began = Instant::now();
        let answer = call.send().await?;
        let took = began.elapsed();
        answer.came().map_err(|error| format!("{path} as {}: {error}", by.role))?;
        if counts {
            self.took[kind as usize].record(took.as_micros() as u64)?;
        }
        Ok(())
    }

    fn milliseconds(&self, kind: Kind, quantile: f64) -> f64 {
        self.took[kind as usize].value_at_quantile(quantile) as f64 / 1e3
    }
}

pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub async fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    for engine in options.engines() {
        measure_on(options, engine, figures).await?;
    }
    Ok(())
}

async fn measure_on(options: &Options, engine: Engine, figures: &mut Figures) -> Outcome<()> {
    let small = Ground::kept(options, engine, Extent::Small).await?;
    let large = Ground::kept(options, engine, Extent::Large).await?;
    let servers = [Server::start(options, &small).await?, Server::start(options, &large).await?];
    let mut sides = [Side::of(&small, &servers[0]).await?, Side::of(&large, &servers[1]).await?];
    let many = options.amounts().reads;
    for kind in Kind::ALL {
        // In turn, so that whatever else the machine does falls on both.
        for round in 0..many + many / 4 {
            for side in &mut sides {
                side.ask(kind, round >= many / 4).await?;
            }
        }
        let name = format!("read/{engine}/{}", kind.word());
        let p95 = [0, 1].map(|at: usize| sides[at].milliseconds(kind, 0.95));
        figures.tell(format!("{name}/small/p50"), sides[0].milliseconds(kind, 0.5), "ms");
        figures.tell(format!("{name}/large/p50"), sides[1].milliseconds(kind, 0.5), "ms");
        figures.tell(format!("{name}/small/p95"), p95[0], "ms");
        figures.tell(format!("{name}/large/p95"), p95[1], "ms");
        figures.goal(format!("{name}/ratio"), p95[1] / p95[0], "ratio", Goal::AtMost(2.0));
    }
    for server in servers {
        server.stop().await?;
    }
    Ok(())
}
