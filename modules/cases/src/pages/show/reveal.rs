//! A sealed phone: write the reason, then see; for five minutes, on a page that nothing keeps.

use askama::Template;
use http::StatusCode;
use lianxin_access::Stop;
use lianxin_base::Refused;
use lianxin_web::{Access, Answer, Ask, Form, Page};

use crate::call_back::request;
use crate::pages::names::{Names, Wanted};
use crate::{Act, Contact, Request, may_reveal};

use super::field::{Choice, Wrong, choice};
use super::head::Head;
use super::seen::Seen;
use super::words::masked_name;

pub(crate) const ACCESS: Access = Access::AnyOf(&["case.reveal-contact", "case.contact", "case.call-back"]);

#[derive(Template)]
#[template(path = "show-reveal.html")]
struct Reveal {
    page: Page,
    head: Head,
    who: String,
    reason: String,
    reasons: Vec<Choice>,
    chosen: String,
    error: String,
    errors: Vec<Wrong>,
    contact: Option<Contact>,
}

/// What people open a number for; other reasons are written.
const REASONS: [&str; 4] = ["call", "visit", "call-back", "deliver"];

async fn page(ask: &Ask) -> Result<(Seen, Request, Reveal), lianxin_web::Failed> {
    let seen = Seen::of(ask).await?;
    let absent = || Refused::absent("cases-refused-absent");
    let id = ask.id("request")?;
    let request = request(&ask.reader(), id).await?.filter(|request| request.case_id == seen.case.id);
    let request = request.ok_or_else(absent)?;
    if !seen.reads_whole() || !may_reveal(&ask.county, &ask.by, &seen.case) {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    let mut wanted = Wanted::default();
    wanted.case(&seen.case);
    let names = Names::read(&ask.reader(), wanted, ask.is_zh()).await?;
    let who = masked_name(ask, &request)?;
    let reveal = Reveal {
        page: ask.page(ask.args("cases-reveal-title", &[("who", &who)])),
        head: Head::of(ask, &seen, &names),
        who,
        reason: String::new(),
        reasons: REASONS
            .iter()
            .map(|code| choice(code, ask.t(&format!("cases-reveal-{code}"))))
            .chain([choice("", ask.t("cases-reveal-other"))])
            .collect(),
        chosen: String::new(),
        error: String::new(),
        errors: Vec::new(),
        contact: None,
    };
    Ok((seen, request, reveal))
}

pub(crate) async fn why(ask: Ask) -> Answer {
    let (_, _, page) = page(&ask).await?;
    ask.html(&page)
}

pub(crate) async fn open(ask: Ask, form: Form) -> Answer {
    let (_, request, mut page) = page(&ask).await?;
    let chosen = REASONS.iter().find(|code| **code == form.text("why"));
    let named = chosen.map(|code| ask.t(&format!("cases-reveal-{code}"))).unwrap_or_default();
    let words = form.text("reason");
    let reason = [named.as_str(), words].into_iter().filter(|part| !part.is_empty());
    let reason = reason.collect::<Vec<_>>().join("：");
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    match crate::reveal::reveal(act, request.id, &reason).await {
        Ok(contact) => {
            ask.commit(tx).await?;
            page.contact = Some(contact);
            ask.html(&page)
        }
        Err(Stop::Refused(refused)) if refused.status == 422 => {
            tx.rollback().await?;
            page.reason = words.to_owned();
            page.chosen = form.text("why").to_owned();
            page.error = ask.t(refused.code);
            page.errors = vec![Wrong { id: "reason".into(), text: ask.t(refused.code) }];
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(stop) => {
            tx.rollback().await?;
            Err(stop.into())
        }
    }
}
