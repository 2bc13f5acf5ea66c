//! The stores that are measured: a small and a large one on each engine, kept between runs, and copies to write into.

use std::path::{Path, PathBuf};

use lianxin_base::World;
use lianxin_db::{Place, Store};
use lianxin_playbook::Playbook;
use lianxin_seal::Keys;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use serde::{Deserialize, Serialize};

use crate::options::{Engine, Options};
use crate::{Outcome, multiply};

/// Which of the two stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Small,
    Large,
}

impl Extent {
    pub const BOTH: [Self; 2] = [Self::Small, Self::Large];

    pub fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
        }
    }
}

/// A county's data on one engine.
#[derive(Clone, Debug)]
pub struct Ground {
    pub engine: Engine,
    /// Keys, files, and the store itself on SQLite.
    pub data: PathBuf,
    /// The store on PostgreSQL.
    pub database: Option<String>,
    pub cases: i64,
}

/// What stands beside a store that is whole.
#[derive(Serialize, Deserialize)]
struct Stamp {
    shape: u64,
    base: u32,
    copies: u32,
    cases: i64,
    made: i64,
}

/// The generated year ends when it is made; a store that is older has a night of deadlines to catch up.
const OLDEST: i64 = 2 * 86_400;

/// A connection that writes in bulk keeps its settings: it is never exchanged for a fresh one.
const LONGEST: std::time::Duration = std::time::Duration::from_hours(24);

pub const COUNTY: &str = "370114";

impl Ground {
    /// The store of this extent, made unless it is there.
    pub async fn kept(options: &Options, engine: Engine, extent: Extent) -> Outcome<Self> {
        let amounts = options.amounts();
        let wanted = if extent == Extent::Small { amounts.small } else { amounts.large };
        let copies = (wanted / amounts.base).max(1);
        let name = format!("{engine}_{wanted}");
        let mut ground = Self::named(options, engine, &name)?;
        let stamp = options.work.join(format!("{name}.json"));
        if let Some(cases) = ground.is_whole(&stamp, amounts.base, copies).await {
            ground.cases = cases;
            return Ok(ground);
        }
        let _ = std::fs::remove_file(&stamp);
        let base = Self::base(options, engine).await?;
        println!("writing {wanted} cases on {engine}, {copies} times those of the demonstration");
        base.copy_to(&ground).await?;
        ground.cases = multiply::multiply(&ground, copies).await?;
        ground.stamp(&stamp, amounts.base, copies)?;
        Ok(ground)
    }

    /// The demonstration county, made by the program itself through the real verbs.
    async fn base(options: &Options, engine: Engine) -> Outcome<Self> {
        let cases = options.amounts().base;
        let name = format!("{engine}_base_{cases}");
        let ground = Self::named(options, engine, &name)?;
        let stamp = options.work.join(format!("{name}.json"));
        if ground.is_whole(&stamp, cases, 1).await.is_some() {
            return Ok(ground);
        }
        ground.clear().await?;
        if let Some(url) = &ground.database {
            administer(url, |name| format!("CREATE DATABASE {name}")).await?;
        }
        let mut command = std::process::Command::new(&options.program);
        command.args(["demo", "--only-make", "--cases"]).arg(cases.to_string());
        command.arg("--data").arg(&ground.data).env("LIANXIN_LOG", "warn");
        if let Some(url) = &ground.database {
            command.env("LIANXIN_DATABASE", url);
        }
        if !command.status()?.success() {
            return Err("the demonstration could not be made".into());
        }
        ground.stamp(&stamp, cases, 1)?;
        Ok(ground)
    }

    fn named(options: &Options, engine: Engine, name: &str) -> Outcome<Self> {
        std::fs::create_dir_all(&options.work)?;
        let database = match (engine, &options.postgres) {
            (Engine::Sqlite, _) => None,
            (Engine::Postgres, Some(url)) => Some(database(url, &format!("bench_{name}"))?),
            (Engine::Postgres, None) => return Err("no PostgreSQL cluster".into()),
        };
        Ok(Self { engine, data: options.work.join(name), database, cases: 0 })
    }

    async fn is_whole(&self, stamp: &Path, base: u32, copies: u32) -> Option<i64> {
        let stamp: Stamp = serde_json::from_str(&std::fs::read_to_string(stamp).ok()?).ok()?;
        let fits = stamp.shape == shape() && stamp.base == base && stamp.copies == copies;
        let young = World::system().now().timestamp() - stamp.made < OLDEST;
        if !fits || !young || !self.data.is_dir() {
            return None;
        }
        if let Some(url) = &self.database {
            connect(url).await.ok()?.close().await.ok()?;
        }
        Some(stamp.cases)
    }

    fn stamp(&self, stamp: &Path, base: u32, copies: u32) -> Outcome<()> {
        let made = World::system().now().timestamp();
        let stamped = Stamp { shape: shape(), base, copies, cases: self.cases, made };
        Ok(std::fs::write(stamp, serde_json::to_string(&stamped)?)?)
    }

    /// A copy of this store under another name: what a measurement writes is then no part of the next one.
    pub async fn scratch(&self, options: &Options, name: &str) -> Outcome<Self> {
        let mut ground = Self::named(options, self.engine, &format!("{}_{name}", self.engine))?;
        ground.cases = self.cases;
        self.copy_to(&ground).await?;
        Ok(ground)
    }

    async fn copy_to(&self, other: &Self) -> Outcome<()> {
        other.clear().await?;
        copy_folder(&self.data, &other.data)?;
        if let (Some(from), Some(to)) = (&self.database, &other.database) {
            let from = name_of(from)?;
            administer(to, |name| format!("CREATE DATABASE {name} TEMPLATE {from}")).await?;
        }
        Ok(())
    }

    /// Takes the store away.
    pub async fn clear(&self) -> Outcome<()> {
        if self.data.exists() {
            std::fs::remove_dir_all(&self.data)?;
        }
        if let Some(url) = &self.database {
            administer(url, |name| format!("DROP DATABASE IF EXISTS {name} (FORCE)")).await?;
        }
        Ok(())
    }

    /// Our own look into the county.
    pub async fn open(&self) -> Outcome<County> {
        let place = match &self.database {
            Some(url) => Place::schema(url, COUNTY),
            None => Place::file(&self.data, COUNTY),
        };
        let store = Store::open(&place, World::system()).await?;
        Ok(County { store, playbook: playbook()?, keys: self.keys()? })
    }

    pub fn keys(&self) -> Outcome<Keys> {
        Ok(Keys::load(&self.data.join("keys.toml")).map_err(|error| error.to_string())?)
    }

    /// A connection of its own for writing in bulk.
    pub async fn connect(&self) -> Outcome<DatabaseConnection> {
        match &self.database {
            Some(url) => {
                let mut options = ConnectOptions::new(url);
                options.max_connections(1).sqlx_logging(false).max_lifetime(LONGEST).idle_timeout(LONGEST);
                options.set_schema_search_path(format!("\"c{COUNTY}\""));
                Ok(Database::connect(options).await?)
            }
            None => {
                let file = self.data.join(format!("{COUNTY}.sqlite"));
                let mut options = ConnectOptions::new(format!("sqlite://{}", file.display()));
                options.max_connections(1).sqlx_logging(false).max_lifetime(LONGEST).idle_timeout(LONGEST);
                Ok(Database::connect(options).await?)
            }
        }
    }

    /// The database's address, or the folder of the data.
    pub fn place(&self) -> String {
        self.database.clone().unwrap_or_else(|| self.data.display().to_string())
    }

    /// Bytes on the disk.
    pub async fn bytes(&self) -> Outcome<f64> {
        let Some(url) = &self.database else {
            return Ok(std::fs::metadata(self.data.join(format!("{COUNTY}.sqlite")))?.len() as f64);
        };
        let connection = connect(url).await?;
        let sql = "SELECT pg_database_size(current_database())";
        let row =
            connection.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql));
        let bytes: Option<i64> = row.await?.map(|row| row.try_get_by_index(0)).transpose()?;
        connection.close().await?;
        Ok(bytes.unwrap_or(0) as f64)
    }
}

/// What is known of a county beside its program.
pub struct County {
    pub store: Store,
    pub playbook: Playbook,
    pub keys: Keys,
}

pub fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn playbook() -> Outcome<Playbook> {
    let folder = house().join("playbooks/zhangqiu");
    lianxin_playbook::load(&folder).map_err(|mistakes| format!("the playbook: {mistakes:?}").into())
}

/// A number that changes with the tables.
fn shape() -> u64 {
    let mut files: Vec<PathBuf> = Vec::new();
    for floor in ["platform", "modules"] {
        for room in folder(&house().join(floor)) {
            files.extend(folder(&room.join("migrations")));
        }
    }
    files.sort();
    let bytes = files.iter().filter_map(|file| std::fs::read(file).ok()).flatten();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn folder(path: &Path) -> Vec<PathBuf> {
    path.read_dir().map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default()
}

/// The same cluster, another database.
fn database(url: &str, name: &str) -> Outcome<String> {
    let (start, query) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = start.rsplit_once('/').ok_or("the cluster's address names no database")?;
    Ok(format!("{server}/{name}?{query}"))
}

fn name_of(url: &str) -> Outcome<&str> {
    let start = url.split_once('?').map_or(url, |(start, _)| start);
    Ok(start.rsplit_once('/').ok_or("the address names no database")?.1)
}

async fn connect(url: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}

async fn administer(url: &str, sql: impl FnOnce(&str) -> String) -> Outcome<()> {
    let connection = connect(&database(url, "postgres")?).await?;
    connection.execute_unprepared(&sql(name_of(url)?)).await?;
    Ok(connection.close().await?)
}

fn copy_folder(from: &Path, to: &Path) -> Outcome<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &there)?;
        } else {
            std::fs::copy(entry.path(), there)?;
        }
    }
    Ok(())
}
