//! What the requester does on the follow page: add, rate, ask for a redo, take back.

use axum::response::Response;
use http::HeaderMap;
use lianxin_access::Stop;
use lianxin_base::Refused;
use lianxin_web::{Answer, Ask, Failed, Form};

use super::answer::alone;
use super::show::{Typed, own, render};
use crate::attach::files_of;
use crate::call_back::Request;
use crate::case::find;
use crate::pages::report::brought;
use crate::{Act, Case};

/// The request behind the page; whoever lost the cookie shows number and word once more.
async fn mine(ask: &Ask, headers: &HeaderMap) -> Result<Result<(Request, Case), Response>, Failed> {
    ask.app.rates().report(&ask.address)?;
    let found = own(ask, headers).await?;
    Ok(found.ok_or_else(|| ask.see("/follow")))
}

/// The page anew after it worked; the same page with what was typed after a refusal.
async fn after(ask: &Ask, request: &Request, case: &Case, done: Result<(), Stop>, typed: Typed) -> Answer {
    match done {
        Ok(()) => Ok(ask.see(&format!("/follow/{}", request.number))),
        Err(Stop::Refused(refused)) => {
            let fresh = find(&ask.reader(), case.id).await?;
            let typed = Typed { refused: Some(refused), ..typed };
            render(ask, request, fresh.as_ref().unwrap_or(case), typed).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub(super) async fn add(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let (request, case) = match mine(&ask, &headers).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let typed = Typed { words: form.text("words").into(), act: "add", ..Typed::default() };
    let brought = brought(&ask, &form, request.id).await?;
    if let Some(error) = brought.errors.first() {
        let refused = Refused::field(error.field, error.code);
        let typed = Typed { brought: brought.clone(), ..typed };
        return after(&ask, &request, &case, Err(refused.into()), typed).await;
    }
    let done = async {
        let tx = ask.begin().await?;
        let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
        crate::add_words(act, request.id, form.text("words"), &brought.taken).await?;
        ask.commit(tx).await?;
        if !brought.taken.is_empty() {
            files_of(&ask)?.release(&brought.taken).await;
        }
        Ok::<_, Stop>(())
    };
    let done = done.await;
    after(&ask, &request, &case, done, Typed { brought, ..typed }).await
}

pub(super) async fn rate(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let (request, case) = match mine(&ask, &headers).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let level = form.number("rating").unwrap_or_default();
    let done = async {
        let tx = ask.begin().await?;
        let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
        crate::rate(act, request.id, level, form.text("why")).await?;
        ask.commit(tx).await?;
        Ok::<_, Stop>(())
    };
    let done = done.await;
    let typed = Typed { rating: form.text("rating").into(), act: "rate", ..Typed::default() };
    after(&ask, &request, &case, done, typed).await
}

pub(super) async fn redo(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let (request, case) = match mine(&ask, &headers).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let done = async {
        let tx = ask.begin().await?;
        let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
        crate::ask_redo(act, case.id, form.text("redo")).await?;
        ask.commit(tx).await?;
        Ok::<_, Stop>(())
    };
    let done = done.await;
    let typed = Typed { redo: form.text("redo").into(), act: "redo", ..Typed::default() };
    after(&ask, &request, &case, done, typed).await
}

/// What was noted with the person's consent is erased at once.
pub(super) async fn withdraw_consent(ask: Ask, headers: HeaderMap) -> Answer {
    let (request, case) = match mine(&ask, &headers).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let consent = ask.id("consent")?;
    let done = async {
        let tx = ask.begin().await?;
        let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
        crate::withdraw_consent(act, request.id, consent).await?;
        ask.commit(tx).await?;
        Ok::<_, Stop>(())
    };
    let done = done.await;
    after(&ask, &request, &case, done, Typed { act: "consent", ..Typed::default() }).await
}

pub(super) async fn withdraw(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let (request, case) = match mine(&ask, &headers).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let done = async {
        let tx = ask.begin().await?;
        let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
        let absent = || Refused::absent("cases-refused-absent");
        let mut now = find(&tx, case.id).await?.ok_or_else(absent)?;
        if !alone(&tx, &now, &request).await? {
            return Err(Refused::conflict("cases-refused-withdraw-others").into());
        }
        crate::withdraw(act, &mut now, form.text("why")).await?;
        ask.commit(tx).await?;
        Ok::<_, Stop>(())
    };
    let done = done.await;
    after(&ask, &request, &case, done, Typed { act: "withdraw", ..Typed::default() }).await
}
