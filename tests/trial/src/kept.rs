//! Counties as they are at one moment, to be opened again as often as a test wants: what one request changes is not
//! there for the next.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lianxin_base::{Time, World};
use lianxin_db::{Engine, Store};
use lianxin_seal::Keys;
use lianxin_web::Module;
use tempfile::TempDir;

use crate::Trial;
use crate::schema::Ground;
use crate::trial::{SEED, county};

/// Copies of SQLite stores. Uploads stay where they were: the trials that were copied must outlive it.
pub struct Kept {
    folder: TempDir,
    data: PathBuf,
    counties: Vec<(String, Arc<Keys>)>,
    at: Time,
    opened: AtomicU64,
}

impl Kept {
    /// Copies counties of one program while nobody writes.
    pub fn of(trials: &[&Trial]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for trial in trials {
            assert_eq!(trial.engine(), Engine::Sqlite, "only files are copied");
            copy(trial.ground.path(), folder.path(), &trial.county().code);
        }
        Self {
            folder,
            data: trials[0].app().settings().data.clone(),
            counties: trials
                .iter()
                .map(|one| (one.county().code.clone(), one.county().keys.clone()))
                .collect(),
            at: trials[0].now(),
            opened: AtomicU64::new(0),
        }
    }

    /// The counties as they were, in the same order.
    pub async fn open(&self, modules: Vec<Module>) -> Vec<Trial> {
        // Chance goes on elsewhere, or new ids would be those that are there already.
        let turn = self.opened.fetch_add(1, Ordering::SeqCst) + 1;
        let world = World::set(self.at, SEED.wrapping_add(turn << 32));
        let mut counties = Vec::new();
        for (code, keys) in &self.counties {
            let ground = Ground::in_memory();
            copy(self.folder.path(), ground.path(), code);
            let store = Store::open(&ground.place(code), world.clone()).await.expect("the copy opens");
            counties.push((ground, county(code.clone(), store, keys.clone())));
        }
        Trial::together(counties, self.data.clone(), modules, &world)
    }
}

/// The file and what was written beside it.
fn copy(from: &Path, to: &Path, code: &str) {
    for ending in ["sqlite", "sqlite-wal"] {
        let name = format!("{code}.{ending}");
        if from.join(&name).exists() {
            std::fs::copy(from.join(&name), to.join(&name)).expect("copied");
        }
    }
}
