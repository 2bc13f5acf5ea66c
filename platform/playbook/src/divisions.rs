//! Administrative divisions: the county, its towns and streets, its villages and communities.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "divisions.csv",
    key: &["code"],
    columns: &[
        "code",
        "parent_code",
        "level",
        "kind",
        "name_zh",
        "name_en",
        "full_zh",
        "pinyin",
        "basis",
        "basis_zh",
    ],
    open: false,
};

codes! {
    /// Level of a division.
    Level {
        County = "county", "区县", "County or district";
        Town = "town", "街道、镇", "Street or town";
        Village = "village", "村、社区", "Village or community";
    }
}

codes! {
    /// Kind of a division inside its level.
    DivisionKind {
        District = "district", "区", "District";
        County = "county", "县", "County";
        Street = "street", "街道", "Subdistrict";
        Town = "town", "镇", "Town";
        Village = "village", "村", "Village";
        Community = "community", "社区", "Community";
        Campus = "campus", "类似居委会的区域", "Area like a residents' committee";
    }
}

/// One division with its statistical code (6, 9 or 12 digits).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    pub code: String,
    /// Empty for the county itself.
    pub parent_code: String,
    pub level: Level,
    pub kind: DivisionKind,
    /// Everyday name: 官庄村, Guanzhuang Village.
    pub name: Words,
    /// Official name: 官庄村村民委员会.
    pub full_zh: String,
    /// Reading in pinyin without tones, of the name proper.
    pub pinyin: String,
    pub basis: Basis,
}
coded!(Division);

/// All divisions of the county as a tree.
#[derive(Debug, Clone)]
pub struct Divisions {
    all: Register<Division>,
    children: HashMap<String, Vec<String>>,
}

impl std::ops::Deref for Divisions {
    type Target = Register<Division>;
    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl Divisions {
    pub fn county(&self) -> Option<&Division> {
        self.all.iter().find(|one| one.level == Level::County)
    }

    pub fn towns(&self) -> impl Iterator<Item = &Division> {
        self.all.iter().filter(|one| one.level == Level::Town)
    }

    pub fn villages(&self) -> impl Iterator<Item = &Division> {
        self.all.iter().filter(|one| one.level == Level::Village)
    }

    /// The divisions right below one, in file order.
    pub fn under(&self, code: &str) -> impl Iterator<Item = &Division> {
        self.children.get(code).into_iter().flatten().filter_map(|code| self.all.get(code))
    }

    /// An empty county code stands for settings that could not be read: their mistake is told already.
    pub(crate) fn read(table: &Table, county_code: &str, mistakes: &mut Mistakes) -> Self {
        let mut rows = Vec::new();
        for row in &table.rows {
            let level = row.code("level", mistakes);
            let kind = row.code("kind", mistakes);
            let (Some(level), Some(kind)) = (level, kind) else { continue };
            rows.push(Division {
                code: row.text("code", mistakes),
                parent_code: row.cell("parent_code").to_owned(),
                level,
                kind,
                name: row.words("name", mistakes),
                full_zh: row.text("full_zh", mistakes),
                pinyin: row.text("pinyin", mistakes),
                basis: row.basis(mistakes),
            });
        }
        let all = Register::new(rows);
        check(table, &all, county_code, mistakes);
        let mut children: HashMap<String, Vec<String>> = HashMap::new();
        for one in &all {
            children.entry(one.parent_code.clone()).or_default().push(one.code.clone());
        }
        Self { all, children }
    }
}

fn check(table: &Table, all: &Register<Division>, county_code: &str, mistakes: &mut Mistakes) {
    let mut counties = 0;
    for row in &table.rows {
        let code = row.cell("code");
        let Some(one) = all.get(code) else { continue };
        let digits = match one.level {
            Level::County => 6,
            Level::Town => 9,
            Level::Village => 12,
        };
        if code.len() != digits || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            row.wrong(
                "code",
                code,
                Words::new(format!("{digits} 位数字"), format!("{digits} digits")),
                mistakes,
            );
        }
        if one.level == Level::County {
            counties += 1;
            if !county_code.is_empty() && code != county_code {
                let expected = Words::new(
                    format!("playbook.toml 里的 {county_code}"),
                    format!("{county_code} as in playbook.toml"),
                );
                row.wrong("code", code, expected, mistakes);
            }
            continue;
        }
        let parent_level = all.get(&one.parent_code).map(|parent| parent.level);
        let right = match one.level {
            Level::Town => parent_level == Some(Level::County),
            _ => parent_level == Some(Level::Town),
        };
        if !right || !code.starts_with(&one.parent_code) {
            let expected = Words::new("上一级区划的代码", "the code of the division above");
            row.wrong("parent_code", &one.parent_code, expected, mistakes);
        }
    }
    if counties != 1 {
        let expected = Words::new("恰好一个区县", "exactly one county");
        mistakes.add(table.file, None, Some("level"), counties.to_string(), expected);
    }
}
