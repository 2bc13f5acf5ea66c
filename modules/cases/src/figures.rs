//! What figures are counted from: the rows of some cases, read at one go. Nothing is guessed from events.

use std::collections::{HashMap, HashSet};

use lianxin_access::reach::{above, is_within};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders, values};

use crate::case_rows::by_case;

/// Everything about one case that is counted somewhere.
#[derive(Clone, Debug)]
pub struct Life {
    pub case: LifeCase,
    /// When its own request came in; none for a case that was split off or opened as a child.
    pub requested_at: Option<Time>,
    /// The requests that the case answers now.
    pub requests: Vec<LifeRequest>,
    pub clocks: Vec<LifeClock>,
    pub call_backs: Vec<LifeCallBack>,
    pub parts: Vec<LifePart>,
    pub asks: Vec<LifeAsk>,
    pub whistles: Vec<LifeWhistle>,
    pub scores: Vec<LifeScore>,
    pub exclusions: Vec<LifeExclusion>,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeCase {
    pub id: Id,
    pub state: String,
    pub category: String,
    pub emergency: bool,
    /// Where it counts: its place, or the nearest above it that is not complained about.
    pub place_id: Id,
    pub accused_id: Option<Id>,
    pub unit_id: Option<Id>,
    pub round: i64,
    pub accepted_at: Option<Time>,
    pub contacted_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub ending: String,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeRequest {
    pub id: Id,
    pub case_id: Id,
    pub first_case_id: Id,
    pub anonymous: bool,
    /// 1 when a phone was left or the person is known.
    pub reachable: i64,
    pub rating: i64,
    pub rated_at: Option<Time>,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeClock {
    pub case_id: Id,
    pub part_id: Option<Id>,
    pub stage: String,
    pub round: i64,
    pub started_at: Time,
    pub original_due: Time,
    pub due_at: Time,
    pub stopped_at: Option<Time>,
    pub result: String,
    pub ended_at: Option<Time>,
    /// Its deadline has passed, and that was told.
    pub red_told: bool,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeCallBack {
    pub case_id: Id,
    pub request_id: Id,
    pub round: i64,
    pub reached: bool,
    pub solved: String,
    pub satisfaction: i64,
    pub called_at: Time,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifePart {
    pub id: Id,
    pub case_id: Id,
    pub unit_id: Id,
    pub kind: String,
    pub round: i64,
    pub state: String,
    pub dispatched_at: Time,
    pub whistle_id: Option<Id>,
    pub reported_in_at: Option<Time>,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeAsk {
    pub case_id: Id,
    pub part_id: Id,
    pub kind: String,
    pub state: String,
    pub asked_at: Time,
    pub decided_at: Option<Time>,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeWhistle {
    pub id: Id,
    pub case_id: Id,
    pub town_id: Id,
    pub blown_at: Time,
    pub closed_at: Option<Time>,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeScore {
    pub case_id: Id,
    pub part_id: Id,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct LifeExclusion {
    pub case_id: Id,
    pub request_id: Option<Id>,
    pub rate: String,
    pub reason: String,
    pub made_at: Time,
}

#[derive(FromQueryResult)]
struct Requested {
    case_id: Id,
    at: Time,
}

/// Below the limits of bound values on both engines.
const AT_ONCE: usize = 500;

/// The lives of these cases; an id that is no case has none.
pub async fn lives_of(db: &impl Db, ids: &[Id]) -> Result<Vec<Life>, Fault> {
    let mut lives = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        lives.extend(read(db, some).await?);
    }
    Ok(lives)
}

async fn read(db: &impl Db, ids: &[Id]) -> Result<Vec<Life>, Fault> {
    let list = placeholders(1, ids.len());
    let values = || ids.iter().map(|id| Value::from(*id)).collect::<Vec<_>>();
    let of = |columns: &str, table: &str| format!("SELECT {columns} FROM {table} WHERE case_id IN ({list})");
    let mut cases: Vec<LifeCase> = db
        .rows(
            &format!(
                "SELECT id, state, category, emergency, place_id, accused_id, unit_id, round, accepted_at, contacted_at, closed_at, \
                 ended_at, ending FROM cases WHERE id IN ({list}) ORDER BY id"
            ),
            values(),
        )
        .await?;
    for case in &mut cases {
        case.place_id = counted_at(db, case.place_id, case.accused_id).await?;
    }
    let requested: Vec<Requested> = db
        .rows(
            &format!(
                "SELECT c.id AS case_id, r.registered_at AS at FROM cases c JOIN requests r ON r.number = c.number \
                 AND r.origin_id IS NULL WHERE c.id IN ({list})"
            ),
            values(),
        )
        .await?;
    let reachable =
        "CAST(CASE WHEN phone_sealed IS NOT NULL OR person_id IS NOT NULL THEN 1 ELSE 0 END AS BIGINT)";
    let columns =
        format!("id, case_id, first_case_id, anonymous, {reachable} AS reachable, rating, rated_at");
    let mut requests =
        by_case(db.rows(&of(&columns, "requests"), values()).await?, |one: &LifeRequest| one.case_id);
    let columns = "case_id, part_id, stage, round, started_at, original_due, due_at, stopped_at, result, ended_at, red_told";
    let mut clocks = by_case(db.rows(&of(columns, "clocks"), values()).await?, |one: &LifeClock| one.case_id);
    let columns = "case_id, request_id, round, reached, solved, satisfaction, called_at";
    let mut calls =
        by_case(db.rows(&of(columns, "call_backs"), values()).await?, |one: &LifeCallBack| one.case_id);
    let columns = "id, case_id, unit_id, kind, round, state, dispatched_at, whistle_id, reported_in_at";
    let mut parts = by_case(db.rows(&of(columns, "parts"), values()).await?, |one: &LifePart| one.case_id);
    let columns = "case_id, part_id, kind, state, asked_at, decided_at";
    let mut asks = by_case(db.rows(&of(columns, "asks"), values()).await?, |one: &LifeAsk| one.case_id);
    let columns = "id, case_id, town_id, blown_at, closed_at";
    let mut whistles =
        by_case(db.rows(&of(columns, "whistles"), values()).await?, |one: &LifeWhistle| one.case_id);
    let sql = format!(
        "SELECT w.case_id, s.part_id FROM whistle_scores s JOIN whistles w ON w.id = s.whistle_id WHERE w.case_id IN ({list})"
    );
    let mut scores = by_case(db.rows(&sql, values()).await?, |one: &LifeScore| one.case_id);
    let columns = "case_id, request_id, rate, reason, made_at";
    let mut out =
        by_case(db.rows(&of(columns, "exclusions"), values()).await?, |one: &LifeExclusion| one.case_id);
    let requested: HashMap<Id, Time> = requested.into_iter().map(|one| (one.case_id, one.at)).collect();
    let life = |case: LifeCase| {
        let id = case.id;
        Life {
            requested_at: requested.get(&id).copied(),
            requests: requests.remove(&id).unwrap_or_default(),
            clocks: clocks.remove(&id).unwrap_or_default(),
            call_backs: calls.remove(&id).unwrap_or_default(),
            parts: parts.remove(&id).unwrap_or_default(),
            asks: asks.remove(&id).unwrap_or_default(),
            whistles: whistles.remove(&id).unwrap_or_default(),
            scores: scores.remove(&id).unwrap_or_default(),
            exclusions: out.remove(&id).unwrap_or_default(),
            case,
        }
    };
    Ok(cases.into_iter().map(life).collect())
}

/// A figure that a unit reads holds nothing that complains about it: such a case counts from the first place above on.
/// Nowhere, when the whole district is complained about.
async fn counted_at(db: &impl Db, place: Id, accused: Option<Id>) -> Result<Id, Fault> {
    let Some(accused) = accused else { return Ok(place) };
    for org in above(db, place).await? {
        if !is_within(db, org, accused).await? {
            return Ok(org);
        }
    }
    Ok(Id::nil())
}

/// Cases that may count elsewhere once this organisation, with everything below it, stands elsewhere.
pub async fn counted_anew(db: &impl Db, org: Id) -> Result<Vec<Id>, Fault> {
    let sql = "SELECT c.id FROM cases c JOIN org_above a ON a.org_id = c.place_id AND a.above_id = $1 AND a.valid_to IS NULL \
               WHERE c.accused_id IS NOT NULL UNION SELECT id FROM cases WHERE accused_id = $1";
    db.column(sql, values![org]).await
}

/// The next ids of cases after one, in order: to walk through all of them.
pub async fn ids_after(db: &impl Db, after: Id, most: i64) -> Result<Vec<Id>, Fault> {
    db.column("SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2", values![after, most]).await
}

/// Which of these cases are written down as reached by an organisation.
pub async fn reached_by(db: &impl Db, org: Id, ids: &[Id]) -> Result<HashSet<Id>, Fault> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = format!(
        "SELECT case_id FROM case_reach WHERE unit_id = $1 AND case_id IN ({})",
        placeholders(2, ids.len())
    );
    let mut bound = values![org];
    bound.extend(ids.iter().map(|id| Value::from(*id)));
    Ok(db.column::<Id>(&sql, bound).await?.into_iter().collect())
}

/// A case whose deadline has passed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Late {
    pub id: Id,
    pub due_at: Time,
}

/// The open cases at the place or held by the unit that have been late longest. A place counts what lies in it, a
/// unit what it leads.
pub async fn longest_late(
    db: &impl Db,
    org: Id,
    place: bool,
    now: Time,
    most: i64,
) -> Result<Vec<Late>, Fault> {
    let own = if place { "r.why = 'place'" } else { "c.unit_id = $1" };
    let sql = format!(
        "SELECT c.id, r.due_at FROM case_reach r JOIN cases c ON c.id = r.case_id WHERE r.unit_id = $1 AND r.open = $2 \
         AND r.due_at < $3 AND {own} ORDER BY r.due_at, r.case_id LIMIT $4"
    );
    db.rows(&sql, values![org, true, now, most]).await
}

/// Who approved that a case is left out: whoever merged, refused, answered, verified it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Approver {
    pub case_id: Id,
    pub verb: String,
    pub name: Option<String>,
}

pub async fn approvers_of(db: &impl Db, ids: &[Id]) -> Result<Vec<Approver>, Fault> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT e.subject_id AS case_id, e.verb, p.name FROM events e LEFT JOIN persons p ON p.id = e.person \
         WHERE e.subject_kind = 'case' AND e.verb IN ('case.merge', 'case.refuse', 'case.answer-at-once', \
         'case.withdraw', 'case.verify', 'case.accept', 'case.call-back', 'case.accept-appeal') AND e.subject_id IN ({}) ORDER BY e.revision",
        placeholders(1, ids.len())
    );
    db.rows(&sql, ids.iter().map(|id| Value::from(*id)).collect()).await
}
