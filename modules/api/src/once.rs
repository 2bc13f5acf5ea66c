//! A client gives everything that it writes an id of its own. The same id with the same body is the same call, however
//! often it is sent; with another body, or from another key, it is refused.

use std::future::Future;

use lianxin_access::{Done, Stop, Token};
use lianxin_base::{Id, Refused, Time};
use lianxin_cases::forget_serials;
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_web::Ask;

/// A call that was made before, or is being made.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Call {
    pub id: Id,
    pub token_id: Id,
    pub kind: String,
    pub body: Vec<u8>,
    pub case_id: Id,
    pub event_id: Option<Id>,
    pub revision: i64,
    pub made_at: Time,
}

/// # Errors
/// `shell-refused-other-body` when the id was used for something else.
pub async fn before(tx: &Tx, token: &Token, kind: &str, id: Id, body: &[u8; 32]) -> Done<Option<Call>> {
    let found: Option<Call> = tx.row("SELECT * FROM api_calls WHERE id = $1", values![id]).await?;
    match found {
        Some(call) if call.token_id != token.id || call.kind != kind || call.body != body => {
            Err(Refused::conflict("shell-refused-other-body").into())
        }
        found => Ok(found),
    }
}

pub async fn keep(tx: &Tx, call: &Call) -> Result<(), Fault> {
    let sql = "INSERT INTO api_calls (id, token_id, kind, body, case_id, event_id, revision, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let call = call.clone();
    let kept = values![
        call.id,
        call.token_id,
        call.kind,
        call.body,
        call.case_id,
        call.event_id,
        call.revision,
        call.made_at
    ];
    tx.run(sql, kept).await.map(|_| ())
}

/// Tries again when another call won the race for a number or an id: it then finds what that one wrote.
pub async fn again<T, F: Future<Output = Done<T>>>(ask: &Ask, once: impl Fn() -> F) -> Done<T> {
    const TRIES: usize = 5;
    let mut tried = 1;
    loop {
        match once().await {
            Err(Stop::Fault(fault))
                if tried < TRIES && (fault.constraint().is_some() || fault.is_contention()) =>
            {
                forget_serials(&ask.county);
                tried += 1;
            }
            done => return done,
        }
    }
}

/// The key behind the request; the guard let nobody through without one.
pub fn token(ask: &Ask) -> Result<Token, Refused> {
    ask.token.clone().ok_or_else(|| Refused::forbidden("shell-refused-no-token"))
}
