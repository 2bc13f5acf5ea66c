//! What was noted under a person's consent: write the reason, then see, on a page that nothing keeps.

use askama::Template;
use http::StatusCode;
use lianxin_access::Stop;
use lianxin_base::{Id, Refused};
use lianxin_web::{Access, Answer, Ask, Failed, Form, Page};

use crate::pages::names::{Names, Wanted};
use crate::{Act, Noted, consents_of, may_open_consent, open_consent};

use super::field::Wrong;
use super::head::Head;
use super::seen::Seen;

pub(crate) const ACCESS: Access = Access::AnyOf(&["case.handle", "case.verify"]);

#[derive(Template)]
#[template(path = "show-consent.html")]
struct Opened {
    page: Page,
    head: Head,
    what: String,
    purpose: String,
    until: String,
    reason: String,
    error: String,
    errors: Vec<Wrong>,
    noted: Option<Noted>,
}

async fn page(ask: &Ask) -> Result<(Id, Opened), Failed> {
    let seen = Seen::of(ask).await?;
    let absent = || Refused::absent("cases-refused-absent");
    let id = ask.id("consent")?;
    let db = ask.reader();
    let consent = consents_of(&db, seen.case.id).await?.into_iter().find(|consent| consent.id == id);
    let consent = consent.ok_or_else(absent)?;
    if !seen.reads_whole() || !may_open_consent(&db, &ask.county, &ask.by, &seen.case).await? {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    let mut wanted = Wanted::default();
    wanted.case(&seen.case);
    let names = Names::read(&db, wanted, ask.is_zh()).await?;
    let kind = ask.t(&format!("cases-consent-{}", consent.kind));
    let opened = Opened {
        page: ask.page(ask.args("cases-consent-open", &[("kind", &kind)])),
        head: Head::of(ask, &seen, &names),
        what: kind,
        purpose: consent.purpose,
        until: ask.when().date(consent.keep_until),
        reason: String::new(),
        error: String::new(),
        errors: Vec::new(),
        noted: None,
    };
    Ok((id, opened))
}

pub(crate) async fn why(ask: Ask) -> Answer {
    let (_, page) = page(&ask).await?;
    ask.html(&page)
}

pub(crate) async fn open(ask: Ask, form: Form) -> Answer {
    let (id, mut page) = page(&ask).await?;
    let reason = form.text("reason");
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    match open_consent(act, id, reason).await {
        Ok(noted) => {
            ask.commit(tx).await?;
            page.noted = Some(noted);
            ask.html(&page)
        }
        Err(Stop::Refused(refused)) if matches!(refused.status, 409 | 422) => {
            tx.rollback().await?;
            reason.clone_into(&mut page.reason);
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
