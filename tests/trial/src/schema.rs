//! Where a story's store lives, and how it goes away.

use lianxin_db::Place;
use tempfile::TempDir;

/// A fresh store: a file in a folder of its own, or a schema of its own.
pub(crate) enum Ground {
    Folder(TempDir),
    Schema { url: String, schema: String, folder: TempDir },
}

impl Ground {
    pub fn folder() -> Self {
        Self::Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder in memory, where the machine has one: for copies that are made by the thousand and are about rules, not
    /// about the disk.
    pub fn in_memory() -> Self {
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self::Folder(folder.expect("a temporary folder"))
    }

    /// A schema that nobody else has: tests run side by side in one database.
    pub fn schema() -> Self {
        let Ok(url) = std::env::var("LIANXIN_TEST_POSTGRES") else {
            panic!(
                "LIANXIN_TEST_POSTGRES is not set, and every story is told on PostgreSQL too: `make test` starts a \
                 private cluster and sets it; `make cluster` starts one that stays and says what to export"
            );
        };
        let id = lianxin_base::World::system().id().simple().to_string();
        Self::Schema {
            url,
            schema: format!("trial_{id}"),
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub fn place(&self, county: &str) -> Place {
        match self {
            Self::Folder(folder) => Place::file(folder.path(), county),
            Self::Schema { url, schema, .. } => {
                Place::Schema { url: url.clone(), schema: schema.clone(), connections: 6 }
            }
        }
    }

    /// Where uploads go.
    pub fn path(&self) -> &std::path::Path {
        match self {
            Self::Folder(folder) | Self::Schema { folder, .. } => folder.path(),
        }
    }
}
