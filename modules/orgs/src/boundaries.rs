//! Reads boundaries, and finds the place of a point.

use lianxin_access::Org;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, placeholders, values};

use crate::Tree;
use crate::boundary::Shape;

#[derive(Clone, Debug)]
pub(crate) struct Boundary {
    pub org_id: Id,
    pub shape: Shape,
    pub points: i64,
    pub came_as: String,
    pub since: Time,
}

#[derive(FromQueryResult)]
struct Row {
    org_id: Id,
    shape: String,
    points: i64,
    came_as: String,
    valid_from: Time,
}

impl Row {
    fn boundary(self) -> Boundary {
        // Written by this program: a shape that cannot be read is shown as none.
        let shape = serde_json::from_str(&self.shape).unwrap_or_default();
        let Self { org_id, points, came_as, valid_from, .. } = self;
        Boundary { org_id, shape, points, came_as, since: valid_from }
    }
}

const BOUNDARY: &str =
    "SELECT org_id, shape, points, came_as, valid_from FROM org_boundaries WHERE valid_to IS NULL";

/// The boundaries of these places in force.
pub(crate) async fn boundaries_of(db: &impl Db, orgs: &[Id]) -> Result<Vec<Boundary>, Fault> {
    const AT_ONCE: usize = 500;
    let mut found = Vec::new();
    for piece in orgs.chunks(AT_ONCE) {
        let sql = format!("{BOUNDARY} AND org_id IN ({})", placeholders(1, piece.len()));
        let rows: Vec<Row> = db.rows(&sql, piece.iter().map(|id| (*id).into()).collect()).await?;
        found.extend(rows.into_iter().map(Row::boundary));
    }
    Ok(found)
}

/// Which places have a boundary.
pub(crate) async fn bounded(db: &impl Db) -> Result<Vec<Id>, Fault> {
    db.column("SELECT org_id FROM org_boundaries WHERE valid_to IS NULL", values![]).await
}

/// The smallest place whose boundary holds a point (longitude and latitude, WGS-84). A suggestion and no more: phones
/// are wrong by a field or two, and boundaries were drawn by hand.
pub async fn place_at<'a>(
    db: &impl Db,
    tree: &'a Tree,
    (lon, lat): (f64, f64),
) -> Result<Option<&'a Org>, Fault> {
    let sql = format!("{BOUNDARY} AND west <= $1 AND east >= $1 AND south <= $2 AND north >= $2");
    let near: Vec<Row> = db.rows(&sql, values![lon, lat]).await?;
    let holding = near.into_iter().map(Row::boundary).filter(|one| one.shape.holds([lon, lat]));
    let places = holding.filter_map(|one| tree.get(one.org_id));
    Ok(places.max_by_key(|org| tree.above(org.id).len()))
}
