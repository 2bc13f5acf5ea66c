//! A case's whole life over HTTP: created, dispatched, signed, contacted, resolved, verified, rated.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lianxin_access::org_by_code;
use lianxin_base::{Id, Random, World};
use lianxin_db::{Db, values};

use crate::Outcome;
use crate::client::{Answer, Client};
use crate::figures::{Figures, Goal};
use crate::ground::{COUNTY, County, Extent, Ground};
use crate::options::{Engine, Options};
use crate::people::{Matter, People, Village};
use crate::server::Server;

/// One case on its way, and what its requester holds in hand.
#[derive(Clone)]
pub struct Life {
    pub case: Id,
    pub request: Id,
    pub number: String,
    /// The requester's cookie.
    pub cookie: String,
    pub village: Village,
    pub matter: Matter,
    pub unit: Id,
    pub turn: u64,
}

/// Everything that acts need.
#[derive(Clone)]
pub struct Stage {
    pub client: Client,
    pub people: Arc<People>,
    /// Our own look into the store: ids that pages do not show.
    pub county: Arc<County>,
    pub chance: Random,
}

impl Stage {
    pub async fn of(ground: &Ground, client: &Client) -> Outcome<Self> {
        let county = ground.open().await?;
        let people = Arc::new(People::enter(&county).await?);
        let chance = Random::seeded(ground.cases.unsigned_abs());
        Ok(Self { client: client.clone(), people, county: Arc::new(county), chance })
    }

    pub fn pick<'a, T>(&self, all: &'a [T]) -> &'a T {
        &all[self.chance.below(all.len() as u64) as usize]
    }

    /// What a villager sends.
    pub fn report(&self) -> (Id, Village, Matter, Vec<(&'static str, String)>) {
        let (village, matter) = (self.pick(&self.people.villages), self.pick(&self.people.matters));
        let id = World::system().id();
        let phone = format!("139{:08}", self.chance.below(100_000_000));
        let fields = vec![
            ("id", id.to_string()),
            ("place", village.code.clone()),
            ("what", matter.words.clone()),
            ("where", "老槐树底下".to_owned()),
            ("name", "试验".to_owned()),
            ("phone", phone),
        ];
        (id, village.clone(), matter.clone(), fields)
    }

    /// Registers; the page with number and word is the answer.
    pub async fn create(&self) -> Outcome<(Id, Village, Matter, Answer)> {
        let (id, village, matter, fields) = self.report();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = self.client.post(&format!("/{COUNTY}/report"), &fields).send().await?.came()?;
        Ok((id, village, matter, answer))
    }

    /// The life that begins with a request that was answered.
    pub async fn begin(&self, id: Id, village: Village, matter: Matter, answer: &Answer) -> Outcome<Life> {
        let reader = self.county.store.reader();
        let sql = "SELECT case_id FROM requests WHERE id = $1";
        let case: Id = reader.value(sql, values![id]).await?.ok_or("the request is not there")?;
        let sql = "SELECT number FROM requests WHERE id = $1";
        let number: String = reader.value(sql, values![id]).await?.ok_or("the request is not there")?;
        let unit = org_by_code(&reader, &matter.lead).await?.ok_or("nobody leads")?.id;
        let turn = self.chance.below(1_000);
        Ok(Life { case, request: id, number, cookie: answer.cookie(), village, matter, unit, turn })
    }

    async fn act(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Outcome<()> {
        let call = self.client.post(&format!("/{COUNTY}{path}"), fields).cookie(cookie);
        call.send().await?.led_on().map_err(|error| format!("{path}: {error}"))?;
        Ok(())
    }

    pub async fn dispatch(&self, life: &Life) -> Outcome<()> {
        let by = self.people.of(life.village.town, "dispatcher", life.turn)?;
        let (unit, part) = (life.unit.to_string(), World::system().id().to_string());
        let fields = [
            ("unit", unit.as_str()),
            ("part", part.as_str()),
            ("category", life.matter.category.as_str()),
            ("kind", life.matter.kind.as_str()),
        ];
        self.act(&format!("/dispatch/{}", life.case), &by.cookie, &fields).await
    }

    fn handler(&self, life: &Life) -> Outcome<&str> {
        Ok(&self.people.of(life.unit, "liaison", life.turn)?.cookie)
    }

    pub async fn sign(&self, life: &Life) -> Outcome<()> {
        self.act(&format!("/cases/{}/sign", life.case), self.handler(life)?, &[]).await
    }

    pub async fn contact(&self, life: &Life) -> Outcome<()> {
        let fields = [("words", "电话联系了，约好上门时间")];
        self.act(&format!("/cases/{}/contact", life.case), self.handler(life)?, &fields).await
    }

    pub async fn resolve(&self, life: &Life) -> Outcome<()> {
        let fields = [
            ("ending", "solved"),
            ("answer", "已经到现场处理完毕，请放心使用"),
            ("no_photo", "现场已当面确认，核查时补拍"),
        ];
        self.act(&format!("/cases/{}/resolve", life.case), self.handler(life)?, &fields).await
    }

    pub async fn verify(&self, life: &Life) -> Outcome<()> {
        let by = self.people.of(life.village.town, "verifier", life.turn)?;
        let fields = [("words", "看过现场，和答复一致")];
        self.act(&format!("/cases/{}/verify", life.case), &by.cookie, &fields).await
    }

    pub async fn call_back(&self, life: &Life) -> Outcome<()> {
        let by = self.people.of(life.village.town, "caller", life.turn)?;
        let of = life.request.to_string();
        let fields = [
            ("of", of.as_str()),
            ("way", "phone"),
            ("reached", "yes"),
            ("solved", "yes"),
            ("satisfaction", "5"),
            ("then", "rest"),
        ];
        self.act(&format!("/cases/{}/call-back", life.case), &by.cookie, &fields).await
    }

    pub async fn rate(&self, life: &Life) -> Outcome<()> {
        self.act(&format!("/follow/{}/rate", life.number), &life.cookie, &[("rating", "5")]).await
    }

    /// All of it.
    pub async fn live(&self) -> Outcome<()> {
        let (id, village, matter, answer) = self.create().await?;
        let life = self.begin(id, village, matter, &answer).await?;
        self.dispatch(&life).await?;
        self.sign(&life).await?;
        self.contact(&life).await?;
        self.resolve(&life).await?;
        self.verify(&life).await?;
        self.rate(&life).await
    }

    /// So many lives, `side_by_side` at a time; seconds that it took.
    async fn lives(&self, many: usize, side_by_side: usize) -> Outcome<f64> {
        let began = Instant::now();
        let mut all = tokio::task::JoinSet::new();
        for part in 0..side_by_side {
            let stage = self.clone();
            let own = many / side_by_side + usize::from(part < many % side_by_side);
            all.spawn(async move {
                for _ in 0..own {
                    stage.live().await?;
                }
                Outcome::Ok(())
            });
        }
        while let Some(done) = all.join_next().await {
            done??;
        }
        Ok(began.elapsed().as_secs_f64())
    }
}

const SIDE_BY_SIDE: usize = 8;
/// In turn on both stores, so that whatever else the machine does falls on both.
const TURNS: usize = 6;

/// Lives a second at a million cases beside those at ten thousand.
pub async fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    for engine in options.engines() {
        measure_on(options, engine, figures).await?;
    }
    Ok(())
}

async fn measure_on(options: &Options, engine: Engine, figures: &mut Figures) -> Outcome<()> {
    let small = Ground::kept(options, engine, Extent::Small).await?.scratch(options, "life").await?;
    let large = Ground::kept(options, engine, Extent::Large).await?;
    let (one, other) = (Server::start(options, &small).await?, Server::start(options, &large).await?);
    let stages = [Stage::of(&small, &one.client).await?, Stage::of(&large, &other.client).await?];
    let many = options.amounts().lives / TURNS;
    for stage in &stages {
        stage.lives(SIDE_BY_SIDE * 2, SIDE_BY_SIDE).await?;
    }
    let mut seconds = [0.0; 2];
    for turn in 0..TURNS {
        for at in [turn % 2, (turn + 1) % 2] {
            tokio::time::sleep(Duration::from_millis(300)).await;
            seconds[at] += stages[at].lives(many, SIDE_BY_SIDE).await?;
        }
    }
    let rates = seconds.map(|seconds| (many * TURNS) as f64 / seconds);
    figures.tell(format!("life/{engine}/small"), rates[0], "lives/s");
    figures.tell(format!("life/{engine}/large"), rates[1], "lives/s");
    figures.goal(format!("life/{engine}/ratio"), rates[1] / rates[0], "ratio", Goal::AtLeast(0.7));
    for server in [one, other] {
        server.stop().await?;
    }
    small.clear().await
}
