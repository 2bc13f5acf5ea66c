//! Units that hold work: departments, utilities, offices of a work area, bodies of a town.

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "units.csv",
    key: &["code"],
    columns: &["code", "name_zh", "name_en", "kind", "topics_zh", "topics_en", "basis", "basis_zh"],
    open: false,
};

codes! {
    /// Kind of a unit; it says at which level the unit stands.
    UnitKind {
        DistrictParty = "district-party", "区委部门", "District Party body";
        DistrictBody = "district-body", "区直单位", "District body";
        Government = "government", "政府部门", "Government department";
        GovernmentBranch = "government-branch", "垂管或派驻机构", "Branch of a higher department";
        MassOrganisation = "mass-organisation", "群团组织", "Mass organisation";
        Judicial = "judicial", "司法机关", "Judicial body";
        Utility = "utility", "公用事业单位", "Utility";
        AreaOffice = "area-office", "工作区办公室", "Office of a work area";
        TownBody = "town-body", "街镇机构", "Town body";
        TownBranch = "town-branch", "驻街镇机构", "Branch in a town";
        Town = "town", "街镇", "Street or town";
        Village = "village", "村、社区", "Village or community";
    }
}

impl UnitKind {
    /// True for one body for the whole county; false for a kind of which each place has its own.
    pub const fn is_county_wide(self) -> bool {
        !matches!(self, Self::AreaOffice | Self::TownBody | Self::TownBranch | Self::Town | Self::Village)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub code: String,
    pub name: Words,
    pub kind: UnitKind,
    pub topics_zh: Vec<String>,
    pub topics_en: Vec<String>,
    pub basis: Basis,
}
coded!(Unit);

pub type Units = Register<Unit>;

pub(crate) fn read(table: &Table, mistakes: &mut Mistakes) -> Units {
    let mut rows = Vec::new();
    for row in &table.rows {
        let Some(kind) = row.code("kind", mistakes) else { continue };
        row.text("topics_zh", mistakes);
        row.text("topics_en", mistakes);
        rows.push(Unit {
            code: row.text("code", mistakes),
            name: row.words("name", mistakes),
            kind,
            topics_zh: row.list("topics_zh"),
            topics_en: row.list("topics_en"),
            basis: row.basis(mistakes),
        });
    }
    Register::new(rows)
}
