//! The consumer that keeps the figures: when something happens to a case, what it adds is counted anew from its rows,
//! and the difference is carried to the sums.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use lianxin_base::Id;
use lianxin_cases::{Life, counted_anew, ids_after, lives_of};
use lianxin_db::{Db, Fault, FromQueryResult, Store, Tx, values};
use lianxin_events::{Consumer, Recorded, Taking};

use crate::contribution::{Contributions, Key, Sum, contributions_of};
use crate::name;
use crate::standing::Standing;

/// The name of its cursor.
pub const BOARD: &str = "board";

/// Reads the log for the figures.
#[derive(Clone, Copy, Debug, Default)]
pub struct Board;

impl Consumer for Board {
    fn name(&self) -> &'static str {
        BOARD
    }

    fn take<'a>(&'a self, tx: &'a Tx, events: &'a [Recorded]) -> Taking<'a> {
        Box::pin(async move {
            let mut standing = Standing::read(tx).await?;
            moves(tx, &mut standing, events).await?;
            let mut cases: BTreeSet<Id> = events.iter().filter_map(case_of).collect();
            for (org, _) in events.iter().filter_map(moved_to) {
                cases.extend(counted_anew(tx, org).await?);
            }
            count(tx, &mut standing, &cases.into_iter().collect::<Vec<_>>()).await
        })
    }
}

/// What moved takes its sums along, in the order of the log.
async fn moves(tx: &Tx, standing: &mut Standing, events: &[Recorded]) -> Result<(), Fault> {
    for (org, to) in events.iter().filter_map(moved_to) {
        standing.move_under(tx, org, to).await?;
    }
    Ok(())
}

/// What moved, and where to: what closes stands below whatever came after it.
fn moved_to(event: &Recorded) -> Option<(Id, Id)> {
    let to = match event.verb.as_str() {
        "org.move" => event.id_of("to"),
        "org.close" => event.id_of("replaced_by"),
        _ => None,
    };
    Some((event.subject_id, to?))
}

/// The case that an event is about: its own, or that of a clock.
pub(crate) fn case_of(event: &Recorded) -> Option<Id> {
    if event.subject_kind == "case" { Some(event.subject_id) } else { event.id_of("case") }
}

/// A row of `contributions`.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Kept {
    pub case_id: Id,
    pub name: String,
    pub day: NaiveDate,
    pub place_id: Id,
    pub unit_id: Id,
    pub category: String,
    pub value: i64,
    pub total: i64,
}

impl Kept {
    /// None for a name that this program no longer counts.
    pub fn key(&self) -> Option<Key> {
        Some(Key {
            name: name::parse(&self.name)?,
            day: self.day,
            place: self.place_id,
            unit: self.unit_id,
            category: self.category.clone(),
        })
    }
    pub fn sum(&self) -> Sum {
        Sum { value: self.value, total: self.total }
    }
}

pub(crate) async fn kept_of(db: &impl Db, cases: &[Id]) -> Result<HashMap<Id, Contributions>, Fault> {
    let mut kept: HashMap<Id, Contributions> = HashMap::new();
    let sql = |ids: &str| {
        format!(
            "SELECT case_id, name, day, place_id, unit_id, category, value, total FROM contributions \
             WHERE case_id IN ({ids})"
        )
    };
    for row in db.rows_among::<Kept>(cases, sql).await? {
        if let Some(key) = row.key() {
            kept.entry(row.case_id).or_default().insert(key, row.sum());
        }
    }
    Ok(kept)
}

/// A cell of `figures`.
pub(crate) type Cell = (Id, &'static str, NaiveDate, String);

/// Counts these cases anew and carries the differences.
async fn count(tx: &Tx, standing: &mut Standing, cases: &[Id]) -> Result<(), Fault> {
    if cases.is_empty() {
        return Ok(());
    }
    let mut kept = kept_of(tx, cases).await?;
    let mut change = Change::default();
    for life in lives_of(tx, cases).await? {
        let before = kept.remove(&life.case.id).unwrap_or_default();
        change.case(tx, standing, &life, &before).await?;
    }
    change.write(tx).await
}

#[derive(Default)]
struct Change {
    gone: Vec<(Id, Key)>,
    new: Vec<(Id, Key, Sum)>,
    cells: HashMap<Cell, Sum>,
}

impl Change {
    async fn case(
        &mut self,
        tx: &Tx,
        standing: &mut Standing,
        life: &Life,
        before: &Contributions,
    ) -> Result<(), Fault> {
        let after = contributions_of(life);
        for (key, sum) in before.iter().filter(|(key, _)| !after.contains_key(key)) {
            self.gone.push((life.case.id, key.clone()));
            self.carry(standing, key, Sum::default().minus(*sum));
        }
        for (key, sum) in &after {
            let difference = sum.minus(before.get(key).copied().unwrap_or_default());
            if !difference.is_nothing() || !before.contains_key(key) {
                standing.learn(tx, key.place).await?;
                standing.learn(tx, key.unit).await?;
                self.new.push((life.case.id, key.clone(), *sum));
                self.carry(standing, key, difference);
            }
        }
        Ok(())
    }

    fn carry(&mut self, standing: &Standing, key: &Key, difference: Sum) {
        for cell in cells_of(standing, key) {
            self.cells.entry(cell).or_default().add(difference);
        }
    }

    async fn write(self, tx: &Tx) -> Result<(), Fault> {
        for (case, key) in self.gone {
            let sql = "DELETE FROM contributions WHERE case_id = $1 AND name = $2 AND day = $3 AND place_id = $4 \
                       AND unit_id = $5 AND category = $6";
            tx.run(sql, values![case, key.name, key.day, key.place, key.unit, key.category]).await?;
        }
        let mut rows = Vec::with_capacity(self.new.len() * 8);
        for (case, key, sum) in self.new {
            rows.extend(values![
                case,
                key.name,
                key.day,
                key.place,
                key.unit,
                key.category,
                sum.value,
                sum.total
            ]);
        }
        let head =
            "INSERT INTO contributions (case_id, name, day, place_id, unit_id, category, value, total)";
        let tail = "ON CONFLICT (case_id, name, day, place_id, unit_id, category) DO UPDATE SET \
                    value = excluded.value, total = excluded.total";
        tx.insert_all(head, 8, rows, tail).await?;
        let mut rows = Vec::with_capacity(self.cells.len() * 6);
        let mut cells: Vec<_> = self.cells.into_iter().filter(|(_, sum)| !sum.is_nothing()).collect();
        // One order for all writers, so that two of them never wait for each other.
        cells.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for ((org, name, day, category), sum) in cells {
            rows.extend(values![org, name, day, category, sum.value, sum.total]);
        }
        let head = "INSERT INTO figures (org_id, name, day, category, value, total)";
        let tail = "ON CONFLICT (org_id, name, day, category) DO UPDATE SET \
                    value = figures.value + excluded.value, total = figures.total + excluded.total";
        tx.insert_all(head, 6, rows, tail).await
    }
}

/// The cells of `figures` to which a contribution belongs.
pub(crate) fn cells_of(standing: &Standing, key: &Key) -> Vec<Cell> {
    let mut cells = Vec::new();
    for org in standing.owners(key.place, key.unit) {
        cells.push((org, key.name, key.day, String::new()));
        if name::BY_CATEGORY.contains(&key.name) {
            cells.push((org, key.name, key.day, top(&key.category)));
        }
    }
    cells
}

/// The letter of the top category; a dash while nobody has said what it is.
pub(crate) fn top(category: &str) -> String {
    category.chars().next().unwrap_or('-').to_string()
}

const AT_ONCE: i64 = 400;

/// Counts every case of the store anew: after rows were written in bulk, or when the counting rules have changed.
/// Answers how many cases there are.
pub async fn rebuild(store: &Store) -> Result<usize, Fault> {
    let (mut last, mut many) = (Id::nil(), 0);
    loop {
        let tx = store.begin().await?;
        let ids = ids_after(&tx, last, AT_ONCE).await?;
        let Some(end) = ids.last().copied() else { return Ok(many) };
        let mut standing = Standing::read(&tx).await?;
        count(&tx, &mut standing, &ids).await?;
        tx.commit().await?;
        (last, many) = (end, many + ids.len());
    }
}

/// Takes a long log in one go: each case is counted once, not once for each of its events. For a county that was made
/// or imported; whatever is sealed meanwhile is read as always. Answers how many cases there are.
pub async fn catch_up(store: &Store) -> Result<usize, Fault> {
    let head: i64 =
        store.reader().value("SELECT COALESCE(MAX(seq), 0) FROM chain", values![]).await?.unwrap_or(0);
    let tx = store.begin().await?;
    let moved: Vec<Recorded> = tx
        .rows(
            "SELECT e.id, e.at, e.person, e.post, e.verb, e.subject_kind, e.subject_id, e.revision, e.place, e.unit, e.data \
             FROM chain c JOIN events e ON e.id = c.event_id WHERE e.verb IN ('org.move', 'org.close') AND c.seq <= $1 AND c.seq > \
             COALESCE((SELECT seq FROM consumers WHERE name = $2), 0) ORDER BY c.seq",
            values![head, BOARD],
        )
        .await?;
    let mut standing = Standing::read(&tx).await?;
    moves(&tx, &mut standing, &moved).await?;
    tx.commit().await?;
    let many = rebuild(store).await?;
    let tx = store.begin().await?;
    let sql = "INSERT INTO consumers (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq \
               WHERE consumers.seq < excluded.seq";
    tx.run(sql, values![BOARD, head]).await?;
    tx.commit().await?;
    Ok(many)
}
