//! Places, units, categories and services: the codes that other programs need.

use axum::Json;
use axum::response::IntoResponse;
use lianxin_access::Org;
use lianxin_base::Refused;
use lianxin_orgs::{Tree, tree};
use lianxin_playbook::Words;
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::Serialize;

use crate::arguments::{check, number};
use crate::routes::{LIST_PLACES, LIST_UNITS, SHOW_PLACE};

const ROWS: i64 = 100;

/// A name in both languages.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

impl Name {
    fn of(words: &Words) -> Self {
        Self { zh: words.zh.clone(), en: words.en.clone() }
    }
    fn org(org: &Org) -> Self {
        Self { zh: org.name_zh.clone(), en: org.name_en.clone() }
    }
}

/// District, town, work area, village, grid or micro-grid.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Place {
    pub code: String,
    pub kind: String,
    pub name: Name,
    /// Code of the place above; none for the district.
    pub parent: Option<String>,
    /// WGS-84, where it is known.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
}

/// Some places by code. Ask again with `after` until it is null.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceList {
    pub places: Vec<Place>,
    pub after: Option<String>,
}

/// A department, an office or another body that holds work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unit {
    pub code: String,
    pub kind: String,
    pub name: Name,
    pub parent: Option<String>,
}

/// Some units by code. Ask again with `after` until it is null.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitList {
    pub units: Vec<Unit>,
    pub after: Option<String>,
}

/// What cases are about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CategoryList {
    pub categories: Vec<Category>,
}

/// A category of level 1 (a letter) or 2 (a letter and two digits).
#[derive(Debug, Serialize, JsonSchema)]
pub struct Category {
    pub code: String,
    /// Empty for level 1.
    pub parent: String,
    pub name: Name,
    pub pace: String,
    pub sensitive: bool,
    /// Goes sealed to one unit; cannot be reported by a program.
    pub sealed: bool,
    /// Unit that leads by default; empty for level 1.
    pub lead_unit: String,
}

/// What can be done in villages and work areas.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceList {
    pub services: Vec<Service>,
}

/// A service item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Service {
    pub code: String,
    pub name: Name,
    pub category: String,
    pub decided_by: String,
    pub materials: Name,
    /// As the playbook says it: `20wd`.
    pub limit: String,
    pub fee_fen: i64,
    /// Staff may do it for the person.
    pub errand: bool,
    pub offered: bool,
}

fn parent(tree: &Tree, org: &Org) -> Option<String> {
    org.parent_id.and_then(|parent| tree.get(parent)).map(|org| org.code.clone())
}

fn view(tree: &Tree, org: &Org) -> Place {
    Place {
        code: org.code.clone(),
        kind: org.kind.clone(),
        name: Name::org(org),
        parent: parent(tree, org),
        lon: org.lon,
        lat: org.lat,
    }
}

/// One page by code, and where the next begins.
fn page<'a>(ask: &Ask, mut all: Vec<&'a Org>) -> (Vec<&'a Org>, Option<String>) {
    all.sort_by(|one, other| one.code.cmp(&other.code));
    if let Some(after) = ask.query("after") {
        all.retain(|org| org.code.as_str() > after);
    }
    let most = usize::try_from(number(ask, "limit", ROWS)).unwrap_or(1);
    let more = all.len() > most;
    all.truncate(most);
    let after = all.last().filter(|_| more).map(|org| org.code.clone());
    (all, after)
}

/// Everybody's knowledge: whatever the key covers, it sees all places.
pub async fn places(ask: Ask) -> Answer {
    check(&ask, &LIST_PLACES)?;
    let tree = tree(&ask.county).await?;
    let under = match ask.query("under") {
        Some(code) => tree.by_code(code).ok_or_else(|| Refused::absent("shell-refused-absent"))?,
        None => tree.root().ok_or_else(|| Refused::absent("shell-refused-absent"))?,
    };
    let kind = ask.query("kind");
    let all = tree.below(under.id);
    let all =
        all.into_iter().filter(|org| org.is_place() && kind.is_none_or(|kind| org.kind == kind)).collect();
    let (some, after) = page(&ask, all);
    let places = some.into_iter().map(|org| view(&tree, org)).collect();
    Ok(Json(PlaceList { places, after }).into_response())
}

pub async fn place(ask: Ask) -> Answer {
    check(&ask, &SHOW_PLACE)?;
    let tree = tree(&ask.county).await?;
    let found = tree.by_code(ask.param("code")).filter(|org| org.is_place());
    let org = found.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    Ok(Json(view(&tree, org)).into_response())
}

pub async fn units(ask: Ask) -> Answer {
    check(&ask, &LIST_UNITS)?;
    let tree = tree(&ask.county).await?;
    let root = tree.root().ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let all = tree.below(root.id).into_iter().filter(|org| !org.is_place()).collect();
    let (some, after) = page(&ask, all);
    let unit = |org: &Org| Unit {
        code: org.code.clone(),
        kind: org.kind.clone(),
        name: Name::org(org),
        parent: parent(&tree, org),
    };
    Ok(Json(UnitList { units: some.into_iter().map(unit).collect(), after }).into_response())
}

pub async fn categories(ask: Ask) -> Answer {
    let playbook = &ask.county.playbook;
    let category = |one: &lianxin_playbook::Category| Category {
        code: one.code.clone(),
        parent: one.parent_code.clone(),
        name: Name::of(&one.name),
        pace: one.pace.code().to_owned(),
        sensitive: one.sensitive,
        sealed: one.is_sealed(),
        lead_unit: playbook.lead_unit(&one.code).map(|unit| unit.code.clone()).unwrap_or_default(),
    };
    Ok(Json(CategoryList { categories: playbook.categories.iter().map(category).collect() }).into_response())
}

pub async fn services(ask: Ask) -> Answer {
    let service = |one: &lianxin_playbook::Service| Service {
        code: one.code.clone(),
        name: Name::of(&one.name),
        category: one.category_code.clone(),
        decided_by: one.decided_by.clone(),
        materials: Name::of(&one.materials),
        limit: one.limit.to_string(),
        fee_fen: one.fee_fen,
        errand: one.errand,
        offered: one.offered,
    };
    Ok(Json(ServiceList { services: ask.county.playbook.services.iter().map(service).collect() })
        .into_response())
}
