//! The tree by which the sums stand: parents as the log has told them so far.

use std::collections::{HashMap, HashSet};

use lianxin_access::org;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stand {
    parent: Option<Id>,
    place: bool,
}

/// Organisations and their parents, in memory.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    orgs: HashMap<Id, Stand>,
}

#[derive(FromQueryResult)]
struct Row {
    org_id: Id,
    parent_id: Option<Id>,
    place: bool,
}

/// A ring in the data must not hang the count.
const DEEPEST: usize = 16;

impl Standing {
    pub async fn read(db: &impl Db) -> Result<Self, Fault> {
        let rows: Vec<Row> = db.rows("SELECT org_id, parent_id, place FROM board_orgs", values![]).await?;
        let stand = |row: Row| (row.org_id, Stand { parent: row.parent_id, place: row.place });
        Ok(Self { orgs: rows.into_iter().map(stand).collect() })
    }

    /// The organisation and those above it of its own kind: a village, its area, town and district; an office alone.
    pub fn chain(&self, id: Id) -> Vec<Id> {
        let Some(first) = self.orgs.get(&id) else { return vec![] };
        let mut chain = vec![id];
        let mut next = first.parent;
        while let Some(above) = next {
            let Some(stand) = self.orgs.get(&above).filter(|stand| stand.place == first.place) else { break };
            if chain.len() > DEEPEST || chain.contains(&above) {
                break;
            }
            chain.push(above);
            next = stand.parent;
        }
        chain
    }

    /// Whose sums a contribution belongs to: the place with all above it, and the unit that answers for it.
    pub fn owners(&self, place: Id, unit: Id) -> Vec<Id> {
        let mut owners = self.chain(place);
        if self.orgs.get(&unit).is_some_and(|stand| !stand.place) {
            owners.extend(self.chain(unit));
        }
        owners
    }

    /// The organisation and all below it of its own kind.
    pub fn below(&self, id: Id) -> HashSet<Id> {
        let mut children: HashMap<Id, Vec<Id>> = HashMap::new();
        for (org, stand) in &self.orgs {
            if let Some(parent) = stand.parent {
                children.entry(parent).or_default().push(*org);
            }
        }
        let Some(place) = self.orgs.get(&id).map(|stand| stand.place) else { return HashSet::from([id]) };
        let (mut found, mut waiting) = (HashSet::from([id]), vec![id]);
        while let Some(org) = waiting.pop() {
            for child in children.get(&org).into_iter().flatten() {
                if self.orgs.get(child).is_some_and(|stand| stand.place == place) && found.insert(*child) {
                    waiting.push(*child);
                }
            }
        }
        found
    }

    pub fn parent(&self, id: Id) -> Option<Id> {
        self.orgs.get(&id).and_then(|stand| stand.parent)
    }

    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.orgs.keys().copied()
    }

    /// Learns an organisation, and what stands above it, when first met.
    pub async fn learn(&mut self, tx: &Tx, id: Id) -> Result<(), Fault> {
        let mut next = (!id.is_nil()).then_some(id);
        while let Some(id) = next.filter(|id| !self.orgs.contains_key(id)) {
            let Some(known) = org(tx, id).await? else { return Ok(()) };
            let stand = Stand { parent: known.parent_id, place: known.is_place() };
            let sql = "INSERT INTO board_orgs (org_id, parent_id, place) VALUES ($1, $2, $3) ON CONFLICT (org_id) DO NOTHING";
            tx.run(sql, values![id, stand.parent, stand.place]).await?;
            self.orgs.insert(id, stand);
            next = stand.parent;
        }
        Ok(())
    }

    /// An organisation moves under another parent and takes its sums along. Learned already where it stands: nothing.
    pub async fn move_under(&mut self, tx: &Tx, id: Id, to: Id) -> Result<(), Fault> {
        self.learn(tx, id).await?;
        self.learn(tx, to).await?;
        if self.parent(id) == Some(to) {
            return Ok(());
        }
        let before = self.chain(id);
        if let Some(stand) = self.orgs.get_mut(&id) {
            stand.parent = Some(to);
        }
        let after = self.chain(id);
        tx.run("UPDATE board_orgs SET parent_id = $2 WHERE org_id = $1", values![id, to]).await?;
        for org in before.iter().filter(|org| !after.contains(org)) {
            carry(tx, id, *org, "-").await?;
        }
        for org in after.iter().filter(|org| !before.contains(org)) {
            carry(tx, id, *org, "").await?;
        }
        Ok(())
    }
}

/// Adds all sums of one organisation to another, or takes them away.
async fn carry(tx: &Tx, from: Id, to: Id, sign: &str) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO figures (org_id, name, day, category, value, total) \
         SELECT CAST($1 AS UUID), name, day, category, {sign}value, {sign}total FROM figures WHERE org_id = $2 \
         ON CONFLICT (org_id, name, day, category) DO UPDATE SET value = figures.value + excluded.value, \
         total = figures.total + excluded.total"
    );
    // A cast to UUID would turn the bytes into a number on SQLite.
    let sql = if tx.is_postgres() { sql } else { sql.replace("CAST($1 AS UUID)", "$1") };
    tx.run(&sql, values![to, from]).await.map(|_| ())
}
