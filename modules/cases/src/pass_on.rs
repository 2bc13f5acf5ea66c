//! Whoever leaves a post leaves no case behind: what they had in hand passes to the successor, or back to the unit to be
//! signed anew. Looked for by itself, for posts also end by their period, and villages move with the people in them.

use lianxin_access::{By, Done, posts_of};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_playbook::{Pace, Stage};
use lianxin_web::{County, Job};

use crate::case::{find, reaches_org};
use crate::clock::{Of, start};
use crate::part::{Part, part};
use crate::{Act, Case, State};

pub(crate) const JOB: Job = Job { name: "pass-on", every: 60, run: |county| Box::pin(run(county)) };

const BATCH: i64 = 100;

async fn run(county: &County) -> Result<usize, Fault> {
    let found = left(county, &county.store.reader(), county.store.world().now()).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let tx = county.store.begin().await?;
    let mut passed = 0;
    for id in found {
        match pass(county, &tx, id).await {
            Ok(one) => passed += usize::from(one),
            Err(lianxin_access::Stop::Fault(fault)) => return Err(fault),
            // Somebody acted in the same moment; the next round looks again.
            Err(lianxin_access::Stop::Refused(_)) => {}
        }
    }
    tx.commit().await?;
    Ok(passed)
}

/// Parts in the hand of somebody without a post, now, whom the case reaches. Roles are the playbook's, so a role that lost
/// its permission counts as left too.
async fn left(county: &County, db: &impl Db, now: Time) -> Result<Vec<Id>, Fault> {
    let roles: Vec<&str> =
        county.playbook.roles.holders("case.handle").map(|role| role.code.as_str()).collect();
    let called: Vec<&str> =
        county.playbook.roles.holders("whistle.report-in").map(|role| role.code.as_str()).collect();
    let list = |roles: &[&str]| {
        roles.iter().map(|role| format!("'{}'", role.replace('\'', ""))).collect::<Vec<_>>().join(",")
    };
    let sql = format!(
        "SELECT p.id FROM parts p JOIN cases c ON c.id = p.case_id WHERE p.state = 'signed' AND p.handler_id IS NOT NULL \
         AND c.state IN ('accepted', 'dispatched', 'signed') AND NOT EXISTS (SELECT 1 FROM posts h JOIN case_reach r \
         ON r.unit_id = h.org_id AND r.case_id = p.case_id WHERE h.person_id = p.handler_id AND h.valid_from <= $1 \
         AND (h.valid_to IS NULL OR h.valid_to > $1) AND h.role IN ({}, {})) ORDER BY p.id LIMIT {BATCH}",
        list(&roles),
        list(&called)
    );
    db.column(&sql, values![now]).await
}

async fn pass(county: &County, tx: &Tx, id: Id) -> Done<bool> {
    let by = By::system();
    let act = Act { tx, county, by: &by };
    let Some(own) = part(tx, id).await?.filter(|own| own.state == "signed") else { return Ok(false) };
    let (Some(gone), Some(mut case)) = (own.handler_id, find(tx, own.case_id).await?) else {
        return Ok(false);
    };
    match successor(act, &case, &own, gone).await? {
        Some(to) => hand_over(act, &mut case, &own, gone, to).await?,
        None if own.kind == "whistle" => return Ok(false),
        None => give_back(act, &mut case, &own, gone).await?,
    }
    Ok(true)
}

#[derive(FromQueryResult)]
struct Next {
    person_id: Id,
    org_id: Id,
}

/// Whoever got the post at the instant at which it was left; for a department that was called, whoever holds it now.
async fn successor(act: Act<'_>, case: &Case, own: &Part, gone: Id) -> Done<Option<Id>> {
    let same = if own.kind == "whistle" { "" } else { "AND h.valid_from = e.valid_to" };
    let sql = format!(
        "SELECT h.person_id, h.org_id FROM posts e JOIN posts h ON h.org_id = e.org_id AND h.role = e.role \
         AND h.person_id <> e.person_id WHERE e.person_id = $1 AND e.valid_to <= $2 {same} AND h.valid_from <= $2 \
         AND (h.valid_to IS NULL OR h.valid_to > $2) ORDER BY e.valid_to DESC, h.valid_from DESC, h.id"
    );
    for next in act.tx.rows::<Next>(&sql, values![gone, act.now()]).await? {
        if reaches_org(act.tx, next.org_id, case.id).await?
            && may_take(act, case, own, next.person_id).await?
        {
            return Ok(Some(next.person_id));
        }
    }
    Ok(None)
}

/// A redo goes to nobody who handled an earlier round.
async fn may_take(act: Act<'_>, case: &Case, own: &Part, person: Id) -> Done<bool> {
    let sql =
        "SELECT COUNT(*) FROM parts WHERE case_id = $1 AND handler_id = $2 AND kind = 'lead' AND round < $3";
    let earlier = act.tx.count(sql, values![case.id, person, case.round]).await? > 0;
    let able = posts_of(act.tx, person, act.now()).await?.iter().any(|post| {
        let needed = if own.kind == "whistle" { "whistle.report-in" } else { "case.handle" };
        act.county.playbook.roles.scope(&post.role, needed).is_some()
    });
    Ok(able && !(earlier && own.is_lead()))
}

async fn hand_over(act: Act<'_>, case: &mut Case, own: &Part, gone: Id, to: Id) -> Done<()> {
    let sql = "UPDATE parts SET handler_id = $2 WHERE id = $1 AND handler_id = $3";
    act.tx.run(sql, values![own.id, to, gone]).await?;
    if own.is_lead() && case.handler_id == Some(gone) {
        case.handler_id = Some(to);
    }
    let part = own.id;
    case.change(act, |event| event.id("part", part).id("from", gone).id("to", to), "case.hand-over").await?;
    Ok(())
}

/// Nobody has it in hand: the unit signs again, with the time that a signature has.
async fn give_back(act: Act<'_>, case: &mut Case, own: &Part, gone: Id) -> Done<()> {
    let sql = "UPDATE parts SET state = 'dispatched', handler_id = NULL, signed_at = NULL WHERE id = $1 AND handler_id = $2";
    act.tx.run(sql, values![own.id, gone]).await?;
    if own.is_lead() && case.state() == State::Signed {
        case.state = State::Dispatched.word().into();
        case.handler_id = None;
        case.signed_at = None;
        let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
        start(act, case, pace, Stage::Sign, Of::part(own.id)).await?;
    }
    let (part, unit) = (own.id, own.unit_id);
    case.change(act, |event| event.id("part", part).id("from", gone).id("unit", unit), "case.give-back")
        .await?;
    Ok(())
}
