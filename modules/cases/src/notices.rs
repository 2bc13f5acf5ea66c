//! What a deadline or a decision told somebody: a person, or whoever holds a role in an organisation. It stands on the desk and on the
//! case until it was read; a warning leaves by itself when the matter is done.

use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};

use crate::Act;
use crate::reach::is_reached;

/// `kind`: yellow red escalate, of a deadline; whistle-blown whistle-declined, of a decision.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Notice {
    pub id: Id,
    pub case_id: Id,
    pub org_id: Id,
    pub role: String,
    pub person_id: Option<Id>,
    pub kind: String,
    /// Code of the stage whose limit ran; empty for a decision.
    pub stage: String,
    pub made_at: Time,
    pub due_at: Option<Time>,
}

impl Notice {
    /// Something ran out; the rest is a warning or an answer.
    pub fn is_late(&self) -> bool {
        matches!(self.kind.as_str(), "red" | "escalate")
    }
}

const NOTICE: &str = "SELECT n.id, n.case_id, n.org_id, n.role, n.person_id, n.kind, n.stage, n.made_at, k.due_at \
                      FROM notices n LEFT JOIN clocks k ON k.id = n.clock_id";
/// A deadline also tells those whom the case complains about, or who have lost it since: they do not hear of it.
fn reached(unit: &str) -> String {
    is_reached(unit, "n.case_id")
}

const OWN: &str = "n.read_at IS NULL AND n.person_id = $1";
const OF_ROLE: &str = "n.read_at IS NULL AND n.org_id = $1 AND n.role = $2 AND n.person_id IS NULL";
const NEWEST: &str = "ORDER BY n.made_at DESC, n.id DESC";

/// What is told to this person in the post that was chosen and was not read yet, the newest first, at most `most`.
pub async fn notices_of(db: &impl Db, by: &By, most: i64) -> Result<Vec<Notice>, Fault> {
    let mut notices: Vec<Notice> = Vec::new();
    if let (Some(person), Some(org)) = (by.person, by.org_id()) {
        let sql = format!("{NOTICE} WHERE {OWN} AND {} {NEWEST} LIMIT $3", reached("$2"));
        notices.extend(db.rows::<Notice>(&sql, values![person, org, most]).await?);
    }
    if let Some(org) = by.org_id() {
        let sql = format!("{NOTICE} WHERE {OF_ROLE} AND {} {NEWEST} LIMIT $3", reached("$1"));
        notices.extend(db.rows::<Notice>(&sql, values![org, by.role(), most]).await?);
    }
    notices.sort_by_key(|notice| std::cmp::Reverse((notice.made_at, notice.id)));
    notices.truncate(usize::try_from(most).unwrap_or(0));
    Ok(notices)
}

/// Those among them that are about one case.
pub async fn notices_about(db: &impl Db, by: &By, case: Id) -> Result<Vec<Notice>, Fault> {
    let (Some(person), Some(org)) = (by.person, by.org_id()) else { return Ok(Vec::new()) };
    let sql = format!(
        "{NOTICE} WHERE n.read_at IS NULL AND n.case_id = $1 AND {} \
         AND (n.person_id = $3 OR (n.person_id IS NULL AND n.org_id = $2 AND n.role = $4)) {NEWEST}",
        reached("$2")
    );
    db.rows(&sql, values![case, org, person, by.role()]).await
}

/// Somebody took note. One told to a role is read for everyone who holds it.
///
/// # Errors
/// `cases-refused-notice` for one that was told to somebody else.
pub async fn read_notices(act: Act<'_>, ids: &[Id]) -> Done<usize> {
    let mut read = 0;
    for id in ids {
        let sql = format!("{NOTICE} WHERE n.id = $1");
        let notice: Option<Notice> = act.tx.row(&sql, values![*id]).await?;
        let notice = notice.filter(|notice| is_told_to(notice, act.by));
        let notice = notice.ok_or_else(|| Refused::absent("cases-refused-notice"))?;
        let sql = "UPDATE notices SET read_at = $2 WHERE id = $1 AND read_at IS NULL";
        // Two who press at once: it is read once.
        if act.tx.run(sql, values![notice.id, act.now()]).await? == 1 {
            let subject = Subject { kind: "notice", id: notice.id, revision: 1 };
            append(act.tx, act.by.actor(), Event::new("notice.read", subject).id("case", notice.case_id))
                .await?;
            read += 1;
        }
    }
    Ok(read)
}

fn is_told_to(notice: &Notice, by: &By) -> bool {
    match notice.person_id {
        Some(person) => by.person == Some(person),
        None => by.org_id() == Some(notice.org_id) && by.role() == notice.role,
    }
}

/// Whom a notice reaches: the holders of a role in an organisation, or one person.
pub(crate) struct Told {
    pub org: Id,
    pub role: String,
    pub person: Option<Id>,
}

/// Writes a notice. `limit`: stage and clock of the limit that it speaks of; none for a decision.
pub(crate) async fn tell(
    tx: &Tx,
    case: Id,
    told: Told,
    kind: &str,
    limit: Option<(&str, Id)>,
) -> Result<(), Fault> {
    let sql = "INSERT INTO notices (id, case_id, org_id, role, person_id, kind, stage, made_at, clock_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (stage, clock) = limit.unzip();
    let stage = stage.unwrap_or_default();
    let values = values![tx.id(), case, told.org, told.role, told.person, kind, stage, tx.now(), clock];
    tx.run(sql, values).await.map(|_| ())
}

/// The matter is done: that little time was left is no news any more. What ran out stays until it was read.
pub(crate) async fn drop_warnings(tx: &Tx, clock: Id) -> Result<(), Fault> {
    let sql = "UPDATE notices SET read_at = $2 WHERE clock_id = $1 AND kind = 'yellow' AND read_at IS NULL";
    tx.run(sql, values![clock, tx.now()]).await.map(|_| ())
}
