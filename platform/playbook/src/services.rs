//! Services brought down to villages and work areas.

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::categories::Categories;
use crate::codes::codes;
use crate::limits::{Limit, TimeUnit};
use crate::mistakes::Mistakes;
use crate::registers::{Register, coded};
use crate::tables::{Shape, Table};
use crate::units::Units;

pub(crate) const SHAPE: Shape = Shape {
    file: "services.csv",
    key: &["code"],
    columns: &[
        "code",
        "name_zh",
        "name_en",
        "done_where",
        "decided_by",
        "materials_zh",
        "materials_en",
        "limit",
        "fee_fen",
        "errand",
        "category_code",
        "legal_or_practice_basis",
        "offered",
        "basis",
        "basis_zh",
    ],
    open: false,
};

codes! {
    /// The lowest place where a service can be done.
    DoneWhere {
        Grid = "grid", "网格", "Grid";
        Village = "village", "村、社区", "Village or community";
        WorkArea = "work-area", "工作区", "Work area";
    }
}

/// One service with its papers, limit and fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub code: String,
    pub name: Words,
    pub done_where: DoneWhere,
    /// Unit that decides.
    pub decided_by: String,
    pub materials: Words,
    /// From complete papers; `0wd` means the same day.
    pub limit: Limit,
    /// Fee in fen.
    pub fee_fen: i64,
    /// True if staff may do it for the person.
    pub errand: bool,
    pub category_code: String,
    /// Law or practice (Chinese).
    pub law_zh: String,
    /// True if this county offers it now.
    pub offered: bool,
    pub basis: Basis,
}
coded!(Service);

pub type Services = Register<Service>;

pub(crate) fn read(
    table: &Table,
    units: &Units,
    categories: &Categories,
    mistakes: &mut Mistakes,
) -> Services {
    let mut rows = Vec::new();
    for row in &table.rows {
        let done_where = row.code("done_where", mistakes);
        let limit: Option<Limit> = row.limit("limit", mistakes);
        if limit.is_some_and(|limit| !matches!(limit.unit, TimeUnit::WorkingDays | TimeUnit::Days)) {
            let expected = Words::new("以 wd 或 d 计的时限", "a limit in wd or d");
            row.wrong("limit", row.cell("limit"), expected, mistakes);
        }
        let decided_by = row.text("decided_by", mistakes);
        row.refer("decided_by", &decided_by, "units.csv", units.has(&decided_by), mistakes);
        let category_code = row.text("category_code", mistakes);
        let leaf = categories.get(&category_code).is_some_and(|one| !one.is_top());
        row.refer("category_code", &category_code, "categories.csv", leaf, mistakes);
        let fee_fen: u32 = row.number("fee_fen", mistakes);
        let service = Service {
            code: row.text("code", mistakes),
            name: row.words("name", mistakes),
            done_where: done_where.unwrap_or(DoneWhere::WorkArea),
            decided_by,
            materials: row.words("materials", mistakes),
            limit: limit.unwrap_or(Limit::new(0, TimeUnit::WorkingDays)),
            fee_fen: i64::from(fee_fen),
            errand: row.yes("errand", mistakes),
            category_code,
            law_zh: row.text("legal_or_practice_basis", mistakes),
            offered: row.yes("offered", mistakes),
            basis: row.basis(mistakes),
        };
        rows.push(service);
    }
    Register::new(rows)
}
