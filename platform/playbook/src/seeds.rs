//! Typical words of each category: with them a county can suggest categories on its first day.

use serde::{Deserialize, Serialize};

use crate::categories::Categories;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Shape, Table};

pub(crate) const SHAPE: Shape =
    Shape { file: "seeds.csv", key: &["code"], columns: &["code", "words"], open: false };

/// The words that people use for a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed {
    /// The category.
    pub code: String,
    pub words: Vec<String>,
}
coded!(Seed);

pub type SeedWords = Register<Seed>;

pub(crate) fn read(table: &Table, categories: &Categories, mistakes: &mut Mistakes) -> SeedWords {
    let mut rows = Vec::new();
    for row in &table.rows {
        let code = row.text("code", mistakes);
        let known = categories.get(&code).is_some_and(|one| !one.is_top());
        row.refer("code", &code, "categories.csv", known, mistakes);
        row.text("words", mistakes);
        rows.push(Seed { code, words: row.list("words") });
    }
    Register::new(rows)
}
