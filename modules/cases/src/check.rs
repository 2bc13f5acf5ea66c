//! What must always be true of the casework. Each check is one question to the store, also at a million
//! cases; whether search finds each case is asked in pieces (`found_by_search.rs`).

use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_web::{Check, Checking, County, Found, Running};

use crate::found_by_search::found_by_search;
use crate::mend::mend_derived;

pub(crate) const CHECKS: [Check; 10] = [
    Check { number: "C01", run: |county| ask(county, MISSING_REACH), mend: MEND },
    Check { number: "C02", run: |county| ask(county, LEAKING_REACH), mend: MEND },
    Check { number: "C03", run: |county| ask(county, STALE_REACH), mend: MEND },
    Check { number: "C04", run: |county| ask(county, NOBODY_HOLDS), mend: None },
    Check { number: "C05", run: |county| ask(county, WRONG_DUE), mend: MEND },
    Check { number: "C06", run: |county| ask(county, EVENTS_MISSING), mend: None },
    Check { number: "C07", run: |county| ask(county, EVENT_WITHOUT_ROW), mend: None },
    Check { number: "C08", run: |county| ask(county, LOST_REQUEST), mend: None },
    Check { number: "C09", run: found_by_search, mend: MEND },
    Check { number: "C10", run: |county| ask(county, CLOCK_WITHOUT_END), mend: None },
];

const MEND: Option<fn(&County) -> Running<'_>> = Some(|county| Box::pin(mend_derived(county)));

/// Who should reach a case, recomputed from the tree, its parts, whom it accuses and to which channel it belongs.
macro_rules! meant {
    () => {
        "SELECT a.above_id AS unit_id, c.id AS case_id FROM cases c \
         JOIN org_above a ON a.org_id = c.place_id AND a.valid_to IS NULL \
         WHERE c.ending <> 'sealed' AND (c.ending <> 'petition' OR EXISTS (SELECT 1 FROM orgs o WHERE o.id = a.above_id \
             AND o.kind IN ('town', 'district'))) AND (c.accused_id IS NULL OR NOT EXISTS (SELECT 1 FROM org_above x \
             WHERE x.org_id = a.above_id AND x.above_id = c.accused_id AND x.valid_to IS NULL)) \
         UNION \
         SELECT a.above_id, p.case_id FROM parts p JOIN cases c ON c.id = p.case_id \
         JOIN org_above a ON a.org_id = p.unit_id AND a.valid_to IS NULL \
         WHERE c.ending <> 'sealed' AND p.state NOT IN ('returned', 'dropped') AND (c.accused_id IS NULL OR NOT EXISTS (SELECT 1 FROM org_above x \
             WHERE x.org_id = a.above_id AND x.above_id = c.accused_id AND x.valid_to IS NULL))"
    };
}

/// Each query answers the numbers of the cases that break the promise.
const MISSING_REACH: &str = concat!(
    "SELECT DISTINCT c.number FROM (",
    meant!(),
    ") m JOIN cases c ON c.id = m.case_id LEFT JOIN case_reach r ON r.unit_id = m.unit_id AND r.case_id = m.case_id \
     WHERE r.case_id IS NULL"
);
const LEAKING_REACH: &str = concat!(
    "SELECT DISTINCT c.number FROM case_reach r JOIN cases c ON c.id = r.case_id LEFT JOIN (",
    meant!(),
    ") m ON m.unit_id = r.unit_id AND m.case_id = r.case_id WHERE m.case_id IS NULL"
);
const STALE_REACH: &str = "SELECT DISTINCT c.number FROM case_reach r JOIN cases c ON c.id = r.case_id WHERE r.state <> c.state \
     OR r.category <> c.category OR (c.due_at IS NOT NULL AND r.open = TRUE AND r.due_at <> c.due_at) \
     OR r.open <> (c.state NOT IN ('refused', 'answered', 'merged', 'ended'))";
const NOBODY_HOLDS: &str = "SELECT c.number FROM cases c WHERE c.state NOT IN ('refused', 'answered', 'merged', 'ended') \
     AND NOT EXISTS (SELECT 1 FROM clocks k WHERE k.case_id = c.id AND k.result = '') \
     UNION SELECT c.number FROM cases c WHERE c.state IN ('dispatched', 'signed') AND NOT EXISTS \
     (SELECT 1 FROM parts p WHERE p.case_id = c.id AND p.kind = 'lead' AND p.state IN ('dispatched', 'signed')) \
     UNION SELECT c.number FROM cases c WHERE c.state = 'ended' AND c.ending = '' \
     UNION SELECT c.number FROM cases c WHERE c.state = 'merged' AND c.master_id IS NULL";
const WRONG_DUE: &str = "SELECT c.number FROM cases c WHERE c.state <> 'registered' AND COALESCE(CAST(c.due_at AS TEXT), '') <> \
     COALESCE((SELECT CAST(MIN(k.due_at) AS TEXT) FROM clocks k WHERE k.case_id = c.id AND k.result = '' \
     AND k.stopped_at IS NULL AND k.stage <> 'mutual-score'), '')";
const EVENTS_MISSING: &str = "SELECT c.number FROM cases c JOIN (SELECT subject_id, COUNT(*) AS many, MAX(revision) AS last FROM events \
     WHERE subject_kind = 'case' GROUP BY subject_id) e ON e.subject_id = c.id WHERE e.many <> c.revision OR e.last <> c.revision \
     UNION SELECT c.number FROM cases c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.subject_kind = 'case' AND e.subject_id = c.id)";
const EVENT_WITHOUT_ROW: &str = "SELECT CAST(e.seq AS TEXT) FROM (SELECT k.seq, v.subject_id FROM events v JOIN chain k ON k.event_id = v.id \
     WHERE v.subject_kind = 'case' AND v.revision = 1) e LEFT JOIN cases c ON c.id = e.subject_id WHERE c.id IS NULL";
const LOST_REQUEST: &str = "SELECT r.number FROM requests r LEFT JOIN cases c ON c.id = r.case_id WHERE c.id IS NULL OR c.state = 'merged'";
const CLOCK_WITHOUT_END: &str = "SELECT c.number FROM clocks k JOIN cases c ON c.id = k.case_id WHERE (k.result <> '' AND k.ended_at IS NULL) \
     OR (k.due_at < k.started_at AND (c.hotline_due IS NULL OR k.due_at <> c.hotline_due)) OR (k.result = 'met' AND k.ended_at > k.due_at AND k.stopped_at IS NULL AND NOT EXISTS \
     (SELECT 1 FROM asks s WHERE s.case_id = k.case_id AND s.kind = 'suspend'))";

#[derive(FromQueryResult)]
struct Many {
    many: i64,
}

fn ask<'a>(county: &'a County, broken: &'static str) -> Checking<'a> {
    Box::pin(async move { count(&county.store.snapshot().await?, broken).await })
}

async fn count(db: &impl Db, broken: &str) -> Result<Found, Fault> {
    const SHOWN: i64 = 5;
    let many: Option<Many> = db.row(&format!("SELECT COUNT(*) AS many FROM ({broken}) b"), values![]).await?;
    let many = many.map_or(0, |row| row.many);
    let first = if many == 0 {
        vec![]
    } else {
        db.column(&format!("SELECT * FROM ({broken}) b ORDER BY 1 LIMIT {SHOWN}"), values![]).await?
    };
    Ok(Found { broken: many, first })
}
