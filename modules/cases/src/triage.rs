//! What the machine proposes for a new case: category, unit, repeats; each with its reasons. A person decides.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lianxin_access::{Grant, Org, orgs_above, orgs_below};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Item, Playbook};
use lianxin_triage::duplicates::{Candidate, Likely, likely};
use lianxin_triage::{Degree, Model, Reason, Seeds, Text, Triage};
use lianxin_web::County;

use crate::listing::{cases_of, first_id};
use crate::part::unit_for;
use crate::{Case, Reader, State, hidden_from};

/// How far back a repeat is looked for, and among how many.
const REPEAT_DAYS: i64 = 30;
const CANDIDATES: i64 = 300;
const SHOWN_REPEATS: usize = 3;
/// Beyond this nobody reads a unit's load.
const LOAD: i64 = 1_000;

/// A category that the words point to.
#[derive(Clone, Debug)]
pub struct Proposed {
    pub category: String,
    pub degree: Degree,
    pub reasons: Vec<Reason>,
}

/// What a unit has in hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub open: i64,
    pub late: i64,
}

/// An earlier case that may tell the same.
#[derive(Clone, Debug)]
pub struct Repeat {
    pub case: Case,
    pub likely: Likely<Id>,
}

/// Everything that is proposed for one case.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The likeliest first; none where no word was known.
    pub categories: Vec<Proposed>,
    pub repeats: Vec<Repeat>,
}

/// Seed words of the playbook, and the model in the data directory (`370114.triage`) if there is one. Read once; without
/// usable seed words nothing is proposed, and everything else goes on.
pub fn triage_of(county: &County, data: &Path) -> Arc<Option<Triage>> {
    county.shelf.get_or_insert(|| {
        let seeds = county.playbook.seeds.iter().map(|seed| (seed.code.clone(), seed.words.clone()));
        let seeds =
            Seeds::new(seeds).inspect_err(|error| tracing::error!(%error, "the seed words cannot be used"));
        Some(Triage { seeds: seeds.ok()?, model: model(&model_path(county, data)) })
    })
}

pub(crate) fn model_path(county: &County, data: &Path) -> PathBuf {
    data.join(format!("{}.triage", county.code))
}

fn model(path: &Path) -> Option<Model> {
    if !path.exists() {
        return None;
    }
    let told = |error: &lianxin_triage::Refused| {
        tracing::error!(%error, path = %path.display(), "the triage model cannot be used");
    };
    Model::load(path).inspect_err(told).ok()
}

/// What is proposed for a case, in the eyes of somebody who may dispatch it.
pub async fn suggest(
    county: &County,
    data: &Path,
    db: &impl Db,
    grant: &Grant,
    reader: &Reader,
    case: &Case,
    now: Time,
) -> Result<Suggestion, Fault> {
    let triage = triage_of(county, data);
    let categories = triage.as_ref().as_ref().map(|triage| categories(triage, &county.playbook, case));
    Ok(Suggestion {
        categories: categories.unwrap_or_default(),
        repeats: repeats(db, grant, reader, case, now).await?,
    })
}

/// What is sealed elsewhere is not proposed: it is handed over, not dispatched.
fn categories(triage: &Triage, playbook: &Playbook, case: &Case) -> Vec<Proposed> {
    let proposed = triage.suggest(&case.title, &case.words);
    let known = |code: &str| playbook.category(code).is_some_and(|one| !one.is_top() && !one.is_sealed());
    proposed
        .into_iter()
        .filter(|one| known(&one.label))
        .map(|one| Proposed {
            reasons: triage.reasons(&case.title, &case.words, &one.label),
            degree: one.degree,
            category: one.label,
        })
        .collect()
}

/// The items of the responsibility list that a category may follow, with the unit that leads at this place.
pub async fn leads(
    db: &impl Db,
    playbook: &Playbook,
    category: &str,
    place: Id,
) -> Result<Vec<(Item, Org)>, Fault> {
    let mut leads: Vec<(Item, Org)> = Vec::new();
    for item in playbook.responsibility.items_for(category) {
        if let Some(org) = unit_for(db, playbook, &item.lead_unit, place).await? {
            leads.push((item.clone(), org));
        }
    }
    Ok(leads)
}

/// Every unit that may hold a case under an item: who leads, who helps, and the place's own village, area and town with
/// their offices. After a return that was confirmed, every department.
pub async fn holders(
    db: &impl Db,
    playbook: &Playbook,
    item: Option<&Item>,
    case: &Case,
) -> Result<Vec<Org>, Fault> {
    let mut found: Vec<Org> = Vec::new();
    let mut add = |org: Org| {
        let accused = case.accused_id == Some(org.id);
        if !accused && found.iter().all(|known| known.id != org.id) {
            found.push(org);
        }
    };
    if let Some(item) = item {
        for code in std::iter::once(&item.lead_unit).chain(&item.supporting_units) {
            if let Some(org) = unit_for(db, playbook, code, case.place_id).await? {
                add(org);
            }
        }
    }
    let above = orgs_above(db, case.place_id).await?;
    for place in above.iter().filter(|org| matches!(org.kind.as_str(), "village" | "area" | "town")) {
        add(place.clone());
        for office in lianxin_access::children(db, place.id).await? {
            if office.kind == "office" {
                add(office);
            }
        }
    }
    if let Some(district) = above.last().filter(|_| case.returns > 0 || item.is_none()) {
        for department in orgs_below(db, district.id, "department").await? {
            add(department);
        }
    }
    Ok(found)
}

pub async fn load_of(db: &impl Db, unit: Id, now: Time) -> Result<Load, Fault> {
    let sql = |late: &str| {
        format!(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases WHERE unit_id = $1 AND state IN ('dispatched', 'signed') \
             {late} LIMIT $2) s"
        )
    };
    let open = db.count(&sql(""), values![unit, LOAD]).await?;
    let late = db.count(&sql("AND due_at < $3"), values![unit, LOAD, now]).await?;
    Ok(Load { open, late })
}

/// Open cases of the same area in the last month that share words, nearest first.
pub(crate) async fn repeats(
    db: &impl Db,
    grant: &Grant,
    reader: &Reader,
    case: &Case,
    now: Time,
) -> Result<Vec<Repeat>, Fault> {
    let above = orgs_above(db, case.place_id).await?;
    let Some(around) = around(&above, grant.org_id) else { return Ok(vec![]) };
    let mut others = earlier(db, around, now - chrono::Duration::days(REPEAT_DAYS)).await?;
    let looked_at = looked_at(db, case.id).await?;
    others.retain(|other| {
        other.id != case.id
            && !looked_at.contains(&other.id)
            && !matches!(other.state(), State::Merged | State::Refused | State::Answered)
    });
    let keys: Vec<_> = others.iter().map(|other| (other.id, other.sensitive, other.state())).collect();
    let hidden = hidden_from(db, reader, &keys).await?;
    others.retain(|other| !hidden.contains(&other.id));
    let candidates = others.iter().map(|other| Candidate {
        id: other.id,
        text: Text { title: &other.title, body: &other.words },
        same_place: other.place_id == case.place_id,
        metres: metres((case.lon, case.lat), (other.lon, other.lat)),
        days: (case.registered_at - other.registered_at).num_days().unsigned_abs() as u32,
    });
    let mut found = likely(Text { title: &case.title, body: &case.words }, candidates);
    found.truncate(SHOWN_REPEATS);
    let ids: Vec<Id> = found.iter().map(|likely| likely.id).collect();
    let cases = cases_of(db, &ids).await?;
    let repeat = |likely: Likely<Id>| {
        let case = cases.iter().find(|other| other.id == likely.id)?.clone();
        Some(Repeat { case, likely })
    };
    Ok(found.into_iter().filter_map(repeat).collect())
}

/// What two cases are compared by: a case's row is much more, and hundreds are compared.
#[derive(FromQueryResult)]
struct Told {
    id: Id,
    title: String,
    words: String,
    place_id: Id,
    lon: Option<f64>,
    lat: Option<f64>,
    registered_at: Time,
    sensitive: bool,
    state: String,
}

impl Told {
    fn state(&self) -> State {
        State::parse(&self.state)
    }
}

/// The newest cases that reach an organisation.
async fn earlier(db: &impl Db, org: Id, since: Time) -> Result<Vec<Told>, Fault> {
    let sql = "SELECT c.id, c.title, c.words, c.place_id, c.lon, c.lat, c.registered_at, c.sensitive, c.state FROM \
               (SELECT case_id FROM case_reach WHERE unit_id = $1 AND case_id >= $2 ORDER BY case_id DESC LIMIT $3) k \
               JOIN cases c ON c.id = k.case_id ORDER BY c.id DESC";
    db.rows(sql, values![org, first_id(since), CANDIDATES]).await
}

/// The area of the place, or what the post itself reaches of it when that is less.
fn around(above: &[Org], own: Id) -> Option<Id> {
    let area = above
        .iter()
        .position(|org| org.kind == "area")
        .or(above.iter().position(|org| org.kind == "town"))?;
    let reach = above.iter().position(|org| org.id == own)?;
    above.get(area.min(reach)).map(|org| org.id)
}

/// Somebody said before that these belong together, or that they do not.
async fn looked_at(db: &impl Db, case: Id) -> Result<HashSet<Id>, Fault> {
    let sql = "SELECT CASE WHEN one_id = $1 THEN other_id ELSE one_id END AS other FROM case_links \
               WHERE one_id = $1 OR other_id = $1";
    Ok(db.column::<Id>(sql, values![case]).await?.into_iter().collect())
}

/// Longitude and latitude in degrees.
type Spot = (Option<f64>, Option<f64>);

/// Distance on the ground (haversine), where both have a point.
fn metres(one: Spot, other: Spot) -> Option<f64> {
    const EARTH: f64 = 6_371_000.0;
    let (lon, lat) = (one.0?.to_radians(), one.1?.to_radians());
    let (to_lon, to_lat) = (other.0?.to_radians(), other.1?.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let h = half(to_lat - lat) + lat.cos() * to_lat.cos() * half(to_lon - lon);
    Some(2.0 * EARTH * h.sqrt().min(1.0).asin())
}
