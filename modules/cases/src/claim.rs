//! A case that a dispatcher has before the eyes: others see it, and cannot take it in meanwhile.

use chrono::Duration;
use lianxin_access::Done;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders, values};

use crate::{Act, Case, State};

/// Long enough to read, ask and decide; short enough that a forgotten one holds nobody up.
const HOLDS: Duration = Duration::minutes(20);

/// Who has a case, since when.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Claim {
    pub case_id: Id,
    pub person_id: Id,
    pub name: String,
    pub claimed_at: Time,
}

impl Claim {
    pub fn holds(&self, now: Time) -> bool {
        now < self.claimed_at + HOLDS
    }
}

/// The claims that hold among these cases.
pub async fn claims_of(db: &impl Db, cases: &[Id], now: Time) -> Result<Vec<Claim>, Fault> {
    if cases.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT c.case_id, c.person_id, p.name, c.claimed_at FROM claims c JOIN persons p ON p.id = c.person_id \
         WHERE c.case_id IN ({})",
        placeholders(1, cases.len())
    );
    let claims: Vec<Claim> = db.rows(&sql, cases.iter().map(|id| Value::from(*id)).collect()).await?;
    Ok(claims.into_iter().filter(|claim| claim.holds(now)).collect())
}

/// Takes a case out of the queue to oneself, for twenty minutes.
///
/// # Errors
/// `cases-refused-claimed` with the name of whoever has it; `cases-refused-moved-on`.
pub async fn claim(act: Act<'_>, id: Id) -> Done<()> {
    let mut case = act.case("case.accept", id).await?;
    case.must_be(&[State::Registered, State::Accepted])?;
    must_be_free(act, &case).await?;
    let person = act.by.person.ok_or_else(|| Refused::forbidden("shell-refused-no-permission"))?;
    let sql = "INSERT INTO claims (case_id, person_id, claimed_at) VALUES ($1, $2, $3) \
               ON CONFLICT (case_id) DO UPDATE SET person_id = excluded.person_id, claimed_at = excluded.claimed_at";
    act.tx.run(sql, values![id, person, act.now()]).await?;
    case.change(act, |event| event, "case.claim").await?;
    Ok(())
}

/// Gives it back to the queue.
pub async fn release(act: Act<'_>, id: Id) -> Done<()> {
    let mut case = act.case("case.accept", id).await?;
    let sql = "DELETE FROM claims WHERE case_id = $1 AND person_id = $2";
    if act.tx.run(sql, values![id, act.by.person]).await? == 1 {
        case.change(act, |event| event, "case.release").await?;
    }
    Ok(())
}

/// A refusal while somebody else has it.
pub(crate) async fn must_be_free(act: Act<'_>, case: &Case) -> Done<()> {
    let claims = claims_of(act.tx, &[case.id], act.now()).await?;
    match claims.iter().find(|claim| Some(claim.person_id) != act.by.person) {
        Some(claim) => Err(Refused::conflict("cases-refused-claimed").with("name", &claim.name).into()),
        None => Ok(()),
    }
}
