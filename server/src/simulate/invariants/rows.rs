//! All rows that the promises are about, read at one go.

use std::collections::{BTreeMap, BTreeSet};

use lianxin_base::{Id, Time};
use lianxin_cases::{Asked, Case, ClockRow, Part, Request, Whistle};
use lianxin_db::{Db, Fault, FromQueryResult, Reader, values};
use lianxin_events::Recorded;

#[derive(Clone, Debug, FromQueryResult)]
pub struct Held {
    pub id: Id,
    pub person_id: Id,
    pub role: String,
    pub org_id: Id,
    pub valid_from: Time,
    pub valid_to: Option<Time>,
    pub revision: i64,
}

impl Held {
    pub fn at(&self, at: Time) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|end| end > at)
    }
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct Notice {
    pub org_id: Id,
    pub role: String,
    pub person_id: Option<Id>,
    pub stage: String,
    pub made_at: Time,
}

#[derive(Clone, Debug, FromQueryResult)]
pub struct OrgRow {
    pub id: Id,
    pub kind: String,
    pub parent_id: Option<Id>,
    pub replaced_by: Option<Id>,
    pub revision: i64,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Pair {
    one: Id,
    other: Id,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Gram {
    gram: String,
    case_id: Id,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Told {
    id: Id,
    red_told: bool,
}

pub struct Rows {
    pub now: Time,
    pub cases: BTreeMap<Id, Case>,
    pub clocks: BTreeMap<Id, Vec<ClockRow>>,
    pub red_told: BTreeSet<Id>,
    pub parts: BTreeMap<Id, Vec<Part>>,
    pub asks: BTreeMap<Id, Vec<Asked>>,
    pub requests: BTreeMap<Id, Vec<Request>>,
    pub whistles: BTreeMap<Id, Vec<Whistle>>,
    /// By subject, in the order of their revisions.
    pub events: BTreeMap<(String, Id), Vec<Recorded>>,
    pub reach: BTreeMap<Id, BTreeSet<Id>>,
    pub grams: BTreeMap<Id, BTreeSet<String>>,
    pub orgs: BTreeMap<Id, OrgRow>,
    pub posts: Vec<Held>,
    pub notices: Vec<Notice>,
}

fn by_case<T>(rows: Vec<T>, case: impl Fn(&T) -> Id) -> BTreeMap<Id, Vec<T>> {
    let mut by: BTreeMap<Id, Vec<T>> = BTreeMap::new();
    for row in rows {
        by.entry(case(&row)).or_default().push(row);
    }
    by
}

impl Rows {
    pub async fn read(db: &Reader, now: Time) -> Result<Self, Fault> {
        let cases: Vec<Case> = db.rows("SELECT * FROM cases ORDER BY id", values![]).await?;
        let clocks = db.rows("SELECT * FROM clocks ORDER BY id", values![]).await?;
        let told: Vec<Told> = db.rows("SELECT id, red_told FROM clocks", values![]).await?;
        let parts = db.rows("SELECT * FROM parts ORDER BY dispatched_at, id", values![]).await?;
        let asks = db.rows("SELECT * FROM asks ORDER BY id", values![]).await?;
        let requests = db.rows("SELECT * FROM requests ORDER BY id", values![]).await?;
        let whistles = db.rows("SELECT * FROM whistles ORDER BY id", values![]).await?;
        let events: Vec<Recorded> = db
            .rows(
                "SELECT id, at, person, post, verb, subject_kind, subject_id, revision, place, unit, data FROM events \
                 ORDER BY subject_kind, subject_id, revision",
                values![],
            )
            .await?;
        let mut by_subject: BTreeMap<(String, Id), Vec<Recorded>> = BTreeMap::new();
        for event in events {
            by_subject.entry((event.subject_kind.clone(), event.subject_id)).or_default().push(event);
        }
        let reach: Vec<Pair> =
            db.rows("SELECT case_id AS one, unit_id AS other FROM case_reach", values![]).await?;
        let mut reached: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for pair in reach {
            reached.entry(pair.one).or_default().insert(pair.other);
        }
        let mut grams: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
        for row in db.rows::<Gram>("SELECT gram, case_id FROM case_grams", values![]).await? {
            grams.entry(row.case_id).or_default().insert(row.gram);
        }
        let orgs: Vec<OrgRow> =
            db.rows("SELECT id, kind, parent_id, replaced_by, revision FROM orgs", values![]).await?;
        Ok(Self {
            now,
            cases: cases.into_iter().map(|case| (case.id, case)).collect(),
            clocks: by_case(clocks, |row: &ClockRow| row.case_id),
            red_told: told.into_iter().filter(|row| row.red_told).map(|row| row.id).collect(),
            parts: by_case(parts, |row: &Part| row.case_id),
            asks: by_case(asks, |row: &Asked| row.case_id),
            requests: by_case(requests, |row: &Request| row.case_id),
            whistles: by_case(whistles, |row: &Whistle| row.case_id),
            events: by_subject,
            reach: reached,
            grams,
            orgs: orgs.into_iter().map(|org| (org.id, org)).collect(),
            posts: db
                .rows(
                    "SELECT id, person_id, role, org_id, valid_from, valid_to, revision FROM posts ORDER BY id",
                    values![],
                )
                .await?,
            notices: db
                .rows(
                    "SELECT org_id, role, person_id, stage, made_at FROM notices ORDER BY id",
                    values![],
                )
                .await?,
        })
    }

    pub fn of<T>(rows: &BTreeMap<Id, Vec<T>>, case: Id) -> &[T] {
        rows.get(&case).map_or(&[], Vec::as_slice)
    }

    pub fn events_of(&self, kind: &str, id: Id) -> &[Recorded] {
        self.events.get(&(kind.to_owned(), id)).map_or(&[], Vec::as_slice)
    }

    /// The organisation and all above it, walked along parents: a closed one stands where its successor stands.
    pub fn above(&self, org: Id) -> Vec<Id> {
        let mut all = Vec::new();
        let mut at = Some(org);
        while let Some(id) = at {
            if all.contains(&id) {
                break;
            }
            all.push(id);
            at = self.orgs.get(&id).and_then(|org| org.replaced_by.or(org.parent_id));
        }
        all
    }

    pub fn is_within(&self, org: Id, above: Id) -> bool {
        self.above(org).contains(&above)
    }
}
