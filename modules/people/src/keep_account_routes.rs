//! What whoever keeps posts does with the accounts of others: open, help with a forgotten password or a lost phone,
//! close. Never by learning a password: a one-time code is handed over in person, and an own password must follow.

use http::StatusCode;
use lianxin_access::{
    Account, Done, Hashed, NewAccount, Stop, accounts_of, close_account, give_code, hash_code, one_time_code,
    open_with_code,
};
use lianxin_base::{Id, Refused};
use lianxin_db::Tx;
use lianxin_web::{Answer, Ask, Form};

use crate::grant_post::GRANT;
use crate::pages::{mendable, mistakes};
use crate::people_routes::show_page;
use crate::person::person;
use crate::totp::drop_totp;

/// POST /people/{id}/account: a way to sign in.
pub(crate) async fn open(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    ask.grant(GRANT)?;
    let (code, hashed) = fresh(&ask).await?;
    let tx = ask.begin().await?;
    match mendable(opened(&ask, &tx, id, form.text("login"), &hashed).await)? {
        Ok(()) => {
            ask.commit(tx).await?;
            show_code(&ask, id, code).await
        }
        Err(refused) => {
            tx.rollback().await?;
            let page = show_page(&ask, id, form.text("login"), mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn opened(ask: &Ask, tx: &Tx, id: Id, login: &str, code: &Hashed) -> Done<()> {
    person(tx, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let plain = (2..=40).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    if !plain {
        return Err(Refused::field("login", "people-refused-login").into());
    }
    if !accounts_of(tx, id).await?.is_empty() {
        return Err(Refused::field("login", "people-refused-has-account").into());
    }
    let new = NewAccount { id: tx.id(), person_id: id, login, password: "", lang: "zh-CN" };
    match open_with_code(tx, &ask.by, new, code).await {
        Err(Stop::Fault(fault)) if fault.constraint().is_some_and(|name| name.contains("login")) => {
            Err(Refused::field("login", "people-refused-login-taken").into())
        }
        done => done.map(|_| ()),
    }
}

/// POST /people/{id}/account/code: the password was forgotten.
pub(crate) async fn code(ask: Ask) -> Answer {
    let (id, account) = the_account(&ask).await?;
    let (code, hashed) = fresh(&ask).await?;
    let tx = ask.begin().await?;
    give_code(&tx, &ask.by, &account, &hashed).await?;
    ask.commit(tx).await?;
    show_code(&ask, id, code).await
}

/// POST /people/{id}/account/second-step: the phone was lost.
pub(crate) async fn second_step(ask: Ask) -> Answer {
    let (id, account) = the_account(&ask).await?;
    if ask.by.person == Some(id) {
        return Err(Refused::forbidden("shell-refused-own-account").into());
    }
    let tx = ask.begin().await?;
    drop_totp(&tx, &ask.by, account.id).await?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/people/{id}")))
}

/// POST /people/{id}/account/close: the person left.
pub(crate) async fn close(ask: Ask) -> Answer {
    let (id, account) = the_account(&ask).await?;
    let tx = ask.begin().await?;
    close_account(&tx, &ask.by, &account).await?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/people/{id}")))
}

async fn the_account(ask: &Ask) -> Result<(Id, Account), Stop> {
    ask.grant(GRANT)?;
    let id = ask.id("id")?;
    let account = accounts_of(&ask.reader(), id).await?.into_iter().next();
    Ok((id, account.ok_or_else(|| Refused::absent("shell-refused-absent"))?))
}

async fn fresh(ask: &Ask) -> Result<(String, Hashed), Stop> {
    let code = one_time_code(ask.county.store.world());
    let hashed = hash_code(&code).await?;
    Ok((code, hashed))
}

/// The one answer that shows the code; no address leads to it again.
async fn show_code(ask: &Ask, id: Id, code: String) -> Answer {
    let mut page = show_page(ask, id, "", vec![]).await?;
    page.code = code;
    ask.html(&page)
}
