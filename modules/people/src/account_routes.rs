use http::StatusCode;
use lianxin_access::{
    Account, Done, Hashed, Session, Stop, accounts_of, check_password_rule, hash_password, notices_of,
    notices_seen, revoke_session, sessions_of, set_password,
};
use lianxin_base::Refused;
use lianxin_db::{Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_web::{Answer, Ask, Form, Lang, host_cookie};

use crate::account_pages::{AccountPage, NoticeLine, PasswordPage, SessionLine};
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

/// GET /account: what was told once is marked as read.
pub(crate) async fn show(ask: Ask) -> Answer {
    let page = account_page(&ask, vec![]).await?;
    if page.notices.iter().any(|one| one.fresh) {
        let tx = ask.begin().await?;
        notices_seen(&tx, session(&ask)?.account_id).await?;
        ask.commit(tx).await?;
    }
    ask.html(&page)
}

/// GET /account/password: where a one-time code leads.
pub(crate) async fn password_form(ask: Ask) -> Answer {
    if !session(&ask)?.must_choose_password {
        return Ok(ask.see("/account"));
    }
    let login = own_account(&ask).await?.login;
    ask.html(&PasswordPage { page: ask.page(ask.t("people-password-own")), login, errors: vec![] })
}

/// POST /account/stay: somebody is still there. Answers how many seconds the session runs from now.
pub(crate) async fn stay(ask: Ask) -> Answer {
    let own = session(&ask)?;
    let tx = ask.begin().await?;
    own.touch(&tx).await?;
    let left = own.left_after_touch(tx.now()).num_seconds();
    ask.commit(tx).await?;
    Ok(axum::response::IntoResponse::into_response(left.to_string()))
}

/// GET /account/left: how many seconds are left, asked by a page and not by a person.
pub(crate) async fn left(ask: Ask) -> Answer {
    let left = (session(&ask)?.ends_at - ask.now).num_seconds();
    Ok(axum::response::IntoResponse::into_response(left.to_string()))
}

const NOTICES: i64 = 8;

fn notice(ask: &Ask, one: lianxin_access::Notice) -> NoticeLine {
    let by = one.by_name.unwrap_or_default();
    let taken_away = one.kind == "second-step-off" && !by.is_empty();
    let key = if taken_away { "second-step-off-by" } else { one.kind.as_str() };
    let text =
        ask.args(&format!("people-notice-{key}"), &[("by", by.as_str()), ("address", one.address.as_str())]);
    NoticeLine { text, at: ask.when().say(one.made_at), fresh: one.seen_at.is_none() }
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
        notices: notices_of(&db, account.id, NOTICES)
            .await?
            .into_iter()
            .map(|one| notice(ask, one))
            .collect(),
        last: account.signed_in_at.map(|at| ask.when().say(at)).unwrap_or_default(),
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
    ask.app.rates().attempt(&format!("login:{}", account.login.to_lowercase()))?;
    match mendable(chosen(&account, &form).await)? {
        Ok(hashed) => {
            let tx = ask.begin().await?;
            renew(&ask, &tx, &account, &hashed).await?;
            ask.commit(tx).await?;
            Ok(ask.see("/account?saved=1"))
        }
        Err(refused) => {
            let errors = mistakes(&ask, &refused);
            if account.must_choose_password() {
                let page = ask.page(ask.t("people-password-own"));
                let page = PasswordPage { page, login: account.login, errors };
                return ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
            let page = account_page(&ask, errors).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The new password, hashed, if everything about it is right. Whoever came in by a one-time code showed it just now.
async fn chosen(account: &Account, form: &Form) -> Done<Hashed> {
    // Passwords as they were typed: blanks at their ends belong to them.
    let raw = |field: &str| {
        let found = form.fields().iter().find(|(own, _)| own == field);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    if raw("new") != raw("again") {
        return Err(Refused::field("again", "people-refused-again").into());
    }
    if !account.must_choose_password() && !account.has_password(raw("old")).await {
        return Err(Refused::field("old", "shell-refused-password-wrong").into());
    }
    // The rule speaks of a field `password`; here the form has three.
    check_password_rule(&account.login, raw("new")).map_err(|refused| Refused::field("new", refused.code))?;
    if account.has_password(raw("new")).await {
        return Err(Refused::field("new", "people-refused-password-same").into());
    }
    Ok(hash_password(raw("new")).await?)
}

async fn renew(ask: &Ask, tx: &Tx, account: &Account, hashed: &Hashed) -> Done<()> {
    let own = session(ask)?;
    set_password(tx, &ask.by, account, hashed).await?;
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
    let secure = ask.app.settings().secure;
    let gone = cookie(&host_cookie("lx_lang", secure), "", 0, false, secure);
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
