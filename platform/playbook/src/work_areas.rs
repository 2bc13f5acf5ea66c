//! Work areas: the level between a town and its villages.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::divisions::{Divisions, Level};
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "work-areas.csv",
    key: &["code"],
    columns: &[
        "code",
        "name_zh",
        "name_en",
        "full_zh",
        "full_en",
        "town_code",
        "division_codes",
        "name_basis",
        "name_basis_zh",
        "membership_basis",
        "membership_basis_zh",
    ],
    open: false,
};

/// One work area with the villages and communities that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkArea {
    pub code: String,
    /// Short name: 眼明泉, Yanmingquan.
    pub name: Words,
    /// Full name: 眼明泉党建工作区, Yanmingquan Work Area.
    pub full: Words,
    pub town_code: String,
    pub division_codes: Vec<String>,
    pub name_basis: Basis,
    pub membership_basis: Basis,
}
coded!(WorkArea);

#[derive(Debug, Clone)]
pub struct WorkAreas {
    all: Register<WorkArea>,
    by_division: HashMap<String, String>,
}

impl std::ops::Deref for WorkAreas {
    type Target = Register<WorkArea>;
    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl WorkAreas {
    /// The work area that a village or community belongs to.
    pub fn of_division(&self, code: &str) -> Option<&WorkArea> {
        self.by_division.get(code).and_then(|area| self.all.get(area))
    }

    pub fn in_town<'a>(&'a self, town_code: &'a str) -> impl Iterator<Item = &'a WorkArea> {
        self.all.iter().filter(move |area| area.town_code == town_code)
    }

    pub(crate) fn read(table: &Table, divisions: &Divisions, mistakes: &mut Mistakes) -> Self {
        let mut rows = Vec::new();
        let mut by_division: HashMap<String, String> = HashMap::new();
        for row in &table.rows {
            let area = WorkArea {
                code: row.text("code", mistakes),
                name: row.words("name", mistakes),
                full: row.words("full", mistakes),
                town_code: row.text("town_code", mistakes),
                division_codes: row.list("division_codes"),
                name_basis: row.basis_in("name_basis", mistakes),
                membership_basis: row.basis_in("membership_basis", mistakes),
            };
            let town = divisions.get(&area.town_code).is_some_and(|one| one.level == Level::Town);
            row.refer("town_code", &area.town_code, "divisions.csv", town, mistakes);
            if area.division_codes.is_empty() {
                row.wrong(
                    "division_codes",
                    "",
                    Words::new("至少一个村或社区", "at least one village"),
                    mistakes,
                );
            }
            for code in &area.division_codes {
                let village = divisions.get(code).filter(|one| one.level == Level::Village);
                row.refer("division_codes", code, "divisions.csv", village.is_some(), mistakes);
                if village.is_some_and(|one| one.parent_code != area.town_code) {
                    let expected = Words::new("本街镇的村或社区", "a village of the area's own town");
                    row.wrong("division_codes", code, expected, mistakes);
                }
                if let Some(other) = by_division.insert(code.clone(), area.code.clone()) {
                    let expected = Words::new(
                        format!("只属于一个工作区（{other} 已有）"),
                        format!("a village of one work area only ({other} has it)"),
                    );
                    row.wrong("division_codes", code, expected, mistakes);
                }
            }
            rows.push(area);
        }
        for village in divisions.villages().filter(|one| !by_division.contains_key(&one.code)) {
            let expected = Words::new(
                format!("{} {} 属于一个工作区", village.code, village.name.zh),
                format!("a work area for {} {}", village.code, village.name.en),
            );
            mistakes.add(SHAPE.file, None, Some("division_codes"), "", expected);
        }
        Self { all: Register::new(rows), by_division }
    }
}
