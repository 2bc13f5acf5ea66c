//! Rows of the ground against their events, the tree against its closure, posts against the playbook.

use std::collections::{BTreeMap, BTreeSet};

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_web::{County, Found};

use crate::store::found;

/// Kind of the subject in events, its table, and how the row's revision stands to that of the last event. A few rows are
/// also raised by the event of another: a person's by the grant that locks it, a duty's by the post that is handed over,
/// a code's by the place that closes. None ever stands below its last event.
const KEPT: [(&str, &str, &str); 7] = [
    ("account", "accounts", "<>"),
    ("duty", "duties", "<"),
    ("household", "households", "<"),
    ("org", "orgs", "<>"),
    ("person", "persons", "<"),
    ("place-code", "place_codes", "<"),
    ("post", "posts", "<>"),
];

/// A row that does not stand as its events say, and an event whose row is gone. Rows without any event are older than the
/// log: a county is laid out at once.
pub(crate) async fn revisions(county: &County) -> Result<Found, Fault> {
    let snapshot = county.store.snapshot().await?;
    let mut all: Vec<String> = Vec::new();
    for (kind, table, wrong) in KEPT {
        // A duty that was taken off is deleted; its events stay.
        let gone = if kind == "duty" { "" } else { "t.id IS NULL OR" };
        let sql = format!(
            "SELECT e.subject_id FROM events e LEFT JOIN {table} t ON t.id = e.subject_id WHERE e.subject_kind = $1 \
             GROUP BY e.subject_id, t.id, t.revision HAVING {gone} t.revision {wrong} MAX(e.revision)"
        );
        let broken: Vec<Id> = snapshot.column(&sql, values![kind]).await?;
        all.extend(broken.into_iter().map(|id| format!("{kind}:{id}")));
    }
    Ok(found(all))
}

#[derive(FromQueryResult)]
struct Node {
    id: Id,
    code: String,
    parent_id: Option<Id>,
}

#[derive(FromQueryResult)]
struct Pair {
    org_id: Id,
    above_id: Id,
    depth: i64,
}

/// The closure of the tree, computed anew from the parents. What ended stands in the closure until its own end.
pub(crate) async fn closure(county: &County) -> Result<Found, Fault> {
    let snapshot = county.store.snapshot().await?;
    let sql = "SELECT id, code, parent_id FROM orgs WHERE valid_to IS NULL";
    let nodes: Vec<Node> = snapshot.rows(sql, values![]).await?;
    let parents: BTreeMap<Id, Option<Id>> = nodes.iter().map(|node| (node.id, node.parent_id)).collect();
    let mut meant: BTreeMap<Id, BTreeSet<(Id, i64)>> = BTreeMap::new();
    for node in &nodes {
        let above = meant.entry(node.id).or_default();
        let (mut next, mut depth) = (Some(node.id), 0);
        // A ring in the data must end too.
        while let Some(org) = next.filter(|_| depth < 32) {
            above.insert((org, depth));
            next = parents.get(&org).copied().flatten();
            depth += 1;
        }
    }
    let sql = "SELECT a.org_id, a.above_id, a.depth FROM org_above a JOIN orgs o ON o.id = a.org_id \
               WHERE a.valid_to IS NULL AND o.valid_to IS NULL";
    let mut kept: BTreeMap<Id, BTreeSet<(Id, i64)>> = BTreeMap::new();
    for row in snapshot.rows::<Pair>(sql, values![]).await? {
        kept.entry(row.org_id).or_default().insert((row.above_id, row.depth));
    }
    let wrong = nodes.iter().filter(|node| kept.get(&node.id) != meant.get(&node.id));
    Ok(found(wrong.map(|node| node.code.clone()).collect()))
}

/// A post whose role the playbook does not know gives no permission and shows no name.
pub(crate) async fn roles(county: &County) -> Result<Found, Fault> {
    let sql = "SELECT DISTINCT role FROM posts WHERE valid_to IS NULL ORDER BY role";
    let mut unknown: Vec<String> = county.store.reader().column(sql, values![]).await?;
    unknown.retain(|role| county.playbook.roles.get(role).is_none());
    Ok(found(unknown))
}
