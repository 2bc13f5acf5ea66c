use lianxin_access::{By, Done, Org, add_org as write_org, org};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::KEEP_TREE;
use crate::place_code::write_code;
use crate::rename_org::Names;
use crate::tree::raise_generation;

/// An organisation that is to be added.
#[derive(Clone, Debug)]
pub struct NewOrg<'a> {
    pub id: Id,
    pub code: &'a str,
    pub kind: &'a str,
    pub parent: Id,
    pub names: Names,
    /// WGS-84.
    pub point: Option<(f64, f64)>,
}

/// A grid of a village, or a micro-grid of a grid or village.
#[derive(Clone, Debug)]
pub struct NewGrid<'a> {
    pub id: Id,
    pub under: Id,
    /// `grid` or `micro-grid`
    pub kind: &'a str,
    /// Without names it is called by its number: 第 3 网格, Grid 3.
    pub names: Option<Names>,
    pub point: Option<(f64, f64)>,
}

/// Which kind may stand below which. Villages stand below their work area; a town without work areas holds them itself.
fn fits_below(kind: &str, parent: &str) -> bool {
    match kind {
        "town" | "department" | "body" => parent == "district",
        "area" => parent == "town",
        "village" => matches!(parent, "area" | "town"),
        "grid" => parent == "village",
        "micro-grid" => matches!(parent, "grid" | "village"),
        "office" => matches!(parent, "town" | "area" | "department" | "body"),
        "firm" => matches!(parent, "area" | "town" | "village" | "grid"),
        _ => false,
    }
}

const KINDS: [&str; 9] =
    ["town", "area", "village", "grid", "micro-grid", "office", "firm", "department", "body"];

/// What may be added below an organisation of this kind.
pub(crate) fn kinds_below(parent: &str) -> impl Iterator<Item = &'static str> {
    KINDS.into_iter().filter(move |kind| fits_below(kind, parent))
}

pub(crate) fn may_stand_below(kind: &str, parent: &Org) -> bool {
    check_below(kind, parent).is_ok()
}

pub(crate) fn check_below(kind: &str, parent: &Org) -> Result<(), Refused> {
    if parent.valid_to.is_some() {
        return Err(Refused::field("parent", "orgs-refused-closed"));
    }
    if !fits_below(kind, &parent.kind) {
        return Err(Refused::field("parent", "orgs-refused-level"));
    }
    Ok(())
}

/// Letters, digits and dashes: a code stands in addresses and on posters.
fn check_code(code: &str) -> Result<(), Refused> {
    let fine = (2..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fine { Ok(()) } else { Err(Refused::field("code", "orgs-refused-code")) }
}

/// A point that is on this earth and, as every point of ours, WGS-84.
fn check_point(point: Option<(f64, f64)>) -> Result<(), Refused> {
    let fine = |(lon, lat): (f64, f64)| (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
    if point.is_none_or(fine) { Ok(()) } else { Err(Refused::field("point", "orgs-refused-point")) }
}

/// Adds an organisation under its parent, with a code for its posters if it is a place. The same id twice is one request.
pub async fn add_org(tx: &Tx, by: &By, roles: &Roles, new: NewOrg<'_>) -> Done<Id> {
    by.grant(roles, KEEP_TREE)?;
    if org(tx, new.id).await?.is_some() {
        return Ok(new.id);
    }
    let names = new.names.checked()?;
    check_code(new.code)?;
    check_point(new.point)?;
    let parent =
        org(tx, new.parent).await?.ok_or_else(|| Refused::field("parent", "orgs-refused-no-parent"))?;
    check_below(new.kind, &parent)?;
    if lianxin_access::org_by_code(tx, new.code).await?.is_some() {
        return Err(Refused::field("code", "orgs-refused-code-taken").into());
    }
    let org = Org {
        id: new.id,
        code: new.code.to_owned(),
        kind: new.kind.to_owned(),
        name_zh: names.name_zh,
        name_en: names.name_en,
        short_zh: names.short_zh,
        short_en: names.short_en,
        parent_id: Some(parent.id),
        lon: new.point.map(|point| point.0),
        lat: new.point.map(|point| point.1),
        valid_to: None,
        revision: 1,
    };
    write(tx, by, &org).await?;
    raise_generation(tx).await?;
    Ok(org.id)
}

/// The rows and the event of one new organisation.
pub(crate) async fn write(tx: &Tx, by: &By, org: &Org) -> Result<(), Fault> {
    write_org(tx, org).await?;
    let subject = Subject { kind: "org", id: org.id, revision: 1 };
    let event =
        Event::new("org.add", subject).data("code", org.code.as_str()).data("kind", org.kind.as_str());
    append(tx, by.actor(), event.id("parent", org.parent_id)).await?;
    if org.is_place() {
        write_code(tx, by, org.id, "", "").await?;
    }
    Ok(())
}

/// Adds a grid below its village, or a micro-grid, numbered after those that there are or ever were.
pub async fn add_grid(tx: &Tx, by: &By, roles: &Roles, new: NewGrid<'_>) -> Done<Id> {
    by.grant(roles, KEEP_TREE)?;
    if org(tx, new.id).await?.is_some() {
        return Ok(new.id);
    }
    let parent =
        org(tx, new.under).await?.ok_or_else(|| Refused::field("parent", "orgs-refused-no-parent"))?;
    let (letter, zh, en) = match new.kind {
        "grid" => ("G", "网格", "Grid"),
        "micro-grid" => ("M", "微网格", "Micro-grid"),
        _ => return Err(Refused::field("kind", "orgs-refused-level").into()),
    };
    let before = format!("{}{letter}", parent.code);
    let number = next_number(tx, &before).await?;
    let code = format!("{before}{number:02}");
    let names = new.names.unwrap_or_else(|| Names {
        name_zh: format!("{}第 {number} {zh}", parent.short_zh),
        name_en: format!("{}, {en} {number}", parent.short_en),
        short_zh: format!("第 {number} {zh}"),
        short_en: format!("{en} {number}"),
    });
    let org = NewOrg { id: new.id, code: &code, kind: new.kind, parent: parent.id, names, point: new.point };
    add_org(tx, by, roles, org).await
}

/// Codes are compared as text: a range finds those with this beginning on both engines, closed ones included, because a
/// number that stood on a poster is not given to another grid.
async fn next_number(db: &impl Db, before: &str) -> Result<usize, Fault> {
    let sql = "SELECT code FROM orgs WHERE code > $1 AND code < $2";
    let codes: Vec<String> = db.column(sql, values![before, format!("{before}:")]).await?;
    let numbers = codes.iter().filter_map(|code| code.strip_prefix(before)?.parse::<usize>().ok());
    Ok(numbers.max().unwrap_or(0) + 1)
}

#[cfg(test)]
pub(crate) fn sample(code: &str, kind: &str, name: &str, parent: Option<Id>) -> Org {
    let mut bytes = [0; 16];
    for (at, byte) in code.bytes().enumerate() {
        bytes[at % 16] = byte;
    }
    Org {
        id: Id::from_bytes(bytes),
        code: code.to_owned(),
        kind: kind.to_owned(),
        name_zh: name.to_owned(),
        name_en: name.to_owned(),
        short_zh: name.to_owned(),
        short_en: name.to_owned(),
        parent_id: parent,
        lon: None,
        lat: None,
        valid_to: None,
        revision: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_cannot_stand_below_a_grid_nor_anything_below_a_closed_place() {
        assert!(fits_below("village", "area") && !fits_below("village", "grid"));
        assert!(!fits_below("district", "district") && !fits_below("nonsense", "town"));
        let mut closed = sample("1", "village", "柳峪村", None);
        closed.valid_to = "2026-05-01T00:00:00Z".parse().ok();
        assert_eq!(
            check_below("grid", &closed).err().map(|refused| refused.code),
            Some("orgs-refused-closed")
        );
    }

    #[test]
    fn codes_and_points_that_mean_nothing_are_refused() {
        assert!(check_code("370114001W01-office-party").is_ok());
        for wrong in ["", "a", "../etc", "官庄"] {
            assert!(check_code(wrong).is_err(), "{wrong}");
        }
        assert!(check_point(Some((117.6, 36.6))).is_ok());
        assert!(check_point(Some((217.6, 36.6))).is_err());
        assert!(check_point(Some((f64::NAN, 36.6))).is_err());
    }
}
