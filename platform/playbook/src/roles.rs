//! Roles, what each may do and how far, and which duties one person must not join.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Row, Shape, Table};

/// The columns that are not capabilities.
const FIXED: [&str; 6] = ["role", "name_zh", "name_en", "node_level", "basis", "basis_zh"];

pub(crate) const SHAPE: Shape = Shape { file: "roles.csv", key: &["role"], columns: &FIXED, open: true };

pub(crate) const CAPABILITIES: Shape = Shape {
    file: "capabilities.csv",
    key: &["code"],
    columns: &["code", "name_zh", "name_en", "basis", "basis_zh"],
    open: false,
};

pub(crate) const SEPARATIONS: Shape = Shape {
    file: "separations.csv",
    key: &["one", "other"],
    columns: &["one", "other", "reason_zh", "reason_en", "basis", "basis_zh"],
    open: false,
};

codes! {
    /// How far a capability reaches.
    Scope {
        Own = "own", "本人", "What the person raised or is the subject of";
        Household = "household", "本户", "The household";
        Assigned = "assigned", "指派给本人", "Only what is assigned to the person";
        Grid = "grid", "本网格", "The grid or micro-grid";
        Village = "village", "本村", "The village or community";
        Area = "area", "本工作区", "The work area";
        Town = "town", "本街镇", "The street or town";
        Dept = "dept", "本部门", "What is dispatched or whistled to the department, anywhere in the county";
        County = "county", "全区县", "The county";
        Granted = "granted", "密钥所授", "What the key was given";
    }
}

codes! {
    /// Where a post with this role sits.
    NodeLevel {
        Household = "household", "户", "Household";
        MicroGrid = "micro-grid", "微网格", "Micro-grid";
        Grid = "grid", "网格", "Grid";
        Team = "team", "队伍", "Team";
        Firm = "firm", "企业", "Firm";
        Village = "village", "村、社区", "Village or community";
        Area = "area", "工作区", "Work area";
        Town = "town", "街道、镇", "Street or town";
        Department = "department", "部门", "Department";
        County = "county", "区县", "County or district";
    }
}

/// Something that a post may allow: `case.dispatch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    pub code: String,
    pub name: Words,
    pub basis: Basis,
}
coded!(Capability);

pub type Capabilities = Register<Capability>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    pub code: String,
    pub name: Words,
    pub node_level: NodeLevel,
    /// Scope by capability; what is not there is not allowed.
    pub scopes: HashMap<String, Scope>,
    pub basis: Basis,
}
coded!(Role);

#[derive(Debug, Clone)]
pub struct Roles(Register<Role>);

impl std::ops::Deref for Roles {
    type Target = Register<Role>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Roles {
    /// How far a role may use a capability; none: not at all.
    pub fn scope(&self, role: &str, capability: &str) -> Option<Scope> {
        self.0.get(role).and_then(|role| role.scopes.get(capability)).copied()
    }

    /// The roles that hold a capability.
    pub fn holders<'a>(&'a self, capability: &'a str) -> impl Iterator<Item = &'a Role> {
        self.0.iter().filter(move |role| role.scopes.contains_key(capability))
    }

    pub(crate) fn read(
        table: &Table,
        capabilities: &Capabilities,
        separations: &Separations,
        mistakes: &mut Mistakes,
    ) -> Self {
        if !mistakes.is_unread(CAPABILITIES.file) {
            check_headings(table, capabilities, mistakes);
        }
        let mut rows = Vec::new();
        for row in &table.rows {
            let Some(node_level) = row.code("node_level", mistakes) else { continue };
            let role = Role {
                code: row.text("role", mistakes),
                name: row.words("name", mistakes),
                node_level,
                scopes: read_scopes(row, capabilities, mistakes),
                basis: row.basis(mistakes),
            };
            for pair in separations.broken_by(|capability| role.scopes.contains_key(capability)) {
                let expected = Words::new(
                    format!("不同时有 {} 与 {}", pair.one, pair.other),
                    format!("not both {} and {}", pair.one, pair.other),
                );
                row.wrong(&pair.other, row.cell(&pair.other), expected, mistakes);
            }
            rows.push(role);
        }
        Self(Register::new(rows))
    }
}

fn check_headings(table: &Table, capabilities: &Capabilities, mistakes: &mut Mistakes) {
    let Some(row) = table.rows.first() else { return };
    let headings = row.headings();
    for heading in headings.iter().filter(|name| !FIXED.contains(name) && !capabilities.has(name)) {
        let expected = Words::new("capabilities.csv 里有的权限", "a capability that capabilities.csv holds");
        mistakes.add(table.file, Some(1), Some(heading), *heading, expected);
    }
    for capability in capabilities.iter().filter(|one| !headings.contains(&one.code.as_str())) {
        let expected = Words::new("每项权限有一列", "a column for each capability");
        mistakes.add(table.file, Some(1), Some(&capability.code), "", expected);
    }
}

fn read_scopes(row: &Row, capabilities: &Capabilities, mistakes: &mut Mistakes) -> HashMap<String, Scope> {
    let mut scopes = HashMap::new();
    for capability in capabilities {
        if let Some(scope) = row.optional_code(&capability.code, mistakes) {
            scopes.insert(capability.code.clone(), scope);
        }
    }
    scopes
}

/// Two capabilities that one person must not hold in the same organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Separation {
    pub one: String,
    pub other: String,
    pub reason: Words,
    pub basis: Basis,
}

#[derive(Debug, Clone)]
pub struct Separations(Vec<Separation>);

/// The pairs in file order.
impl std::ops::Deref for Separations {
    type Target = [Separation];
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Separations {
    /// The pairs of which both sides are held.
    pub fn broken_by(&self, holds: impl Fn(&str) -> bool) -> Vec<&Separation> {
        self.0.iter().filter(|pair| holds(&pair.one) && holds(&pair.other)).collect()
    }

    pub(crate) fn read(table: &Table, capabilities: &Capabilities, mistakes: &mut Mistakes) -> Self {
        let mut rows: Vec<Separation> = Vec::new();
        for row in &table.rows {
            let pair = Separation {
                one: row.text("one", mistakes),
                other: row.text("other", mistakes),
                reason: row.words("reason", mistakes),
                basis: row.basis(mistakes),
            };
            row.refer("one", &pair.one, CAPABILITIES.file, capabilities.has(&pair.one), mistakes);
            row.refer("other", &pair.other, CAPABILITIES.file, capabilities.has(&pair.other), mistakes);
            if pair.one == pair.other {
                let expected = Words::new("另一项权限", "another capability");
                row.wrong("other", &pair.other, expected, mistakes);
            }
            rows.push(pair);
        }
        Self(rows)
    }
}

pub(crate) fn read_capabilities(table: &Table, mistakes: &mut Mistakes) -> Capabilities {
    let mut rows = Vec::new();
    for row in &table.rows {
        rows.push(Capability {
            code: row.text("code", mistakes),
            name: row.words("name", mistakes),
            basis: row.basis(mistakes),
        });
    }
    Register::new(rows)
}
