use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::Router;
use chrono::{Duration, NaiveDateTime};
use lianxin_access::{By, NewToken, Org, make_token};
use lianxin_base::{Id, Time, World};
use lianxin_db::{Db, Engine, Reader, Store, Tx, values};
use lianxin_events::{Recorded, feed, of_subject, seal};
use lianxin_playbook::Playbook;
use lianxin_seal::Keys;
use lianxin_web::{App, County, Module, Rates, Settings, Shelf, encode, router};

use crate::call::Call;
use crate::person::NewPerson;
use crate::playbook::playbook;
use crate::schema::Ground;

/// Every scope that a route asks for.
pub const SCOPES: [&str; 7] = [
    "cases.read",
    "cases.write",
    "hotline.write",
    "hotline.read",
    "catalogue.read",
    "figures.read",
    "open311.write",
];

/// When every story begins: Wednesday 20 May 2026, 10:15 in China.
pub const START: &str = "2026-05-20 10:15";
pub(crate) const SEED: u64 = 370_114;

/// A county with two towns, three areas and eight villages, empty of cases, and a clock of its own.
pub struct Trial {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) county: Arc<County>,
    pub(crate) people: AtomicUsize,
    pub(crate) ground: Ground,
    pub(crate) world: World,
}

/// Tells the story on SQLite and then on PostgreSQL, each in a store of its own.
pub async fn on_each(modules: impl Fn() -> Vec<Module>, story: impl AsyncFn(&Trial)) {
    on_sqlite(&modules, &story).await;
    on_postgres(&modules, &story).await;
}

/// For what concerns SQLite alone: the file, its locks, a full disk.
pub async fn on_sqlite(modules: impl Fn() -> Vec<Module>, story: impl AsyncFn(&Trial)) {
    eprintln!("-- on SQLite");
    story(&Trial::on_sqlite(modules()).await).await;
}

/// For what concerns PostgreSQL alone.
pub async fn on_postgres(modules: impl Fn() -> Vec<Module>, story: impl AsyncFn(&Trial)) {
    eprintln!("-- on PostgreSQL");
    let trial = Trial::open(Ground::schema(), modules()).await;
    story(&trial).await;
    trial.clear().await;
}

/// The second county of a trial of two.
pub const NEIGHBOUR: &str = "370115";

/// Two counties side by side in one program, on SQLite: nothing may go from one to the other.
pub async fn beside_on_sqlite(modules: impl Fn() -> Vec<Module>, story: impl AsyncFn(&Trial, &Trial)) {
    eprintln!("-- two counties on SQLite");
    let (here, there) = Trial::open_beside([Ground::folder(), Ground::folder()], modules()).await;
    story(&here, &there).await;
}

/// The same on PostgreSQL, each county in a schema of its own.
pub async fn beside_on_postgres(modules: impl Fn() -> Vec<Module>, story: impl AsyncFn(&Trial, &Trial)) {
    eprintln!("-- two counties on PostgreSQL");
    let (here, there) = Trial::open_beside([Ground::schema(), Ground::schema()], modules()).await;
    story(&here, &there).await;
    there.clear().await;
    here.clear().await;
}

/// A store with its tables and its tree.
async fn laid_out(ground: &Ground, code: String, modules: &[Module], world: &World) -> County {
    let store = Store::open(&ground.place(&code), world.clone()).await.expect("the store opens");
    let below = [lianxin_events::MIGRATIONS, lianxin_access::MIGRATIONS, lianxin_orgs::MIGRATIONS];
    let mut migrations = below.to_vec();
    migrations.extend(modules.iter().filter(|one| one.name != "orgs").filter_map(|one| one.migrations));
    store.migrate(&migrations).await.expect("the tables are made");
    let playbook = playbook();
    let tx = store.begin().await.expect("a transaction");
    lianxin_orgs::lay_out(&tx, &By::system(), &playbook).await.expect("the county is laid out");
    tx.commit().await.expect("committed");
    while seal(&store).await.expect("the laying out is sealed") > 0 {}
    let keys = Arc::new(Keys::generate().expect("keys"));
    county(code, store, keys)
}

pub(crate) fn county(code: String, store: Store, keys: Arc<Keys>) -> County {
    let (live, _) = tokio::sync::broadcast::channel(16);
    County { code, store, playbook: playbook(), keys, live, shelf: Shelf::default() }
}

impl Trial {
    /// For whoever holds a county longer than one story.
    pub async fn on_sqlite(modules: Vec<Module>) -> Self {
        Self::open(Ground::folder(), modules).await
    }

    async fn open(ground: Ground, modules: Vec<Module>) -> Self {
        let world = World::set(instant(START), SEED);
        let county = laid_out(&ground, playbook().county().code.clone(), &modules, &world).await;
        let data = ground.path().to_owned();
        Self::together(vec![(ground, county)], data, modules, &world).remove(0)
    }

    /// Two counties of one program: the trial county and [`NEIGHBOUR`], which has the same institutions.
    async fn open_beside(grounds: [Ground; 2], modules: Vec<Module>) -> (Self, Self) {
        let world = World::set(instant(START), SEED);
        let data = grounds[0].path().to_owned();
        let [here, there] = grounds;
        let own = laid_out(&here, playbook().county().code.clone(), &modules, &world).await;
        let other = laid_out(&there, NEIGHBOUR.to_owned(), &modules, &world).await;
        let mut both = Self::together(vec![(here, own), (there, other)], data, modules, &world);
        let there = both.remove(1);
        (both.remove(0), there)
    }

    /// Counties that one program runs, each as a trial of its own, in the order given.
    pub(crate) fn together(
        counties: Vec<(Ground, County)>,
        data: PathBuf,
        modules: Vec<Module>,
        world: &World,
    ) -> Vec<Self> {
        let settings = Settings {
            data,
            address: "https://lianxin.test".into(),
            secure: true,
            demo: false,
            proxies: vec![],
            monitors: vec![],
        };
        let (grounds, counties): (Vec<Ground>, Vec<County>) = counties.into_iter().unzip();
        let codes: Vec<String> = counties.iter().map(|county| county.code.clone()).collect();
        let app = App::new(counties, modules, settings, Rates::new(false));
        let router = router(&app);
        let trial = |(ground, code): (Ground, String)| Self {
            county: app.county(&code).expect("the county is there").clone(),
            router: router.clone(),
            app: app.clone(),
            people: AtomicUsize::new(0),
            ground,
            world: world.clone(),
        };
        grounds.into_iter().zip(codes).map(trial).collect()
    }

    /// Drops the schema, so that a cluster that stays does not fill up. A story that failed leaves it to be looked at.
    async fn clear(&self) {
        if let Ground::Schema { schema, .. } = &self.ground {
            let tx = self.begin().await;
            tx.script(&format!("DROP SCHEMA \"{schema}\" CASCADE")).await.expect("dropped");
            tx.commit().await.expect("dropped");
        }
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn county(&self) -> &County {
        &self.county
    }

    pub fn engine(&self) -> Engine {
        self.county.store.engine()
    }

    pub fn playbook(&self) -> &Playbook {
        &self.county.playbook
    }

    pub fn now(&self) -> Time {
        self.world.now()
    }

    /// Sets the clock to a time as a wall in China shows it: `2026-09-24 16:40`.
    pub fn at(&self, local: &str) {
        self.world.clock.move_to(instant(local));
    }

    pub fn later(&self, by: Duration) {
        self.world.clock.move_to(self.now() + by);
    }

    pub fn reader(&self) -> Reader {
        self.county.store.reader()
    }

    pub async fn begin(&self) -> Tx {
        self.county.store.begin().await.expect("a transaction")
    }

    /// Runs what the server runs by itself (sealing, consumers, jobs) until nothing is left to do.
    pub async fn work(&self) {
        const ROUNDS: usize = 1_000;
        for _ in 0..ROUNDS {
            if self.work_once().await == 0 {
                return;
            }
        }
        panic!("sealing, consumers or jobs still find something to do after {ROUNDS} rounds");
    }

    async fn work_once(&self) -> usize {
        let mut done = seal(&self.county.store).await.expect("events are sealed");
        for module in self.app.modules() {
            for consumer in &module.consumers {
                let fed = feed(&self.county.store, &**consumer).await;
                done += fed.unwrap_or_else(|fault| panic!("{} failed: {fault}", consumer.name()));
            }
            for job in &module.jobs {
                let ran = (job.run)(&self.county).await;
                done += ran.unwrap_or_else(|fault| panic!("{} failed: {fault}", job.name));
            }
        }
        done
    }

    /// The organisation with this code or Chinese name, whole or its beginning.
    pub async fn org(&self, name: &str) -> Org {
        let sql = "SELECT id FROM orgs WHERE valid_to IS NULL AND (code = $1 OR name_zh = $1 OR short_zh = $1) ORDER BY code";
        let mut found: Vec<Id> = self.reader().column(sql, values![name]).await.expect("orgs are read");
        if found.is_empty() {
            let sql = "SELECT id FROM orgs WHERE valid_to IS NULL AND name_zh LIKE $1 ORDER BY code";
            found = self.reader().column(sql, values![format!("{name}%")]).await.expect("orgs are read");
        }
        let [id] = found[..] else { panic!("{} organisations are called {name}", found.len()) };
        lianxin_access::org(&self.reader(), id).await.expect("the org is read").expect("it is there")
    }

    /// A person with a post and an account: `trial.person("village-secretary", "三角湾村").await`.
    pub fn person<'a>(&'a self, role: &'a str, org: &'a str) -> NewPerson<'a> {
        NewPerson::new(self, role, org)
    }

    /// A program's key with these scopes over an organisation, as it is sent.
    pub async fn token(&self, scopes: &[&str], org: &str) -> String {
        let org_id = self.org(org).await.id;
        let scopes: Vec<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        let tx = self.begin().await;
        let valid_to = self.now() + Duration::days(365);
        let new = NewToken { id: tx.id(), name: "trial", scopes: &scopes, org_id, addresses: &[], valid_to };
        let secret = make_token(&tx, &By::system(), new).await.expect("a token");
        tx.commit().await.expect("committed");
        encode(&secret)
    }

    /// What happened to one thing, oldest first.
    pub async fn events(&self, kind: &str, id: Id) -> Vec<Recorded> {
        of_subject(&self.reader(), kind, id).await.expect("events are read")
    }

    /// The verbs of [`Trial::events`].
    pub async fn verbs(&self, kind: &str, id: Id) -> Vec<String> {
        self.events(kind, id).await.into_iter().map(|event| event.verb).collect()
    }

    /// How many rows a table has now.
    pub async fn rows_in(&self, table: &str) -> i64 {
        self.reader().count(&format!("SELECT COUNT(*) FROM {table}"), values![]).await.expect("counted")
    }

    /// Asks for a page below the county: `/cases`.
    pub fn get(&self, path: &str) -> Call {
        Call::new(self, http::Method::GET, path)
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Call {
        fields
            .iter()
            .fold(Call::new(self, http::Method::POST, path), |call, (name, value)| call.field(name, value))
    }

    /// Any other request.
    pub fn call(&self, method: http::Method, path: &str) -> Call {
        Call::new(self, method, path)
    }
}

fn instant(local: &str) -> Time {
    let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M:%S"))
        .unwrap_or_else(|_| panic!("{local} is no time such as {START}"));
    lianxin_playbook::from_local(local)
}
