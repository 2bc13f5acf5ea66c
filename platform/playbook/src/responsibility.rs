//! The responsibility list: who leads and who helps in each matter between county, town and village.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::categories::Categories;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::stages::WhistleKind;
use crate::tables::{Row, Shape, Table};
use crate::units::Units;

pub(crate) const SHAPE: Shape = Shape {
    file: "responsibility-list.csv",
    key: &["code"],
    columns: &[
        "code",
        "field_zh",
        "field_en",
        "item_zh",
        "item_en",
        "lead_unit",
        "supporting_units",
        "town_does_zh",
        "town_does_en",
        "village_does_zh",
        "village_does_en",
        "legal_or_practice_basis",
        "category_codes",
        "primary_category_codes",
        "town_may_whistle",
        "report_in_kind",
        "basis",
        "basis_zh",
    ],
    open: false,
};

/// One item of the responsibility list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub code: String,
    pub field: Words,
    pub name: Words,
    pub lead_unit: String,
    pub supporting_units: Vec<String>,
    pub town_does: Words,
    pub village_does: Words,
    /// Law or practice that the item names (Chinese).
    pub law_zh: String,
    /// Every category that the item may answer to.
    pub category_codes: Vec<String>,
    /// The categories for which it is the default.
    pub primary_category_codes: Vec<String>,
    /// How departments report in when a town whistles; none if a town may not.
    pub whistle: Option<WhistleKind>,
    pub basis: Basis,
}
coded!(Item);

#[derive(Debug, Clone)]
pub struct Responsibility {
    all: Register<Item>,
    primary: HashMap<String, String>,
    by_category: HashMap<String, Vec<String>>,
}

impl std::ops::Deref for Responsibility {
    type Target = Register<Item>;
    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl Responsibility {
    /// The item that answers to a category by default.
    pub fn primary_item(&self, category: &str) -> Option<&Item> {
        self.primary.get(category).and_then(|code| self.all.get(code))
    }

    /// Every item that may answer to a category, the primary one first.
    pub fn items_for(&self, category: &str) -> impl Iterator<Item = &Item> {
        self.by_category.get(category).into_iter().flatten().filter_map(|code| self.all.get(code))
    }

    /// The fields in file order.
    pub fn fields(&self) -> Vec<&Words> {
        let mut fields: Vec<&Words> = Vec::new();
        for item in &self.all {
            if !fields.contains(&&item.field) {
                fields.push(&item.field);
            }
        }
        fields
    }

    pub(crate) fn read(
        table: &Table,
        units: &Units,
        categories: &Categories,
        mistakes: &mut Mistakes,
    ) -> Self {
        let mut rows = Vec::new();
        let mut primary: HashMap<String, String> = HashMap::new();
        let mut by_category: HashMap<String, Vec<String>> = HashMap::new();
        for row in &table.rows {
            let item = read_item(row, mistakes);
            check_units(row, &item, units, mistakes);
            check_categories(row, &item, categories, mistakes);
            for code in &item.category_codes {
                let items = by_category.entry(code.clone()).or_default();
                if item.primary_category_codes.contains(code) {
                    items.insert(0, item.code.clone());
                } else {
                    items.push(item.code.clone());
                }
            }
            for code in &item.primary_category_codes {
                if let Some(other) = primary.insert(code.clone(), item.code.clone()) {
                    let expected = Words::new(
                        format!("每个类别只有一个主事项（{other} 已有）"),
                        format!("one primary item for each category ({other} has it)"),
                    );
                    row.wrong("primary_category_codes", code, expected, mistakes);
                }
            }
            rows.push(item);
        }
        for category in categories.leaves().filter(|one| !primary.contains_key(&one.code)) {
            let expected = Words::new(
                format!("类别 {} {} 有主事项", category.code, category.name.zh),
                format!("a primary item for category {} {}", category.code, category.name.en),
            );
            mistakes.add(SHAPE.file, None, Some("primary_category_codes"), "", expected);
        }
        Self { all: Register::new(rows), primary, by_category }
    }
}

fn read_item(row: &Row, mistakes: &mut Mistakes) -> Item {
    let may_whistle = row.yes("town_may_whistle", mistakes);
    let whistle = row.optional_code("report_in_kind", mistakes);
    if may_whistle == row.cell("report_in_kind").is_empty() {
        let expected = Words::new(
            "可吹哨的事项写报到种类，不可吹哨的留空",
            "a kind of report-in if the town may whistle, nothing if not",
        );
        row.wrong("report_in_kind", row.cell("report_in_kind"), expected, mistakes);
    }
    Item {
        code: row.text("code", mistakes),
        field: row.words("field", mistakes),
        name: row.words("item", mistakes),
        lead_unit: row.text("lead_unit", mistakes),
        supporting_units: row.list("supporting_units"),
        town_does: row.words("town_does", mistakes),
        village_does: row.words("village_does", mistakes),
        law_zh: row.text("legal_or_practice_basis", mistakes),
        category_codes: row.list("category_codes"),
        primary_category_codes: row.list("primary_category_codes"),
        whistle,
        basis: row.basis(mistakes),
    }
}

fn check_units(row: &Row, item: &Item, units: &Units, mistakes: &mut Mistakes) {
    row.refer("lead_unit", &item.lead_unit, "units.csv", units.has(&item.lead_unit), mistakes);
    for unit in &item.supporting_units {
        row.refer("supporting_units", unit, "units.csv", units.has(unit), mistakes);
        if *unit == item.lead_unit {
            let expected = Words::new("牵头单位以外的单位", "units other than the lead unit");
            row.wrong("supporting_units", unit, expected, mistakes);
        }
    }
}

fn check_categories(row: &Row, item: &Item, categories: &Categories, mistakes: &mut Mistakes) {
    for code in &item.category_codes {
        let leaf = categories.get(code).is_some_and(|one| !one.is_top());
        row.refer("category_codes", code, "categories.csv", leaf, mistakes);
    }
    for code in &item.primary_category_codes {
        if !item.category_codes.contains(code) {
            let expected = Words::new("category_codes 中的一个", "one of category_codes");
            row.wrong("primary_category_codes", code, expected, mistakes);
        }
    }
}
