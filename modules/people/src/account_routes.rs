use http::StatusCode;
use lianxin_access::{
    Account, Done, Session, Stop, accounts_of, change_password, revoke_session, sessions_of,
};
use lianxin_base::Refused;
use lianxin_db::{Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_web::{Answer, Ask, Form, Lang};

use crate::account_pages::{AccountPage, SessionLine};
use crate::cookies::{cookie, with_cookie};
use crate::pages::{Choice, Mistake, mendable, mistakes};
use crate::totp::has_totp;

pub(crate) fn session(ask: &Ask) -> Result<&Session, Refused> {
    ask.session.as_ref().ok_or_else(|| Refused::forbidden("shell-refused-no-permission"))
}

pub(crate) async fn own_account(ask: &Ask) -> Result<Account, Stop> {
    let session = session(ask)?;
    let accounts = accounts_of(&ask.reader(), session.person_id).await?;
    let own = accounts.into_iter().find(|account| account.id == session.account_id);
    Ok(own.ok_or_else(|| Refused::absent("shell-refused-absent"))?)
}

/// GET /account
pub(crate) async fn show(ask: Ask) -> Answer {
    let page = account_page(&ask, vec![]).await?;
    ask.html(&page)
}

async fn account_page(ask: &Ask, errors: Vec<Mistake>) -> Result<AccountPage, Stop> {
    let session = session(ask)?;
    let account = own_account(ask).await?;
    let db = ask.reader();
    let open = sessions_of(&db, account.id, ask.now).await?;
    let line = |row: lianxin_access::SessionRow| SessionLine {
        this: row.id == session.id,
        id: row.id.to_string(),
        device: row.device,
        address: row.address,
        seen: ask.when().say(row.seen_at),
    };
    let page = ask.page(ask.t("people-account"));
    let posts = page.who.iter().flat_map(|who| &who.posts).map(|post| post.text.clone()).collect();
    Ok(AccountPage {
        page,
        name: session.name.clone(),
        posts,
        lang: account.lang.clone(),
        langs: langs(),
        sessions: open.into_iter().map(line).collect(),
        totp: has_totp(&db, account.id).await?,
        login: account.login,
        saved: ask.query("saved").is_some(),
        errors,
    })
}

/// Each language by its own name.
fn langs() -> Vec<Choice> {
    let choice = |lang: Lang, text: &str| Choice { value: lang.tag().to_owned(), text: text.to_owned() };
    vec![choice(Lang::Zh, "中文"), choice(Lang::En, "English")]
}

/// POST /account/password: the other devices are signed out.
pub(crate) async fn password(ask: Ask, form: Form) -> Answer {
    let account = own_account(&ask).await?;
    ask.app.rates().attempt(&format!("login:{}", account.login))?;
    let raw = |field: &str| {
        let found = form.fields().iter().find(|(own, _)| own == field);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let tx = ask.begin().await?;
    let done = if raw("new") == raw("again") {
        renewed(&ask, &tx, &account, &raw("old"), &raw("new")).await
    } else {
        Err(Refused::field("again", "people-refused-again").into())
    };
    match mendable(done)? {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see("/account?saved=1"))
        }
        Err(refused) => {
            tx.rollback().await?;
            let page = account_page(&ask, mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn renewed(ask: &Ask, tx: &Tx, account: &Account, old: &str, new: &str) -> Done<()> {
    let own = session(ask)?;
    // The rule speaks of a field `password`; here the form has three.
    let named = |stop: Stop| match stop {
        Stop::Refused(mut refused) => {
            refused
                .fields
                .iter_mut()
                .filter(|field| field.field == "password")
                .for_each(|field| field.field = "new");
            Stop::Refused(refused)
        }
        Stop::Fault(fault) => Stop::Fault(fault),
    };
    change_password(tx, &ask.by, account, old, new).await.map_err(named)?;
    for other in sessions_of(tx, account.id, tx.now()).await?.into_iter().filter(|row| row.id != own.id) {
        revoke_session(tx, account.id, own.person_id, other.id).await?;
    }
    Ok(())
}

/// POST /account/language
pub(crate) async fn language(ask: Ask, form: Form) -> Answer {
    let account = own_account(&ask).await?;
    let lang =
        Lang::parse(form.text("lang")).ok_or_else(|| Refused::field("lang", "people-refused-language"))?;
    let tx = ask.begin().await?;
    let sql = "UPDATE accounts SET lang = $2, revision = revision + 1 WHERE id = $1 AND revision = $3";
    if tx.run(sql, values![account.id, lang.tag(), account.revision]).await? == 0 {
        return Err(Refused::conflict("shell-refused-changed").into());
    }
    let subject = Subject { kind: "account", id: account.id, revision: account.revision + 1 };
    append(&tx, ask.by.actor(), Event::new("account.set-language", subject).data("lang", lang.tag())).await?;
    ask.commit(tx).await?;
    // Otherwise the choice made on this device before would win over the one made now.
    let gone = cookie("lx_lang", "", 0, false, ask.app.settings().secure);
    Ok(with_cookie(ask.see("/account?saved=1"), &gone))
}

/// POST /account/sessions/revoke
pub(crate) async fn revoke(ask: Ask, form: Form) -> Answer {
    let own = session(&ask)?;
    let id = form.id("session").ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let tx = ask.begin().await?;
    revoke_session(&tx, own.account_id, own.person_id, id).await?;
    ask.commit(tx).await?;
    Ok(ask.see("/account"))
}
