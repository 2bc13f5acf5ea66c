//! Categories of requests: a tree of two levels, with pace, sensitivity and sealing.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::stages::Pace;
use crate::tables::{Row, Shape, Table};
use crate::units::Units;

pub(crate) const SHAPE: Shape = Shape {
    file: "categories.csv",
    key: &["code"],
    columns: &[
        "code",
        "parent_code",
        "name_zh",
        "name_en",
        "usual_lead_zh",
        "pace",
        "sensitive",
        "sealed_to",
        "against_unit",
        "basis",
        "basis_zh",
    ],
    open: false,
};

pub(crate) const OVERRIDES: Shape = Shape {
    file: "pace-overrides.csv",
    key: &["category_code"],
    columns: &["category_code", "default_pace", "pace", "reason_zh", "reason_en", "basis", "basis_zh"],
    open: false,
};

/// One category. Top categories have a letter, those below it a letter and two digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub code: String,
    /// Empty for a top category.
    pub parent_code: String,
    pub name: Words,
    /// Who usually leads, as the source says; the responsibility list decides.
    pub usual_lead_zh: String,
    pub default_pace: Pace,
    /// The pace after overrides; [`Pace::PassOn`] for what is handed over sealed.
    pub pace: Pace,
    /// Why the pace differs from the default; none if it does not.
    pub pace_reason: Option<Words>,
    /// Limits who reads it and masks it in lists.
    pub sensitive: bool,
    /// The unit to which it goes sealed; none for what is handled openly.
    pub sealed_to: Option<String>,
    /// Complains of a unit or an officer, who must have no reach to it.
    pub against_unit: bool,
    pub basis: Basis,
}
coded!(Category);

impl Category {
    pub fn is_top(&self) -> bool {
        self.parent_code.is_empty()
    }

    pub fn is_sealed(&self) -> bool {
        self.sealed_to.is_some()
    }
}

#[derive(Debug, Clone)]
pub struct Categories {
    all: Register<Category>,
    children: HashMap<String, Vec<String>>,
}

impl std::ops::Deref for Categories {
    type Target = Register<Category>;
    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl Categories {
    pub fn top(&self) -> impl Iterator<Item = &Category> {
        self.all.iter().filter(|one| one.is_top())
    }

    /// The categories that a case may have: those of level 2.
    pub fn leaves(&self) -> impl Iterator<Item = &Category> {
        self.all.iter().filter(|one| !one.is_top())
    }

    pub fn under(&self, code: &str) -> impl Iterator<Item = &Category> {
        self.children.get(code).into_iter().flatten().filter_map(|code| self.all.get(code))
    }

    pub fn parent(&self, code: &str) -> Option<&Category> {
        self.all.get(code).and_then(|one| self.all.get(&one.parent_code))
    }

    pub(crate) fn read(table: &Table, overrides: &Table, units: &Units, mistakes: &mut Mistakes) -> Self {
        let mut rows = Vec::new();
        let tops: Vec<_> = table.rows.iter().filter(|row| row.cell("parent_code").is_empty()).collect();
        let paces = read_overrides(table, overrides, mistakes);
        for row in &table.rows {
            let parent_code = row.cell("parent_code").to_owned();
            if !parent_code.is_empty() {
                let known = tops.iter().any(|top| top.cell("code") == parent_code);
                row.refer("parent_code", &parent_code, SHAPE.file, known, mistakes);
            }
            let Some(default_pace) = case_pace(row, "pace", mistakes) else { continue };
            let code = row.text("code", mistakes);
            let (pace, pace_reason) = match paces.get(&code) {
                Some((pace, reason)) => (*pace, Some(reason.clone())),
                None => (default_pace, None),
            };
            let sealed_to = Some(row.cell("sealed_to").to_owned()).filter(|unit| !unit.is_empty());
            if let Some(unit) = &sealed_to {
                row.refer("sealed_to", unit, "units.csv", units.has(unit), mistakes);
            }
            // Which categories are handed over sealed stands among the overrides.
            let told = mistakes.is_unread(OVERRIDES.file);
            if sealed_to.is_some() != (pace == Pace::PassOn) && !told {
                let expected = Words::new(
                    "时限档为 pass-on 的类别才封存移交，且必须写明移交单位",
                    "a unit for categories with pace pass-on, and for no others",
                );
                row.wrong("sealed_to", row.cell("sealed_to"), expected, mistakes);
            }
            rows.push(Category {
                code,
                parent_code,
                name: row.words("name", mistakes),
                usual_lead_zh: row.text("usual_lead_zh", mistakes),
                default_pace,
                pace,
                pace_reason,
                sensitive: row.yes("sensitive", mistakes),
                sealed_to,
                against_unit: row.yes("against_unit", mistakes),
                basis: row.basis(mistakes),
            });
        }
        let mut children: HashMap<String, Vec<String>> = HashMap::new();
        for one in rows.iter().filter(|one| !one.is_top()) {
            children.entry(one.parent_code.clone()).or_default().push(one.code.clone());
        }
        Self { all: Register::new(rows), children }
    }
}

fn case_pace(row: &Row, column: &str, mistakes: &mut Mistakes) -> Option<Pace> {
    let pace: Option<Pace> = row.code(column, mistakes);
    if pace.is_some_and(|pace| !pace.is_for_cases()) {
        let expected = Words::new("urgent、fast、normal 或 long", "urgent, fast, normal or long");
        row.wrong(column, row.cell(column), expected, mistakes);
        return None;
    }
    pace
}

fn read_overrides(
    table: &Table,
    overrides: &Table,
    mistakes: &mut Mistakes,
) -> HashMap<String, (Pace, Words)> {
    let mut paces = HashMap::new();
    for row in &overrides.rows {
        let code = row.text("category_code", mistakes);
        let category =
            table.rows.iter().find(|one| one.cell("code") == code && !one.cell("parent_code").is_empty());
        row.refer("category_code", &code, SHAPE.file, category.is_some(), mistakes);
        let default = category.map_or("", |one| one.cell("pace"));
        if row.cell("default_pace") != default && !mistakes.is_unread(SHAPE.file) {
            let expected =
                Words::new(format!("类别自己的 {default}"), format!("the category's own {default}"));
            row.wrong("default_pace", row.cell("default_pace"), expected, mistakes);
        }
        let reason = row.words("reason", mistakes);
        row.basis(mistakes);
        let pace = match row.cell("pace") {
            "pass-on" => Some(Pace::PassOn),
            _ => case_pace(row, "pace", mistakes),
        };
        if let Some(pace) = pace {
            paces.insert(code, (pace, reason));
        }
    }
    paces
}
