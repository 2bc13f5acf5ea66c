use http::{HeaderMap, StatusCode, header};
use lianxin_access::{
    Account, SignIn, Stop, check_password, count_failure, open_session, posts_of, revoke_session, sign_in,
};
use lianxin_base::{Refused, Time};
use lianxin_playbook::NodeLevel;
use lianxin_web::{Answer, Ask, Failed, Form, Kept, encode, session_cookie};

use crate::account_pages::{KeptPage, Offer, SignInPage};
use crate::cookies::{back_to, cookie, with_cookie};
use crate::demo_login::demo_logins;
use crate::holder::{Holders, holders};
use crate::pages::Mistake;
use crate::totp::{has_totp, use_totp};

/// As long as a session can run.
const KEEP: u32 = 12 * 3600;
/// Whoever keeps the posts is asked about forgotten passwords.
const ASKED: &str = "county-admin";

/// GET /sign-in
pub(crate) async fn sign_in_form(ask: Ask) -> Answer {
    let page = sign_in_page(&ask, "", ask.query("back").unwrap_or_default(), None, vec![]).await?;
    ask.html(&page)
}

async fn sign_in_page(
    ask: &Ask,
    login: &str,
    back: &str,
    kept: Option<Kept>,
    errors: Vec<Mistake>,
) -> Result<SignInPage, Stop> {
    let db = ask.reader();
    let asked = Holders { role: Some(ASKED.to_owned()), limit: 1, ..Holders::default() };
    let admin = holders(&db, ask.now, &asked).await?.into_iter().next();
    let offers = if ask.app.settings().demo { demo_logins(&db).await? } else { vec![] };
    let offer = |one: crate::DemoLogin| Offer {
        role: one.role(ask.is_zh()).to_owned(),
        login: one.login,
        password: one.password,
    };
    Ok(SignInPage {
        page: ask.page(ask.t("people-sign-in")),
        login: login.to_owned(),
        back: back.to_owned(),
        kept,
        admin: admin.map(|held| held.person_name).unwrap_or_default(),
        errors,
        offers: offers.into_iter().map(offer).collect(),
    })
}

/// How a try ended, after everything about it was written.
enum Tried {
    In {
        account: Account,
        secret: [u8; 32],
    },
    Wrong {
        left: i64,
    },
    Locked {
        until: Time,
    },
    /// The one-time code has run out.
    CodeOver,
    /// Right so far, and the code of the phone is missing.
    CodeMissing,
    CodeWrong {
        left: i64,
        why: &'static str,
    },
}

/// POST /sign-in
pub(crate) async fn sign_in_now(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let login = form.text("login");
    let kept = Kept::read(&ask, &form);
    if login.is_empty() && kept.is_some() {
        // From a page that a lapsed sign-in had left: nothing was tried yet.
        return ask.html(&sign_in_page(&ask, "", "", kept, vec![]).await?);
    }
    ask.app.rates().attempt(&ask.address)?;
    ask.app.rates().attempt(&format!("login:{}", login.to_lowercase()))?;
    let device = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mistake = match attempt(&ask, login, &form, device).await? {
        Tried::In { account, secret } => {
            return welcome(&ask, &account, &secret, form.text("back"), kept).await;
        }
        Tried::CodeOver => Mistake { id: "password", text: ask.t("people-code-over") },
        Tried::Wrong { left } => said(&ask, "password", "people-wrong", left),
        Tried::Locked { until } => {
            let text = ask.args("people-locked", &[("until", &ask.when().say(until))]);
            Mistake { id: "password", text }
        }
        Tried::CodeMissing => Mistake { id: "code", text: ask.t("people-code-missing") },
        Tried::CodeWrong { left, why } => said(&ask, "code", why, left),
    };
    let page = sign_in_page(&ask, login, form.text("back"), kept, vec![mistake]).await?;
    ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn said(ask: &Ask, id: &'static str, key: &str, left: i64) -> Mistake {
    Mistake { id, text: ask.args(key, &[("left", &left.to_string())]) }
}

async fn attempt(ask: &Ask, login: &str, form: &Form, device: &str) -> Result<Tried, Failed> {
    // The password as it was typed: blanks at its ends belong to it.
    let password = typed(form, "password");
    let checked = check_password(&ask.reader(), login, password).await?;
    let tx = ask.begin().await?;
    let account = match sign_in(&tx, &ask.county.keys, &checked, &ask.address).await? {
        SignIn::Ok(account) => account,
        SignIn::Over => {
            ask.commit(tx).await?;
            return Ok(Tried::CodeOver);
        }
        SignIn::Wrong { left } => {
            ask.commit(tx).await?;
            return Ok(Tried::Wrong { left });
        }
        SignIn::Locked { until } => {
            ask.commit(tx).await?;
            return Ok(Tried::Locked { until });
        }
    };
    if has_totp(&tx, account.id).await? {
        let code = form.text("code");
        if code.is_empty() {
            tx.rollback().await?;
            return Ok(Tried::CodeMissing);
        }
        match use_totp(&tx, &ask.county.keys, account.id, code).await {
            Ok(()) => {}
            Err(Stop::Refused(refused)) if refused.status == 422 => {
                tx.rollback().await?;
                return count_wrong_code(ask, account.id, &refused).await;
            }
            Err(stop) => return Err(stop.into()),
        }
    }
    let secret = open_session(&tx, account.id, account.person_id, device, &ask.address).await?;
    ask.commit(tx).await?;
    Ok(Tried::In { account, secret })
}

fn typed<'a>(form: &'a Form, field: &str) -> &'a str {
    form.fields().iter().find(|(own, _)| own == field).map_or("", |(_, value)| value.as_str())
}

async fn count_wrong_code(ask: &Ask, account: lianxin_base::Id, refused: &Refused) -> Result<Tried, Failed> {
    let tx = ask.begin().await?;
    let counted = count_failure(&tx, account, &ask.address).await?;
    ask.commit(tx).await?;
    Ok(match counted {
        SignIn::Locked { until } => Tried::Locked { until },
        SignIn::Wrong { left } => Tried::CodeWrong { left, why: why(refused) },
        SignIn::Ok(_) | SignIn::Over => Tried::CodeWrong { left: 0, why: why(refused) },
    })
}

fn why(refused: &Refused) -> &'static str {
    if refused.code == "people-refused-code-used" { "people-code-used" } else { "people-code-wrong" }
}

async fn welcome(ask: &Ask, account: &Account, secret: &[u8; 32], back: &str, kept: Option<Kept>) -> Answer {
    let posts = posts_of(&ask.reader(), account.person_id, ask.now).await?;
    let at_home = |role: &str| {
        let role = ask.county.playbook.roles.get(role);
        role.is_some_and(|role| role.node_level == NodeLevel::Household)
    };
    // A resident has no desk.
    let start = if posts.iter().all(|post| at_home(&post.role)) { "/" } else { "/desk" };
    let secure = ask.app.settings().secure;
    let line = cookie(&session_cookie(secure), &encode(secret), KEEP, true, secure);
    let answer = match kept {
        Some(kept) => ask.html(&KeptPage { page: ask.page(ask.t("people-kept")), kept })?,
        None => back_to(ask, back, start),
    };
    Ok(with_cookie(answer, &line))
}

/// POST /sign-out
pub(crate) async fn sign_out(ask: Ask) -> Answer {
    if let Some(session) = &ask.session {
        let tx = ask.begin().await?;
        revoke_session(&tx, session.account_id, session.person_id, session.id).await?;
        ask.commit(tx).await?;
    }
    let secure = ask.app.settings().secure;
    Ok(with_cookie(ask.see("/sign-in"), &cookie(&session_cookie(secure), "", 0, true, secure)))
}
