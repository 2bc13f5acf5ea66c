//! `POST /report`: one transaction; the same form sent again is the same request.

use axum::response::Response;
use http::HeaderMap;
use lianxin_access::Stop;
use lianxin_base::Refused;
use lianxin_orgs::tree;
use lianxin_web::{Answer, Ask, Failed, Form};

use super::draft::Draft;
use super::kept::{Brought, brought};
use super::place::chosen;
use super::received::received;
use super::show::mend;
use crate::attach::{AttachedTo, attach, files_of};
use crate::call_back::request;
use crate::{Act, Register, Registered, forget_serials, register};

pub(super) async fn send(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let tree = tree(&ask.county).await?;
    let draft = Draft::read(&ask, &form);
    let place = chosen(&ask, &tree, form.text("at"), form.text("place")).await?;
    if let Err(refused) = ask.app.rates().report(&ask.address) {
        return mend(&ask, &tree, place.as_ref(), draft, &Brought::default(), &refused).await;
    }
    let Some(place) = place else {
        let refused = Refused::field("place", "cases-refused-place-unknown");
        let brought = brought(&ask, &form, draft.id).await?;
        return mend(&ask, &tree, None, draft, &brought, &refused).await;
    };
    let new = draft.register(&ask, &place);
    // Many addresses may leave one phone number: its owner would be called for each.
    if let Ok(phone) = new.phone.parse::<lianxin_seal::Phone>()
        && let Err(refused) = ask.app.rates().phone(phone.as_str())
    {
        return mend(&ask, &tree, Some(&place), draft, &Brought::default(), &refused).await;
    }
    // A retry brings the photos again; they have their rows already.
    let known = request(&ask.reader(), new.id).await?.is_some();
    let brought = if known { Brought::default() } else { brought(&ask, &form, new.id).await? };
    if let Some(refused) = refusal(&ask, &draft, &new, &brought) {
        return mend(&ask, &tree, Some(&place), draft, &brought, &refused).await;
    }
    match write(&ask, &new, &brought).await {
        Ok(done) => thank(&ask, &headers, &done).await,
        Err(Stop::Refused(refused)) if refused.status == 409 => {
            let refused = match request(&ask.reader(), new.id).await? {
                Some(before) => refused.with("number", before.number),
                None => refused,
            };
            // Sent again, it will be another report: it gets an id of its own.
            let draft = Draft { id: ask.county.store.world().id(), ..draft };
            mend(&ask, &tree, Some(&place), draft, &Brought::default(), &refused).await
        }
        Err(Stop::Refused(refused)) => mend(&ask, &tree, Some(&place), draft, &brought, &refused).await,
        Err(fault) => Err(Failed::from(fault)),
    }
}

/// Everything that must be mended, at once: words, phone, photos.
fn refusal(ask: &Ask, draft: &Draft, new: &Register, brought: &Brought) -> Option<Refused> {
    let mut refused =
        crate::register::check(new).err().unwrap_or_else(|| Refused::invalid("cases-refused-form"));
    refused = draft.check(ask, refused);
    for error in &brought.errors {
        refused = refused.and_field(error.field, error.code);
    }
    (!refused.fields.is_empty()).then_some(refused)
}

/// Registers, once more when another server took the number or the same form arrived twice at one time.
async fn write(ask: &Ask, new: &Register, brought: &Brought) -> Result<Registered, Stop> {
    const TRIES: usize = 3;
    for _ in 1..TRIES {
        match once(ask, new, brought).await {
            Err(Stop::Fault(fault)) if fault.constraint().is_some() || fault.is_contention() => {
                forget_serials(&ask.county);
            }
            done => return done,
        }
    }
    once(ask, new, brought).await
}

async fn once(ask: &Ask, new: &Register, brought: &Brought) -> Result<Registered, Stop> {
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = register(act, new.clone()).await?;
    if done.new {
        let to =
            AttachedTo { case: done.case_id, request: Some(done.request_id), event: None, phase: "raised" };
        attach(act, to, &brought.taken).await?;
    }
    ask.commit(tx).await?;
    if done.new && !brought.taken.is_empty() {
        files_of(ask)?.release(&brought.taken).await;
    }
    Ok(done)
}

async fn thank(ask: &Ask, headers: &HeaderMap, done: &Registered) -> Result<Response, Failed> {
    let mut answer = received(ask, done.request_id).await?;
    super::super::follower::let_follow(ask, headers, done.request_id, &mut answer);
    Ok(answer)
}
