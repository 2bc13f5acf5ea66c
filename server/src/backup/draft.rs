use std::path::{Path, PathBuf};

use lianxin_base::World;
use lianxin_db::{Place, Store};

use crate::counties;
use crate::fail::Fail;

/// Where a county grows until it is whole: a folder, and beside it a schema when it is in PostgreSQL. What an interrupted
/// run left there is cleared away first, and nothing of it is a county before it gets its name.
pub struct Draft {
    pub folder: PathBuf,
    pub place: Place,
}

impl Draft {
    /// `word` tells drafts for different ends apart: `restoring`, `proving`.
    pub async fn begin(
        parent: &Path,
        word: &str,
        county: &str,
        database: Option<&str>,
    ) -> Result<Self, Fail> {
        let folder = parent.join(format!(".{word}-{county}"));
        let place = match database {
            Some(url) => Self::schema(url, word, county)?,
            None => Place::file(&folder, county),
        };
        let draft = Self { folder, place };
        draft.clear().await?;
        std::fs::create_dir_all(&draft.folder).map_err(|error| super::told(&draft.folder, &error))?;
        Ok(draft)
    }

    fn schema(url: &str, word: &str, county: &str) -> Result<Place, Fail> {
        match Place::schema(url, county) {
            Place::Schema { url, connections, .. } => {
                Ok(Place::Schema { url, schema: format!("{word}_c{county}"), connections })
            }
            Place::File(_) => Err(Fail::new("the database is no PostgreSQL", "mend --database")),
        }
    }

    pub async fn store(&self) -> Result<Store, Fail> {
        Ok(Store::open(&self.place, World::system()).await?)
    }

    /// Takes the draft away.
    pub async fn clear(&self) -> Result<(), Fail> {
        if let Place::Schema { url, schema, .. } = &self.place {
            counties::script(url, &format!("DROP SCHEMA IF EXISTS \"{schema}\" CASCADE")).await?;
        }
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(super::told(&self.folder, &error))
            }
            _ => Ok(()),
        }
    }
}
