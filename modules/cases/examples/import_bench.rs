//! Measures an import beside the bare writing of the same rows; prints `{"rows":…,"import":…,"bare":…}` (rows a second).
//!
//! `import_bench SHEET IMPORTED BARE`: two counties that are alike, each a folder with `370114.sqlite` or the address of
//! a PostgreSQL database with the schema `c370114`. Both are written to.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use lianxin_base::World;
use lianxin_cases::import::{ImportError, bench};
use lianxin_db::{Place, Store};
use lianxin_files::{SheetFile, SheetLimits};
use lianxin_playbook::load;
use lianxin_seal::Keys;
use lianxin_web::{County, Shelf};

const COUNTY: &str = "370114";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [sheet, imported, bare] = &words[..] else {
        return Err("usage: import_bench SHEET IMPORTED BARE".into());
    };
    let (imported, bare) = (county(imported).await?, county(bare).await?);
    let open = || SheetFile::open(Path::new(sheet), &SheetLimits::default()).map_err(ImportError::from);
    let told = bench(&imported, &bare, open).await?;
    let figures = serde_json::json!({ "rows": told.rows, "import": told.import, "bare": told.bare });
    println!("{figures}");
    imported.store.close().await?;
    bare.store.close().await?;
    Ok(())
}

async fn county(place: &str) -> Result<County, Box<dyn Error>> {
    let place = match place.starts_with("postgres") {
        true => Place::schema(place, COUNTY),
        false => Place::file(Path::new(place), COUNTY),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu");
    let playbook = load(&folder).map_err(|mistakes| format!("{mistakes:?}"))?;
    let (live, _) = tokio::sync::broadcast::channel(4);
    Ok(County {
        code: COUNTY.to_owned(),
        store: Store::open(&place, World::system()).await?,
        playbook: Arc::new(playbook),
        // Nothing is opened again that is sealed here.
        keys: Arc::new(Keys::generate()?),
        live,
        shelf: Shelf::default(),
    })
}
