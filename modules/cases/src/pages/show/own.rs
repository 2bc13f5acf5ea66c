//! Whoever reported something themselves reads the page that was made for them: their own words, the answer, what
//! happened; not what staff wrote beside it, nor what others said in the same case.

use axum::response::Response;
use http::HeaderMap;
use lianxin_access::{Grant, Scope};
use lianxin_db::{Db, FromQueryResult, values};
use lianxin_web::{Ask, Failed};

use crate::pages::follower::let_follow;

/// Does the permission cover only what somebody reported themselves?
pub(crate) fn is_own(grant: &Grant) -> bool {
    matches!(grant.scope, Scope::Own | Scope::Household)
}

#[derive(FromQueryResult)]
struct OwnRequest {
    id: lianxin_base::Id,
    number: String,
}

/// Leads a requester who is signed in to the follow page of their own request; none for everybody else.
pub(super) async fn lead(ask: &Ask, headers: &HeaderMap) -> Result<Option<Response>, Failed> {
    let grant = ask.grant("case.see")?;
    if !is_own(&grant) {
        return Ok(None);
    }
    let sql = "SELECT id, number FROM requests WHERE case_id = $1 AND person_id = $2 ORDER BY registered_at, id LIMIT 1";
    let own: Option<OwnRequest> = ask.reader().row(sql, values![ask.id("id")?, grant.person_id]).await?;
    Ok(own.map(|own| {
        let mut answer = ask.see(&format!("/follow/{}", own.number));
        let_follow(ask, headers, own.id, &mut answer);
        answer
    }))
}
