//! How much an import costs above the bare writing of the same rows.

use std::time::Instant;

use lianxin_access::By;
use lianxin_files::{Mapping, SheetFile};
use lianxin_web::{County, Texts};

use super::{AT_ONCE, ImportError, Intake, Places, Rejects, Way, history, import_cases, line};
use crate::Act;

#[derive(Clone, Copy, Debug)]
pub struct Bench {
    pub rows: u64,
    /// Rows a second: read, checked, masked, placed, written.
    pub import: f64,
    /// Rows a second: the same rows, ready in memory, written in the same pieces.
    pub bare: f64,
}

/// Imports a file into one county and writes the same rows bare into another, piece by piece in turn with the reading
/// left out of the clock. Both counties must be empty of these numbers.
pub async fn bench(
    imported: &County,
    bare: &County,
    mut open: impl FnMut() -> Result<SheetFile, ImportError>,
) -> Result<Bench, ImportError> {
    let intake = Intake { source: "bench".into(), way: Way::History };
    let mapping = Mapping::requests();
    let texts = Texts::new([]);
    let by = By::system();
    let mut rejects = Rejects::new(&texts, None);
    let began = Instant::now();
    let done = import_cases(imported, &by, &mut open()?, &mapping, &intake, &mut rejects, |_| {}).await?;
    let import = done.good as f64 / began.elapsed().as_secs_f64();
    let written = write_bare(bare, &by, &mut open()?, &mapping, &intake).await?;
    Ok(Bench { rows: done.good, import, bare: done.good as f64 / written })
}

/// Seconds that the writing took.
async fn write_bare(
    county: &County,
    by: &By,
    file: &mut SheetFile,
    mapping: &Mapping,
    intake: &Intake,
) -> Result<f64, ImportError> {
    let places = Places::read(&county.store.reader()).await?;
    let now = county.store.world().now();
    let rows = file.rows()?;
    let columns = mapping.columns(rows.headings())?;
    let mut seconds = 0.0;
    let mut piece = Vec::new();
    for row in rows.filter_map(Result::ok) {
        piece.extend(line::read(&row, &columns, now, intake.way).ok());
        if piece.len() == AT_ONCE {
            seconds += one_piece(county, by, &places, intake, std::mem::take(&mut piece)).await?;
        }
    }
    Ok(seconds + one_piece(county, by, &places, intake, piece).await?)
}

async fn one_piece(
    county: &County,
    by: &By,
    places: &Places,
    intake: &Intake,
    piece: Vec<line::Line>,
) -> Result<f64, ImportError> {
    let tx = county.store.begin().await?;
    let act = Act { tx: &tx, county, by };
    let prepared = history::prepare(act, places, &intake.source, piece).await?;
    let began = Instant::now();
    prepared.write(&tx).await?;
    tx.commit().await?;
    Ok(began.elapsed().as_secs_f64())
}
