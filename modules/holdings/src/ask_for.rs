//! `POST /holdings/ask`: a wish about one's own data (Art. 45-48) is a case like any other: a number, a query word, a
//! clock, somebody who answers. Refusing needs a reason, which the answer holds.

use askama::Template;
use http::{HeaderMap, StatusCode};
use lianxin_access::Stop;
use lianxin_base::{Id, Refused};
use lianxin_cases::{Act, Channel, Register, Registered, contact_of, register, request};
use lianxin_events::{Event, Subject, append};
use lianxin_orgs::tree;
use lianxin_people::{own_phone, person};
use lianxin_web::{Answer, Ask, Form, Page};

use crate::held::{HeldRequest, held};
use crate::pages::{Mistake, page_of};

/// Correct (Art. 46), erase (Art. 47), explain (Art. 48), give no longer to others (Art. 44).
pub(crate) const KINDS: [&str; 4] = ["correct", "erase", "explain", "limit"];
const MOST: usize = 1_000;

#[derive(Template)]
#[template(path = "asked.html")]
struct Asked {
    page: Page,
    number: String,
    word: String,
}

pub(crate) async fn ask_for(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let held = held(&ask, &headers).await?;
    if held.is_empty() {
        return Ok(ask.see("/holdings"));
    }
    ask.app.rates().report(&ask.address)?;
    let kind = KINDS.into_iter().find(|kind| *kind == form.text("kind"));
    let words = form.text("words");
    let about = held.requests.iter().find(|one| one.number == form.text("about"));
    let mut refused = Refused::invalid("holdings-refused");
    if kind.is_none() {
        refused = refused.and_field("kind", "holdings-refused-kind");
    }
    if !(4..=MOST).contains(&words.chars().count()) {
        refused = refused.and_field("words", "holdings-refused-words");
    }
    let (Some(kind), true) = (kind, refused.fields.is_empty()) else {
        return mend(&ask, &headers, &form, &refused).await;
    };
    let wish = Wish { kind, words, about, id: form.id("id") };
    match registered(&ask, &wish, held.requests.first()).await {
        Ok(done) => ask.html(&Asked {
            page: ask.page(ask.t("holdings-asked")),
            number: done.number,
            word: done.word.to_string(),
        }),
        Err(Stop::Refused(refused)) if refused.status == 422 => {
            let refused = Refused::field("words", refused.code);
            mend(&ask, &headers, &form, &refused).await
        }
        Err(stop) => Err(stop.into()),
    }
}

async fn mend(ask: &Ask, headers: &HeaderMap, form: &Form, refused: &Refused) -> Answer {
    let mut page = page_of(ask, headers).await?;
    form.text("kind").clone_into(&mut page.kind);
    form.text("about").clone_into(&mut page.about);
    form.text("words").clone_into(&mut page.words);
    page.errors =
        refused.fields.iter().map(|field| Mistake { id: field.field, text: ask.t(field.code) }).collect();
    ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

struct Wish<'a> {
    kind: &'static str,
    words: &'a str,
    about: Option<&'a HeldRequest>,
    /// Made by the form: sent twice, it is one wish.
    id: Option<Id>,
}

async fn registered(ask: &Ask, wish: &Wish<'_>, newest: Option<&HeldRequest>) -> Result<Registered, Stop> {
    let db = ask.reader();
    let from = match wish.about.or(newest) {
        Some(one) => request(&db, one.id).await?,
        None => None,
    };
    let own = match &ask.session {
        Some(session) => person(&db, session.person_id).await?,
        None => None,
    };
    let root = tree(&ask.county).await?.root().map(|root| root.id);
    let place = own.as_ref().and_then(|own| own.home_id).or(from.as_ref().map(|from| from.place_id)).or(root);
    let place = place.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let about = wish.about.map_or_else(|| ask.t("holdings-about-all"), |one| one.number.clone());
    let wished = ask.t(&format!("holdings-wish-{}", wish.kind));
    let words =
        ask.args("holdings-case-words", &[("wish", &wished), ("about", &about), ("words", wish.words)]);
    let id = wish.id.unwrap_or_else(|| ask.county.store.world().id());
    let mut new = Register::new(id, Channel::Web, place, words);
    new.title = ask.args("holdings-case-title", &[("wish", &wished)]);
    new.lang = ask.lang.tag();
    new.person_id = own.as_ref().map(|own| own.id);
    // Whoever answers must be able to reach the person.
    if let Some(own) = &own {
        new.name.clone_from(&own.name);
        new.phone = own_phone(&db, &ask.county.keys, own.id).await?.unwrap_or_default();
    } else if let Some(from) = &from {
        let contact = contact_of(&ask.county, from)?;
        new.name = contact.name;
        new.phone = contact.phone;
    }
    let tx = ask.begin().await?;
    let done = register(Act { tx: &tx, county: &ask.county, by: &ask.by }, new).await?;
    if done.new {
        let event = Event::new("holdings.ask", Subject { kind: "holdings", id: tx.id(), revision: 1 });
        append(&tx, ask.by.actor(), event.data("wish", wish.kind).id("case", done.case_id)).await?;
    }
    ask.commit(tx).await?;
    Ok(done)
}
