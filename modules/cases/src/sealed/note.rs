use lianxin_access::Grant;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_seal::Keys;
use serde::{Deserialize, Serialize};

use super::ENDING;
use crate::call_back::Request;
use crate::register_rows::sealing;
use crate::{Act, Case};

/// Something that was handed over sealed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct SealedNote {
    pub id: Id,
    pub case_id: Id,
    /// The body that it was handed to.
    pub unit_id: Id,
    /// Code of the category, or `petition`.
    pub ground: String,
    /// Its words stand nowhere else.
    pub alone: bool,
    pub matter_sealed: Vec<u8>,
    pub handed_by: Option<Id>,
    pub handed_at: Time,
    pub answered_at: Option<Time>,
}

/// What the person said, as it was before it was sealed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Matter {
    pub title: String,
    pub words: String,
    pub place_words: String,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// What each requester wrote: id and words.
    pub said: Vec<(Id, String)>,
    /// What was added later.
    pub added: Vec<String>,
}

impl Matter {
    /// The words of one requester.
    pub fn of(&self, request: Id) -> &str {
        self.said.iter().find(|(id, _)| *id == request).map_or("", |(_, words)| words)
    }
}

const TABLE: &str = "sealed_notes";
const COLUMN: &str = "matter";

pub(super) fn seal(keys: &Keys, id: Id, matter: &Matter) -> Result<Vec<u8>, Fault> {
    let plain = serde_json::to_string(matter).map_err(|error| sealing(&error))?;
    keys.seal(TABLE, id, COLUMN, &plain).map_err(|error| sealing(&error))
}

pub(super) fn matter_of(keys: &Keys, note: &SealedNote) -> Result<Matter, Fault> {
    let plain = keys.open(TABLE, note.id, COLUMN, &note.matter_sealed).map_err(|error| sealing(&error))?;
    serde_json::from_str(&plain).map_err(|error| sealing(&error))
}

/// What the case says, and everything that was added to it.
pub(super) async fn read(db: &impl Db, case: &Case) -> Result<Matter, Fault> {
    #[derive(FromQueryResult)]
    struct Said {
        id: Id,
        words: String,
    }
    let sql = "SELECT id, words FROM requests WHERE case_id = $1 ORDER BY registered_at, id";
    let said: Vec<Said> = db.rows(sql, values![case.id]).await?;
    let added = db.column("SELECT words FROM notes WHERE case_id = $1 ORDER BY id", values![case.id]).await?;
    Ok(Matter {
        title: case.title.clone(),
        words: case.words.clone(),
        place_words: case.place_words.clone(),
        lon: case.lon,
        lat: case.lat,
        said: said.into_iter().map(|said| (said.id, said.words)).collect(),
        added,
    })
}

/// What the person adds later goes where the rest is.
pub(crate) async fn add(act: Act<'_>, case: Id, words: &str) -> Result<(), Fault> {
    let Some(note) = note_of(act.tx, case).await? else { return Ok(()) };
    let keys = &act.county.keys;
    let mut matter = matter_of(keys, &note)?;
    matter.added.push(words.trim().to_owned());
    let sql = "UPDATE sealed_notes SET matter_sealed = $2 WHERE id = $1";
    act.tx.run(sql, values![note.id, seal(keys, note.id, &matter)?]).await.map(|_| ())
}

/// What a requester wrote: for that person alone. What was handed over sealed stands in the note, and is still theirs.
pub async fn words_said(db: &impl Db, keys: &Keys, request: &Request, case: &Case) -> Result<String, Fault> {
    if case.ending != ENDING {
        return Ok(request.words.clone());
    }
    match note_of(db, case.id).await? {
        Some(note) => Ok(matter_of(keys, &note)?.of(request.id).to_owned()),
        None => Ok(String::new()),
    }
}

/// The one that was made of this case; the newest, if a matter came twice.
pub async fn note_of(db: &impl Db, case: Id) -> Result<Option<SealedNote>, Fault> {
    let sql = "SELECT * FROM sealed_notes WHERE case_id = $1 ORDER BY handed_at DESC, id DESC";
    db.row(sql, values![case]).await
}

/// What was handed to the bodies within a permission's reach ($1). A copy of a petition matter is for the petition body
/// itself and for nobody above it ($2: true).
const HANDED_TO: &str = "FROM sealed_notes n JOIN org_above a ON a.org_id = n.unit_id AND a.valid_to IS NULL \
                         WHERE a.above_id = $1 AND (n.alone = $2 OR n.unit_id = $1)";

/// The newest first, at most `most`.
pub async fn sealed_for(db: &impl Db, grant: &Grant, most: i64) -> Result<Vec<SealedNote>, Fault> {
    let sql = format!("SELECT n.* {HANDED_TO} ORDER BY n.handed_at DESC, n.id DESC LIMIT $3");
    db.rows(&sql, values![grant.org_id, true, most]).await
}

/// One of them; none for what was handed to another body.
pub async fn sealed_note(db: &impl Db, grant: &Grant, id: Id) -> Result<Option<SealedNote>, Fault> {
    let sql = format!("SELECT n.* {HANDED_TO} AND n.id = $3");
    db.row(&sql, values![grant.org_id, true, id]).await
}

/// How many of them nobody has opened.
pub(crate) async fn unopened(db: &impl Db, grant: &Grant) -> Result<i64, Fault> {
    let sql = format!(
        "SELECT COUNT(*) {HANDED_TO} AND NOT EXISTS (SELECT 1 FROM sealed_openings o WHERE o.note_id = n.id)"
    );
    db.count(&sql, values![grant.org_id, true]).await
}
