//! No event without its row, no row without its event, and nothing between two revisions.

use lianxin_base::Id;
use lianxin_events::Recorded;

use super::Held;
use super::rows::Rows;
use crate::simulate::broken::Broken;

pub fn check(rows: &Rows) -> Held {
    for case in rows.cases.values() {
        dense(rows.events_of("case", case.id), case.revision, &case.number)?;
    }
    for org in rows.orgs.values() {
        dense(rows.events_of("org", org.id), org.revision, &org.kind)?;
    }
    for post in &rows.posts {
        dense(rows.events_of("post", post.id), post.revision, &post.role)?;
    }
    for (kind, id) in rows.events.keys() {
        if !is_there(rows, kind, *id) {
            return Err(Broken::new("no event without its row", format!("{kind} {id}")));
        }
    }
    Ok(())
}

/// One event for each revision, up to that of the row.
fn dense(events: &[Recorded], revision: i64, what: &str) -> Held {
    let whole = events.iter().zip(1..).all(|(event, number)| event.revision == number);
    if whole && events.len() as i64 == revision {
        return Ok(());
    }
    let found: Vec<String> =
        events.iter().map(|event| format!("{}:{}", event.revision, event.verb)).collect();
    Err(Broken::new("one event for each change", format!("{what} at revision {revision} has {found:?}")))
}

fn is_there(rows: &Rows, kind: &str, id: Id) -> bool {
    match kind {
        "case" => rows.cases.contains_key(&id),
        "clock" => rows.clocks.values().flatten().any(|clock| clock.id == id),
        "org" => rows.orgs.contains_key(&id),
        "post" => rows.posts.iter().any(|post| post.id == id),
        _ => true,
    }
}
