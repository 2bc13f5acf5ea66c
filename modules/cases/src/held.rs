//! What the casework holds about one person, for that person; and what an auditor asks about the log.

use std::collections::HashMap;

use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_events::{Recorded, of_subject};
use lianxin_web::County;

use crate::call_back::Request;
use crate::{Contact, request};

/// The newest requests of a person who was signed in when they asked.
pub async fn requests_of_person(db: &impl Db, person: Id, most: i64) -> Result<Vec<Request>, Fault> {
    let sql = "SELECT * FROM requests WHERE person_id = $1 ORDER BY registered_at DESC, id DESC LIMIT $2";
    db.rows(sql, values![person, most]).await
}

/// Name and phone as the requester gave them. Only for the requester, or to be masked: everybody else writes a reason
/// ([`crate::reveal`]).
pub fn contact_of(county: &County, request: &Request) -> Result<Contact, Fault> {
    let open = |column: &str, sealed: &Option<Vec<u8>>| match sealed {
        Some(sealed) => county
            .keys
            .open("requests", request.id, column, sealed)
            .map_err(|error| Fault::Open { place: "keys".into(), why: error.to_string() }),
        None => Ok(String::new()),
    };
    Ok(Contact { name: open("name", &request.name_sealed)?, phone: open("phone", &request.phone_sealed)? })
}

/// Somebody opened the sealed contact of a request, or what was handed over sealed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Opened {
    pub at: Time,
    pub person: Option<Id>,
    pub post: Option<Id>,
    pub reason: String,
}

/// Who opened the contact of a request, or the matter itself where it was handed over sealed; oldest first.
pub async fn opened_of(db: &impl Db, request_id: Id) -> Result<Vec<Opened>, Fault> {
    let Some(request) = request(db, request_id).await? else { return Ok(vec![]) };
    let mut events = of_subject(db, "case", request.case_id).await?;
    if request.first_case_id != request.case_id {
        events.extend(of_subject(db, "case", request.first_case_id).await?);
    }
    let of_this =
        |event: &Recorded| event.verb == "case.reveal-contact" && event.id_of("request") == Some(request_id);
    events.retain(of_this);
    let ids: Vec<Id> = events.iter().map(|event| event.id).collect();
    let mut reasons = reasons_of(db, &ids).await?;
    let opened = events.into_iter().map(|event| Opened {
        at: event.at,
        person: event.person,
        post: event.post,
        reason: reasons.remove(&event.id).unwrap_or_default(),
    });
    let mut opened: Vec<Opened> = opened.collect();
    let sql = "SELECT o.at, o.opened_by AS person, o.post_id AS post, o.why AS reason FROM sealed_openings o \
               JOIN sealed_notes n ON n.id = o.note_id WHERE n.case_id = $1";
    opened.extend(db.rows::<Opened>(sql, values![request.case_id]).await?);
    opened.sort_by_key(|opened| opened.at);
    Ok(opened)
}

#[derive(FromQueryResult)]
struct Written {
    id: Id,
    words: String,
}

/// The words that were written beside these events.
pub async fn reasons_of(db: &impl Db, events: &[Id]) -> Result<HashMap<Id, String>, Fault> {
    told(db, "SELECT event_id AS id, words FROM notes WHERE event_id", events).await
}

/// The numbers of these cases.
pub async fn numbers_of(db: &impl Db, cases: &[Id]) -> Result<HashMap<Id, String>, Fault> {
    told(db, "SELECT id, number AS words FROM cases WHERE id", cases).await
}

async fn told(db: &impl Db, head: &str, ids: &[Id]) -> Result<HashMap<Id, String>, Fault> {
    let rows: Vec<Written> = db.rows_among(ids, |ids| format!("{head} IN ({ids})")).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.words)).collect())
}

/// Somebody had the page of a case open.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Looked {
    pub person_id: Id,
    pub post_id: Id,
    pub first_at: Time,
    pub last_at: Time,
    pub times: i64,
}

/// Everybody who looked at a case, inspectors and auditors among them, latest first.
pub async fn looks_of(db: &impl Db, case: Id) -> Result<Vec<Looked>, Fault> {
    let sql = "SELECT person_id, post_id, first_at, last_at, times FROM case_looks WHERE case_id = $1 \
               ORDER BY last_at DESC LIMIT 500";
    db.rows(sql, values![case]).await
}

/// The case of a number, without asking who wants to know.
pub async fn case_numbered(db: &impl Db, number: &str) -> Result<Option<Id>, Fault> {
    let Ok(number) = number.parse::<lianxin_seal::CaseNumber>() else { return Ok(None) };
    let sql = "SELECT case_id FROM requests WHERE number = $1";
    db.value(sql, values![number.to_string()]).await
}

/// The request of a number, without asking who wants to know.
pub async fn request_numbered(db: &impl Db, number: &str) -> Result<Option<Id>, Fault> {
    let Ok(number) = number.parse::<lianxin_seal::CaseNumber>() else { return Ok(None) };
    db.value("SELECT id FROM requests WHERE number = $1", values![number.to_string()]).await
}
