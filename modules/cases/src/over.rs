//! A case that is over, merged or answered leaves nobody with an order, a whistle or a decision that changes nothing any
//! more.

use lianxin_base::Id;
use lianxin_db::{Db, Fault, values};
use lianxin_playbook::Stage;

use crate::Act;
use crate::clock::{Which, clocks_of, drop_clocks, meet};
use crate::decide::drop_asks;
use crate::part::parts_of;
use crate::whistle_ask::lapse_whistle_ask;

/// Taken back or merged: every order is dropped, every clock with it.
pub(crate) async fn drop_orders(act: Act<'_>, case: Id) -> Result<(), Fault> {
    drop_clocks(act, case, Which::All).await?;
    let sql = "UPDATE parts SET state = 'dropped' WHERE case_id = $1 AND state IN ('dispatched', 'signed')";
    act.tx.run(sql, values![case]).await?;
    let sql = "UPDATE whistles SET closed_at = $2 WHERE case_id = $1 AND closed_at IS NULL";
    act.tx.run(sql, values![case, act.now()]).await?;
    lapse_all(act, case).await
}

/// The lead has answered: those who helped are done with it, and nothing waits for a decision.
pub(crate) async fn close_beside(act: Act<'_>, case: Id) -> Result<(), Fault> {
    lapse_all(act, case).await?;
    let sql = "UPDATE parts SET state = 'done', done_at = $2 WHERE case_id = $1 AND kind = 'support' \
               AND state IN ('dispatched', 'signed')";
    act.tx.run(sql, values![case, act.now()]).await?;
    meet(act, case, Which::Stage(Stage::PressReply)).await?;
    let parts = parts_of(act.tx, case).await?;
    let over: Vec<Id> = parts.iter().filter(|part| !part.is_live()).map(|part| part.id).collect();
    let due = clocks_of(act.tx, case).await?.into_iter().filter(|clock| clock.is_running());
    for clock in due {
        let Some(part) = clock.part_id.filter(|part| over.contains(part)) else { continue };
        let Some(stage @ (Stage::ReportIn | Stage::Result | Stage::Sign | Stage::Arrive)) =
            Stage::parse(&clock.stage)
        else {
            continue;
        };
        // Who never came in time is late; who still had time is let off.
        if clock.due_at < act.now() {
            meet(act, case, Which::Part(part, stage)).await?;
        } else {
            drop_clocks(act, case, Which::Part(part, stage)).await?;
        }
    }
    Ok(())
}

/// What was asked for and not decided.
pub(crate) async fn lapse_all(act: Act<'_>, case: Id) -> Result<(), Fault> {
    let sql = "SELECT id FROM asks WHERE case_id = $1 AND state = 'asked'";
    let asks: Vec<Id> = act.tx.column(sql, values![case]).await?;
    drop_asks(act, case, &asks).await?;
    lapse_whistle_ask(act, case).await
}

/// How many people share a case: what one of them wants does not end it for the others.
pub(crate) async fn is_shared(act: Act<'_>, case: Id) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM requests WHERE case_id = $1";
    Ok(act.tx.count(sql, values![case]).await? > 1)
}
