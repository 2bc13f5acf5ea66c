//! Labels of other classifications, mapped to the county's top categories.

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::categories::Categories;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "labels.csv",
    key: &["label_zh"],
    columns: &["label_zh", "label_en", "category_codes", "primary_category_code", "basis", "basis_zh"],
    open: false,
};

/// A label such as 城乡建设 and the top categories it covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The label as the messages carry it (Chinese).
    pub code: String,
    pub name: Words,
    pub category_codes: Vec<String>,
    /// The top category to take when nothing else is known.
    pub primary_category_code: String,
    pub basis: Basis,
}
coded!(Label);

pub type Labels = Register<Label>;

/// The label that covers a category of either level.
pub fn label_of<'a>(labels: &'a Labels, categories: &Categories, category: &str) -> Option<&'a Label> {
    let top = categories.parent(category).map_or(category, |parent| parent.code.as_str());
    labels.iter().find(|label| label.category_codes.iter().any(|code| code == top))
}

pub(crate) fn read(table: &Table, categories: &Categories, mistakes: &mut Mistakes) -> Labels {
    let mut rows = Vec::new();
    let mut covered = std::collections::HashSet::new();
    for row in &table.rows {
        let name = row.words("label", mistakes);
        let label = Label {
            code: name.zh.clone(),
            name,
            category_codes: row.list("category_codes"),
            primary_category_code: row.text("primary_category_code", mistakes),
            basis: row.basis(mistakes),
        };
        for code in &label.category_codes {
            let known = categories.get(code).is_some_and(crate::Category::is_top);
            row.refer("category_codes", code, "categories.csv", known, mistakes);
            if !covered.insert(code.clone()) {
                let expected = Words::new("只归入一个标签的类别", "a category under one label only");
                row.wrong("category_codes", code, expected, mistakes);
            }
        }
        if !label.category_codes.contains(&label.primary_category_code) {
            let expected = Words::new("category_codes 中的一个", "one of category_codes");
            row.wrong("primary_category_code", &label.primary_category_code, expected, mistakes);
        }
        rows.push(label);
    }
    Register::new(rows)
}
