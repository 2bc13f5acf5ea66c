//! What waits for the holder of an account: something about it that must be looked at, and tokens to confirm.

use chrono::Duration;
use lianxin_access::{forget_sign_ins, notices_of, tokens_to_confirm};
use lianxin_db::Fault;
use lianxin_web::{Ask, County, Job, Todo, Todos};

use crate::token_routes::CONFIRM;

pub(crate) fn todos(ask: &Ask) -> Todos<'_> {
    Box::pin(async move {
        let mut todos = Vec::new();
        todos.extend(notice(ask).await?);
        todos.extend(to_confirm(ask).await?);
        Ok(todos)
    })
}

async fn notice(ask: &Ask) -> Result<Option<Todo>, Fault> {
    let Some(session) = &ask.session else { return Ok(None) };
    let fresh = notices_of(&ask.reader(), session.account_id, 20).await?;
    let fresh: Vec<_> = fresh.into_iter().filter(|notice| notice.seen_at.is_none()).collect();
    Ok(fresh.last().map(|oldest| Todo {
        kind: "people",
        href: ask.href("/account"),
        title: ask.t("people-todo-notice"),
        act: ask.t("people-todo-notice-act"),
        due_at: Some(oldest.made_at + Duration::days(1)),
        late: false,
        many: i64::try_from(fresh.len()).unwrap_or(i64::MAX),
        place: None,
    }))
}

/// Tokens of other programs that somebody else made.
async fn to_confirm(ask: &Ask) -> Result<Option<Todo>, Fault> {
    if !ask.may(CONFIRM) {
        return Ok(None);
    }
    let many = tokens_to_confirm(&ask.reader(), &ask.by, ask.now).await?;
    Ok((many > 0).then(|| Todo {
        kind: "people",
        href: ask.href("/tokens"),
        title: ask.args("people-todo-tokens", &[("n", &many.to_string())]),
        act: ask.t("people-todo-tokens-act"),
        due_at: None,
        late: false,
        many,
        place: None,
    }))
}

/// Sign-ins that are over are forgotten when the playbook says.
pub(crate) const FORGET: Job = Job { name: "sign-ins", every: 3600, run: |county| Box::pin(forget(county)) };

async fn forget(county: &County) -> Result<usize, Fault> {
    let tx = county.store.begin().await?;
    let days = i64::from(county.playbook.manifest.keeping.sign_ins_days);
    let gone = forget_sign_ins(&tx, days).await?;
    if gone == 0 {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    // Rows that went are nothing that boards must show.
    Ok(0)
}
