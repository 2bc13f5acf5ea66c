//! Requests from other systems' sheets: streamed, checked row by row, some hundred rows in one transaction.
//!
//! A history (`Way::History`) is over: its cases are ended, have the answer that the sheet holds, no clock and no
//! call-back. Orders of the city's hotline (`Way::Orders`) are registered like any request and stay open.
//!
//! What the sheet calls the place is looked for among the county's towns and villages; where nothing is found the place
//! is the district, which is honest and can be mended, and the words of the place are kept.

mod bench;
mod history;
mod line;
mod orders;
mod places;
mod rejects;

pub use bench::{Bench, bench};
pub use line::Why;
pub use rejects::Rejects;

use std::collections::HashSet;

use lianxin_access::{By, Stop};
use lianxin_db::{Db, Fault, Tx, Value, placeholders, values};
use lianxin_files::{Columns, Mapping, MappingError, Row, Rows, SheetError, SheetFile, SheetOutError};
use lianxin_web::County;

use self::line::Line;
use self::places::Places;
use crate::Act;

/// Rows in one transaction: enough that the disk's flush does not count, few enough that others can write between.
const AT_ONCE: usize = 400;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    History,
    Orders,
}

/// How a sheet is to be taken in.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Whose numbers the sheet's numbers are; the same number of the same source is the same case.
    pub source: String,
    pub way: Way,
}

/// How far it is, and in the end what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub rows: u64,
    pub good: u64,
    pub bad: u64,
    /// Rows that had been imported before.
    pub known: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Sheet(#[from] SheetError),
    #[error(transparent)]
    Mapping(#[from] MappingError),
    #[error("the rows that were not taken cannot be written down: {0}")]
    Rejects(#[from] SheetOutError),
    #[error(transparent)]
    Store(#[from] Fault),
    #[error("{0}")]
    Refused(lianxin_base::Refused),
}

impl From<Stop> for ImportError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Fault(fault) => Self::Store(fault),
            Stop::Refused(refused) => Self::Refused(refused),
        }
    }
}

/// Takes in all sheets of a file. Rows that are not understood go to `rejects`; `progress` hears after each piece.
///
/// # Errors
/// A file that is none, headings that say nothing, a store or a disk that fails. What was committed before stays, and
/// the same file can be given again.
pub async fn import_cases(
    county: &County,
    by: &By,
    file: &mut SheetFile,
    mapping: &Mapping,
    intake: &Intake,
    rejects: &mut Rejects<'_>,
    mut progress: impl FnMut(&Imported),
) -> Result<Imported, ImportError> {
    let places = Places::read(&county.store.reader()).await?;
    let mut import = Import { county, by, intake, places, done: Imported::default() };
    for sheet in 0..file.sheets().len() {
        let rows = match file.rows_of(sheet) {
            Err(SheetError::NoHeadings) if sheet > 0 => continue,
            rows => rows?,
        };
        let columns = match mapping.columns(rows.headings()) {
            // A later sheet of notes or totals is no list of requests.
            Err(MappingError::Missing { .. }) if sheet > 0 => continue,
            columns => columns?,
        };
        import.sheet(rows, &columns, rejects, &mut progress).await?;
    }
    Ok(import.done)
}

pub(crate) struct Import<'a> {
    pub county: &'a County,
    pub by: &'a By,
    pub intake: &'a Intake,
    pub places: Places,
    pub done: Imported,
}

impl Import<'_> {
    async fn sheet(
        &mut self,
        rows: Rows<'_>,
        columns: &Columns,
        rejects: &mut Rejects<'_>,
        progress: &mut impl FnMut(&Imported),
    ) -> Result<(), ImportError> {
        rejects.headings(rows.headings());
        let mut piece: Vec<(Row, Line)> = Vec::with_capacity(AT_ONCE);
        let now = self.county.store.world().now();
        for row in rows {
            self.done.rows += 1;
            match row {
                Err(error) if error.is_of_one_row() => {
                    self.bad(rejects, None, &Why::Row(error.to_string()))?;
                }
                Err(error) => return Err(error.into()),
                Ok(row) => match line::read(&row, columns, now, self.intake.way) {
                    Ok(line) => piece.push((row, line)),
                    Err(why) => self.bad(rejects, Some(&row), &why)?,
                },
            }
            if piece.len() >= AT_ONCE {
                self.take(std::mem::take(&mut piece), rejects).await?;
                progress(&self.done);
            }
        }
        self.take(piece, rejects).await?;
        progress(&self.done);
        Ok(())
    }

    fn bad(&mut self, rejects: &mut Rejects<'_>, row: Option<&Row>, why: &Why) -> Result<(), SheetOutError> {
        self.done.bad += 1;
        rejects.put(row, why)
    }

    /// One transaction: what is new of a piece.
    async fn take(&mut self, piece: Vec<(Row, Line)>, rejects: &mut Rejects<'_>) -> Result<(), ImportError> {
        if piece.is_empty() {
            return Ok(());
        }
        let many = piece.len() as u64;
        let tx = self.county.store.begin().await?;
        let piece = self.fresh(&tx, piece).await?;
        self.done.known += many - piece.len() as u64;
        let act = Act { tx: &tx, county: self.county, by: self.by };
        let refused = match self.intake.way {
            Way::History => {
                let lines: Vec<Line> = piece.iter().map(|(_, line)| line.clone()).collect();
                history::prepare(act, &self.places, &self.intake.source, lines).await?.write(&tx).await?;
                vec![]
            }
            Way::Orders => orders::register_all(act, &self.places, &self.intake.source, &piece).await?,
        };
        tx.commit().await?;
        self.done.good += (piece.len() - refused.len()) as u64;
        for (at, why) in refused {
            self.bad(rejects, piece.get(at).map(|one| &one.0), &why)?;
        }
        Ok(())
    }

    /// Without what the store has already and what the piece says twice.
    async fn fresh(&self, tx: &Tx, piece: Vec<(Row, Line)>) -> Result<Vec<(Row, Line)>, Fault> {
        let sql = format!(
            "SELECT number FROM imports WHERE source = $1 AND number IN ({})",
            placeholders(2, piece.len())
        );
        let mut bound = values![self.intake.source.as_str()];
        bound.extend(piece.iter().map(|(_, line)| Value::from(line.number.as_str())));
        let mut known: HashSet<String> = tx.column::<String>(&sql, bound).await?.into_iter().collect();
        Ok(piece.into_iter().filter(|(_, line)| known.insert(line.number.clone())).collect())
    }
}
