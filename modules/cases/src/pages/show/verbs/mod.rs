//! A page for each act, and what pressing its button does: one transaction, then the case as it stands now.

mod ask_for;
mod check;
mod errand;
mod hold;
mod put_together;
mod send;
mod take_in;
mod units;
mod whistle;

pub(crate) use errand::item_name;

use askama::Template;
use chrono::NaiveDateTime;
use http::StatusCode;
use lianxin_access::{Done, Stop};
use lianxin_base::{Id, Refused, Time, china};
use lianxin_playbook::from_local;
use lianxin_web::{Answer, Ask, Failed, Form, Page};

use crate::attach::{Taken, files_of};
use crate::pages::names::{Names, Wanted};
use crate::pages::report::{Brought, Kept, brought};
use crate::{Act, Verb, claim, find, offered, release};

use super::conflict::conflict;
use super::field::{Choice, Field, FieldKind, Wrong};
use super::head::Head;
use super::seen::Seen;

/// Looking for something before the form: a category, another case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picker {
    pub label: String,
    pub q: String,
    /// Links that narrow the choice: value is the address.
    pub chips: Vec<Choice>,
    pub on: String,
    pub found: String,
}

/// What a page of an act shows besides its head.
#[derive(Default)]
pub(crate) struct Asking {
    pub picker: Option<Picker>,
    pub fields: Vec<Field>,
    /// A sealed phone beside the form: mask and address.
    pub sealed: Option<(String, String)>,
}

impl From<Vec<Field>> for Asking {
    fn from(fields: Vec<Field>) -> Self {
        Self { fields, ..Self::default() }
    }
}

#[derive(Template)]
#[template(path = "acts.html")]
struct ActPage {
    page: Page,
    head: Head,
    verb: String,
    then: String,
    action: String,
    revision: i64,
    of: String,
    asking: Asking,
    multipart: bool,
    form_id: String,
    kept: Vec<Kept>,
    errors: Vec<Wrong>,
    /// It refuses a person or cannot be undone.
    grave: bool,
}

/// What one act works with.
#[derive(Clone, Copy)]
pub(crate) struct Doing<'a> {
    pub ask: &'a Ask,
    pub seen: &'a Seen,
    pub verb: Verb,
    pub of: Option<Id>,
}

pub(crate) async fn open(ask: Ask, verb: Verb) -> Answer {
    let seen = Seen::of(&ask).await?;
    let of = ask.query("of").and_then(|of| of.parse().ok());
    let fits =
        |offer: &crate::Offer| offer.verb == verb && offer.wait.is_none() && (of.is_none() || offer.of == of);
    let offers = offered(&seen.standing);
    let Some(offer) = offers.iter().find(|offer| fits(offer)) else {
        return conflict(&ask, &Form::default(), verb, &Refused::conflict("cases-refused-not-now")).await;
    };
    let doing = Doing { ask: &ask, seen: &seen, verb, of: offer.of };
    let page = page(doing, None).await?;
    ask.html(&page)
}

async fn page(doing: Doing<'_>, typed: Option<(&Form, &Refused)>) -> Result<ActPage, Failed> {
    let Doing { ask, seen, verb, of } = doing;
    let mut asking = asking(doing).await?;
    let mut errors = Vec::new();
    if let Some((form, refused)) = typed {
        for field in &mut asking.fields {
            field.keep(form);
        }
        errors.extend(wrong(ask, &mut asking.fields, refused));
    }
    let mut wanted = Wanted::default();
    wanted.case(&seen.case);
    for part in &seen.rows.parts {
        wanted.org(part.unit_id);
    }
    let names = Names::read(&ask.reader(), wanted, ask.is_zh()).await?;
    let part = seen.rows.parts.iter().find(|part| Some(part.id) == of);
    let unit = names.org(part.map_or(seen.case.unit_id, |part| Some(part.unit_id)));
    let who = ask.t("cases-show-requester");
    let kind = seen.standing.asked.as_ref().map(|asked| ask.t(&format!("cases-ask-{}", asked.kind)));
    let kind = kind.unwrap_or_default();
    let item = errand::item_name(ask, seen, of);
    let args = [("unit", unit), ("who", who.as_str()), ("kind", kind.as_str()), ("item", item.as_str())];
    let name = ask.args(&format!("cases-act-{}", verb.word()), &args);
    let multipart = asking.fields.iter().any(|field| field.kind == FieldKind::Photos);
    // The chosen part of a two-step choice stays in the address.
    let query = ask.path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    Ok(ActPage {
        page: ask.page(format!("{name}·{}", seen.case.number)),
        head: Head::of(ask, seen, &names),
        then: ask.args(&format!("cases-then-{}", verb.word()), &args),
        verb: name,
        action: ask.href(&format!("{}/{}{query}", seen.path(), verb.word())),
        revision: seen.case.revision,
        of: of.map(|of| of.to_string()).unwrap_or_default(),
        asking,
        form_id: ask.county.store.world().id().to_string(),
        kept: Vec::new(),
        multipart,
        errors,
        grave: matches!(verb, Verb::Refuse | Verb::HandOver | Verb::Withdraw | Verb::Merge),
    })
}

/// Each mistake beside its field and on top.
fn wrong(ask: &Ask, fields: &mut [Field], refused: &Refused) -> Vec<Wrong> {
    let mut errors = Vec::new();
    for mistake in &refused.fields {
        let text = ask.t(mistake.code);
        if let Some(field) = fields.iter_mut().find(|field| field.name == mistake.field) {
            field.error.clone_from(&text);
        }
        errors.push(Wrong { id: mistake.field.into(), text });
    }
    if errors.is_empty() {
        errors.push(Wrong { id: "main".into(), text: ask.t(refused.code) });
    }
    errors
}

pub(crate) async fn press(ask: Ask, form: Form, verb: Verb) -> Answer {
    let seen = Seen::of(&ask).await?;
    let of = form.id("of").or_else(|| ask.query("of").and_then(|of| of.parse().ok()));
    let doing = Doing { ask: &ask, seen: &seen, verb, of };
    if needs_reading(verb) && !seen.reads_whole() {
        return Err(Refused::forbidden("cases-refused-sensitive").into());
    }
    let form_id = form.id("form").unwrap_or_else(|| ask.county.store.world().id());
    let brought = brought(&ask, &form, form_id).await?;
    if let Some(refused) = files_refused(&brought) {
        return mend(doing, &form, &refused, &brought, form_id).await;
    }
    let taken = &brought.taken;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    match run_at(act, doing, &form, taken).await {
        Ok(()) => {
            ask.commit(tx).await?;
            if !taken.is_empty() {
                files_of(&ask)?.release(taken).await;
            }
            Ok(ask.see(&next(&ask, &seen).await?))
        }
        Err(stop) => {
            tx.rollback().await?;
            match stop {
                Stop::Refused(refused) if refused.status == 422 => {
                    mend(doing, &form, &refused, &brought, form_id).await
                }
                Stop::Refused(refused) if refused.status == 409 => {
                    conflict(&ask, &form, verb, &refused).await
                }
                stop => Err(stop.into()),
            }
        }
    }
}

/// The same form, with everything that was typed and every photo that was good.
async fn mend(doing: Doing<'_>, form: &Form, refused: &Refused, brought: &Brought, form_id: Id) -> Answer {
    let mut page = page(doing, Some((form, refused))).await?;
    page.kept = brought.photos(doing.ask, form_id);
    page.form_id = form_id.to_string();
    doing.ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The case; or the list, when it has left this person's reach.
async fn next(ask: &Ask, seen: &Seen) -> Result<String, Failed> {
    let db = ask.reader();
    let case = find(&db, seen.case.id).await?;
    let reached = match (ask.grant("case.see"), case) {
        (Ok(grant), Some(case)) => crate::reaches(&db, &grant, &case).await?,
        _ => false,
    };
    Ok(if reached { seen.path() } else { "/cases".into() })
}

/// Nobody decides about words that they may not read.
fn needs_reading(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Accept
            | Verb::AnswerAtOnce
            | Verb::Refuse
            | Verb::HandOver
            | Verb::Dispatch
            | Verb::Contact
            | Verb::Progress
            | Verb::Verify
            | Verb::SendBack
            | Verb::Merge
            | Verb::OpenChild
            | Verb::Relate
            | Verb::Withdraw
            | Verb::Claim
            | Verb::Classify
            | Verb::AskWhistle
            | Verb::Visit
            | Verb::RecordConsent
            | Verb::PapersComplete
            | Verb::HandIn
            | Verb::FinishItem
    )
}

/// A page that has become old since it was opened must not decide these.
fn minds_staleness(verb: Verb) -> bool {
    !matches!(
        verb,
        Verb::Contact
            | Verb::Arrive
            | Verb::Progress
            | Verb::ReportIn
            | Verb::GiveResult
            | Verb::Score
            | Verb::Press
            | Verb::AnswerPress
            | Verb::CallBack
            | Verb::Visit
            | Verb::RecordConsent
            | Verb::PapersComplete
            | Verb::FixRating
    )
}

/// What was wrong with the files that came along.
fn files_refused(brought: &Brought) -> Option<Refused> {
    let refused = Refused { fields: brought.errors.clone(), ..Refused::invalid("cases-refused-form") };
    (!refused.fields.is_empty()).then_some(refused)
}

async fn run_at(act: Act<'_>, doing: Doing<'_>, form: &Form, taken: &[Taken]) -> Done<()> {
    if minds_staleness(doing.verb)
        && let Some(case) = find(act.tx, doing.seen.case.id).await?
    {
        case.must_be_at(form.number("revision"))?;
    }
    run(act, doing, form, taken).await
}

async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form, taken: &[Taken]) -> Done<()> {
    match doing.verb {
        Verb::Accept
        | Verb::AnswerAtOnce
        | Verb::Refuse
        | Verb::HandOver
        | Verb::TellChannel
        | Verb::AskAgain => take_in::run(act, doing, form).await,
        Verb::Dispatch | Verb::OpenChild | Verb::Classify => send::run(act, doing, form).await,
        Verb::Merge | Verb::Relate | Verb::Withdraw => put_together::run(act, doing, form).await,
        Verb::Claim => claim(act, doing.seen.case.id).await,
        Verb::Release => release(act, doing.seen.case.id).await,
        Verb::Visit | Verb::RecordConsent | Verb::PapersComplete | Verb::HandIn | Verb::FinishItem => {
            errand::run(act, doing, form, taken).await
        }
        Verb::Sign
        | Verb::Assign
        | Verb::Contact
        | Verb::Arrive
        | Verb::Progress
        | Verb::Plan
        | Verb::Resolve => hold::run(act, doing, form, taken).await,
        Verb::AskReturn | Verb::AskExtend | Verb::AskSuspend | Verb::Decide | Verb::Lift => {
            ask_for::run(act, doing, form).await
        }
        Verb::AskWhistle
        | Verb::Blow
        | Verb::DeclineWhistle
        | Verb::ReportIn
        | Verb::GiveResult
        | Verb::Score => whistle::run(act, doing, form, taken).await,
        Verb::Verify
        | Verb::SendBack
        | Verb::CallBack
        | Verb::Press
        | Verb::AnswerPress
        | Verb::FixRating
        | Verb::AppealRating => check::run(act, doing, form).await,
    }
}

async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    match doing.verb {
        Verb::Accept
        | Verb::AnswerAtOnce
        | Verb::Refuse
        | Verb::HandOver
        | Verb::TellChannel
        | Verb::AskAgain => take_in::asking(doing).await,
        Verb::Dispatch | Verb::OpenChild | Verb::Classify => send::asking(doing).await,
        Verb::Merge | Verb::Relate | Verb::Withdraw => put_together::asking(doing).await,
        Verb::Claim | Verb::Release => Ok(Asking::default()),
        Verb::Visit | Verb::RecordConsent | Verb::PapersComplete | Verb::HandIn | Verb::FinishItem => {
            errand::asking(doing).await
        }
        Verb::Sign
        | Verb::Assign
        | Verb::Contact
        | Verb::Arrive
        | Verb::Progress
        | Verb::Plan
        | Verb::Resolve => hold::asking(doing).await,
        Verb::AskReturn | Verb::AskExtend | Verb::AskSuspend | Verb::Decide | Verb::Lift => {
            ask_for::asking(doing).await
        }
        Verb::AskWhistle
        | Verb::Blow
        | Verb::DeclineWhistle
        | Verb::ReportIn
        | Verb::GiveResult
        | Verb::Score => whistle::asking(doing).await,
        Verb::Verify
        | Verb::SendBack
        | Verb::CallBack
        | Verb::Press
        | Verb::AnswerPress
        | Verb::FixRating
        | Verb::AppealRating => check::asking(doing).await,
    }
}

/// The label of a field.
pub(crate) fn label(ask: &Ask, name: &str) -> String {
    ask.t(&format!("cases-field-{name}"))
}

/// A day and hour as a browser sends it: 2026-05-22T15:00. None when the field was left empty.
fn moment(form: &Form, name: &'static str, wrong: &'static str) -> Result<Option<Time>, Refused> {
    let Some(text) = form.some(name) else { return Ok(None) };
    let at = moment_of(text).ok_or_else(|| Refused::field(name, wrong))?;
    Ok(Some(at))
}

/// A day and hour in China, as a browser's field holds it.
pub(crate) fn moment_of(text: &str) -> Option<Time> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"));
    local.ok().map(from_local)
}

/// The same, the other way round.
fn field_of(at: Time) -> String {
    china(at).format("%Y-%m-%dT%H:%M").to_string()
}

fn of(doing: Doing<'_>) -> Result<Id, Refused> {
    doing.of.ok_or_else(|| Refused::absent("cases-refused-absent"))
}
