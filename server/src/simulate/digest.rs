//! The last word of a life: a digest over what the seed decides. What the operating system draws (keys, seals, salts)
//! is left out.

use lianxin_db::{Db, FromQueryResult, values};
use lianxin_seal::digest::{hex, sm3};

use super::Lived;
use super::broken::Broken;
use super::live::Live;

#[derive(FromQueryResult)]
struct Line {
    line: String,
}

/// One line a row; ids and words alike on both engines.
const LINES: [&str; 6] = [
    "SELECT number || ' ' || state || ' ' || category || ' ' || CAST(revision AS TEXT) || ' ' || ending AS line FROM cases ORDER BY number",
    "SELECT number || ' ' || channel || ' ' || solved || ' ' || CAST(rating AS TEXT) AS line FROM requests ORDER BY number",
    "SELECT verb || ' ' || subject_kind || ' ' || CAST(revision AS TEXT) || ' ' || data AS line FROM events e \
     JOIN chain c ON c.event_id = e.id ORDER BY c.seq",
    "SELECT stage || ' ' || result || ' ' || pace AS line FROM clocks ORDER BY id",
    "SELECT kind || ' ' || state AS line FROM parts ORDER BY id",
    "SELECT kind || ' ' || stage || ' ' || role AS line FROM notices ORDER BY id",
];

pub async fn last_word(live: &Live<'_>) -> Result<Lived, Broken> {
    let db = live.home.county.store.reader();
    let mut all = Vec::new();
    for sql in LINES {
        for row in db.rows::<Line>(sql, values![]).await? {
            all.extend_from_slice(row.line.as_bytes());
            all.push(b'\n');
        }
        all.push(b'\n');
    }
    if let Ok(whole) = lianxin_events::verify(&db).await? {
        all.extend_from_slice(&whole.head);
    }
    Ok(Lived {
        tally: live.tally,
        cases: db.count("SELECT COUNT(*) FROM cases", values![]).await?,
        events: db.count("SELECT COUNT(*) FROM events", values![]).await?,
        digest: hex(&sm3(&all)),
    })
}
