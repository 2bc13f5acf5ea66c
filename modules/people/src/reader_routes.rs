use lianxin_access::choose_post;
use lianxin_base::Refused;
use lianxin_web::{Answer, Ask, Form, Lang, host_cookie};

use crate::account_pages::PostPage;
use crate::cookies::{back_to, cookie, with_cookie};

/// A year: the reader's choice, not who the reader is.
const KEEP: u32 = 365 * 24 * 3600;

/// GET /language/{lang}?back=: the reader's language from now on.
pub(crate) async fn language(ask: Ask) -> Answer {
    let lang = Lang::parse(ask.param("lang")).ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let answer = back_to(&ask, ask.query("back").unwrap_or_default(), "/");
    let secure = ask.app.settings().secure;
    Ok(with_cookie(answer, &cookie(&host_cookie("lx_lang", secure), lang.tag(), KEEP, false, secure)))
}

/// POST /elder: large type on or off.
pub(crate) async fn elder(ask: Ask, form: Form) -> Answer {
    let on = form.text("elder") == "on";
    let answer = back_to(&ask, form.text("back"), "/");
    let (value, keep) = if on { ("elder", KEEP) } else { ("", 0) };
    let secure = ask.app.settings().secure;
    Ok(with_cookie(answer, &cookie(&host_cookie("lx_type", secure), value, keep, false, secure)))
}

/// GET /post: which of the own posts acts.
pub(crate) async fn post_form(ask: Ask) -> Answer {
    let back = ask.query("back").unwrap_or_default().to_owned();
    ask.html(&PostPage { page: ask.page(ask.t("people-choose-post")), back })
}

/// POST /post
pub(crate) async fn choose(ask: Ask, form: Form) -> Answer {
    let session = ask.session.as_ref().ok_or_else(|| Refused::forbidden("shell-refused-no-permission"))?;
    let post = form.id("post").ok_or_else(|| Refused::absent("people-refused-post-over"))?;
    let tx = ask.begin().await?;
    if !choose_post(&tx, session, post).await? {
        return Err(Refused::absent("people-refused-post-over").into());
    }
    ask.commit(tx).await?;
    Ok(back_to(&ask, form.text("back"), "/desk"))
}
