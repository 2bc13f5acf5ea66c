use std::path::PathBuf;

use clap::Args;
use lianxin_seal::Keys;

use crate::backup::{Draft, Opened, compare, open, refuse_what_is_there, settle, told, unpack};
use crate::configuration::{Configuration, Options};
use crate::counties;
use crate::fail::Fail;

/// Take a county in from its backup, into a place where it is not
///
/// Writes over nothing. The county appears when all of it is there and counted; a restore that was interrupted is simply
/// started again. Afterwards it goes on where it was: `lianxin check` looks at everything once more.
#[derive(Args, Debug)]
pub struct Restore {
    /// A file of `lianxin backup`
    file: PathBuf,
    /// The county's keys.toml, from its copy [default: keys.toml in the data folder]
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

impl Restore {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        let keys = self.keys.clone().unwrap_or_else(|| counties::keys_at(&configuration.data));
        let keys = Keys::load(&keys).map_err(|error| {
            Fail::new(error, "a backup opens with its county's keys only: give them with --keys")
        })?;
        let opened = open(&self.file, keys)?;
        refuse_another(&configuration, &opened)?;
        let county = opened.manifest.county.clone();
        refuse_what_is_there(&configuration, &county).await?;
        std::fs::create_dir_all(&configuration.data).map_err(|error| told(&configuration.data, &error))?;
        let database = configuration.database.as_deref();
        let draft = Draft::begin(&configuration.data, "restoring", &county, database).await?;
        match self.grow(&configuration, &opened, &draft, &county).await {
            Ok(rows) => {
                println!("{county} restored: {rows} rows, as of {}", opened.manifest.made_at);
                Ok(())
            }
            Err(fail) => {
                // The first reason is the one to tell.
                let _ = draft.clear().await;
                Err(fail)
            }
        }
    }

    async fn grow(
        &self,
        configuration: &Configuration,
        opened: &Opened,
        draft: &Draft,
        county: &str,
    ) -> Result<i64, Fail> {
        let counts = unpack(opened, draft).await?;
        let store = draft.store().await?;
        let same = compare(&store, &counts).await;
        store.close().await?;
        same?;
        settle(configuration, draft, county, self.keys.as_deref()).await?;
        Ok(counts.rows.values().sum())
    }
}

/// The wrong place is told before anything is touched.
fn refuse_another(configuration: &Configuration, opened: &Opened) -> Result<(), Fail> {
    let manifest = &opened.manifest;
    if let Some(wanted) = configuration.county.as_ref().filter(|wanted| **wanted != manifest.county) {
        let county = &manifest.county;
        return Err(Fail::new(format!("it is a backup of {county}, not of {wanted}"), "leave --county out"));
    }
    match (&*manifest.engine, &configuration.database) {
        ("sqlite", Some(_)) => {
            Err(Fail::new("it is a backup of a SQLite file", "leave --database out; --data says where to"))
        }
        ("postgres", None) => {
            Err(Fail::new("it is a backup of a county in PostgreSQL", "say with --database where to"))
        }
        _ => Ok(()),
    }
}
