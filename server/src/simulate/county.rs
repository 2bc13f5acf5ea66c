//! The county that is simulated: two towns of Zhangqiu with everybody in post, in a store that can be stopped and
//! opened again.

use std::borrow::Cow;
use std::sync::Arc;

use lianxin_access::By;
use lianxin_base::{Time, World};
use lianxin_db::{Place, Store};
use lianxin_playbook::{Files, Playbook, load_files};
use lianxin_seal::Keys;
use lianxin_web::{County, Shelf};

use crate::demo::{Chance, Land, first_admin, hire};
use crate::fail::Fail;
use crate::{modules, playbooks};

/// Work areas that are kept, with all their villages: two towns.
const AREAS: [&str; 3] = ["370114011W03", "370114011W01", "370114007W01"];

/// A county, what it is opened from, and the clock that the simulation owns.
pub struct Home {
    place: Place,
    playbook: Arc<Playbook>,
    keys: Arc<Keys>,
    pub world: World,
    pub county: County,
    pub admin: By,
}

impl Home {
    /// Lays the county out and puts everybody in post.
    pub async fn found(place: Place, seed: u64, start: Time) -> Result<Self, Fail> {
        let playbook = Arc::new(small()?);
        let keys = Keys::generate().map_err(|error| Fail::new(error, "the system gives no random bytes"))?;
        let keys = Arc::new(keys);
        let world = World::set(start, seed);
        let store = Store::open(&place, world.clone()).await?;
        store.migrate(&modules::migrations()).await?;
        let tx = store.begin().await?;
        lianxin_orgs::lay_out(&tx, &By::system(), &playbook).await?;
        tx.commit().await?;
        let county = open(store, &playbook, &keys);
        let mut home = Self { place, playbook, keys, world, county, admin: By::system() };
        home.people(seed).await?;
        Ok(home)
    }

    async fn people(&mut self, seed: u64) -> Result<(), Fail> {
        let mut chance = Chance::new(seed);
        let mut land = Land::read(&self.county.store.reader(), &mut chance).await?;
        let tx = self.county.store.begin().await?;
        self.admin = first_admin(&tx, &self.county, &land, &mut chance).await?;
        land.cut(&tx, &self.admin, &self.playbook.roles, &mut chance).await?;
        hire(&tx, &self.county, &self.admin, &land, &mut chance).await?;
        Ok(tx.commit().await?)
    }

    /// The program ends and starts again: what was kept in memory is gone.
    pub async fn restart(&mut self) -> Result<(), Fail> {
        self.county.store.clone().close().await?;
        let store = Store::open(&self.place, self.world.clone()).await?;
        store.migrate(&modules::migrations()).await?;
        self.county = open(store, &self.playbook, &self.keys);
        Ok(())
    }

    pub async fn close(self) -> Result<(), Fail> {
        Ok(self.county.store.close().await?)
    }
}

fn open(store: Store, playbook: &Arc<Playbook>, keys: &Arc<Keys>) -> County {
    const NEWS: usize = 64;
    let (live, _) = tokio::sync::broadcast::channel(NEWS);
    County {
        code: playbook.county().code.clone(),
        store,
        playbook: playbook.clone(),
        keys: keys.clone(),
        live,
        shelf: Shelf::default(),
    }
}

/// The standard playbook with few places and every institution.
fn small() -> Result<Playbook, Fail> {
    let mut files = playbooks::files();
    cut(&mut files, "work-areas.csv", |row| AREAS.contains(&&row[0]))?;
    let areas = files.get("work-areas.csv").map(|table| table.to_vec()).unwrap_or_default();
    let mut villages = Vec::new();
    for row in csv::Reader::from_reader(&areas[..]).records() {
        villages.extend(row.map_err(damaged)?[6].split(';').map(str::to_owned));
    }
    cut(&mut files, "divisions.csv", |row| match row[0].len() {
        6 => true,
        9 => AREAS.iter().any(|area| area.starts_with(&row[0])),
        _ => villages.iter().any(|village| *village == row[0]),
    })?;
    load_files(&files)
        .map_err(|mistakes| damaged(mistakes.first().map(lianxin_playbook::Mistake::en).unwrap_or_default()))
}

fn cut(files: &mut Files, name: &str, keep: impl Fn(&csv::StringRecord) -> bool) -> Result<(), Fail> {
    let table = files.get(name).map(|table| table.to_vec()).unwrap_or_default();
    let mut reader = csv::Reader::from_reader(&table[..]);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().map_err(damaged)?).map_err(damaged)?;
    for row in reader.records() {
        let row = row.map_err(damaged)?;
        if keep(&row) {
            writer.write_record(&row).map_err(damaged)?;
        }
    }
    files.insert(name.to_owned(), Cow::Owned(writer.into_inner().map_err(damaged)?));
    Ok(())
}

fn damaged(error: impl std::fmt::Display) -> Fail {
    Fail::new(format!("the standard playbook is not understood ({error})"), "install this program again")
}
