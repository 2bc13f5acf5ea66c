//! Verify, call back, press.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_web::{Ask, Failed, Form};

use crate::call_back::request;
use crate::{
    APPEAL_GROUNDS, Act, Appeal, CallBack, FIXES, FixRating, Heard, Request, Solved, Then, Verb,
    answer_press, appeal_rating, call_back, fix_rating, press, requests_of, send_back, verify,
};

use super::super::field::{Field, FieldKind, choice};
use super::super::seen::Seen;
use super::super::words;
use super::{Asking, Doing, label, of};

const WAYS: [&str; 4] = ["phone", "landline", "visit", "message"];

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    let fields = match verb {
        Verb::Verify => vec![
            Field::note(label(ask, "answer-given"), lianxin_seal::mask_in_text(&seen.case.answer)),
            Field::area("words", label(ask, "verify-words")).optional(),
        ],
        Verb::SendBack => vec![Field::area("words", label(ask, "send-back-words"))],
        Verb::Press => vec![Field::area("words", label(ask, "press-words")).optional()],
        Verb::AnswerPress => vec![Field::area("words", label(ask, "answer-press-words"))],
        Verb::FixRating => fixing(doing).await?,
        Verb::AppealRating => appealing(doing).await?,
        _ => return calling(doing).await,
    };
    Ok(fields.into())
}

/// How a person rated, for whoever may read it.
pub(super) async fn rated(ask: &Ask, seen: &Seen, request: Option<Id>) -> Result<Option<Field>, Failed> {
    let requests = requests_of(&ask.reader(), seen.case.id).await?;
    let one: Vec<Request> = requests.into_iter().filter(|one| Some(one.id) == request).collect();
    let said = words::said(ask, &seen.case, &one, &[])?.into_iter().next();
    Ok(said.filter(|_| seen.reads_whole()).map(|said| Field::note(said.name, said.heard)))
}

/// That a rating be left out, and why.
async fn appealing(doing: Doing<'_>) -> Result<Vec<Field>, Failed> {
    let Doing { ask, seen, .. } = doing;
    let grounds = APPEAL_GROUNDS.iter();
    let grounds = grounds.map(|code| choice(code, ask.t(&format!("cases-appeal-{code}")))).collect();
    let mut fields: Vec<Field> = rated(ask, seen, doing.of).await?.into_iter().collect();
    fields.extend([
        Field::radios("ground", label(ask, "ground"), grounds),
        Field::area("words", label(ask, "reason")).hint(ask.t("cases-hint-appeal")),
    ]);
    Ok(fields)
}

/// What the person rated and said, and what the unit did about it.
async fn fixing(doing: Doing<'_>) -> Result<Vec<Field>, Failed> {
    let Doing { ask, seen, .. } = doing;
    let how = FIXES.iter().map(|how| choice(how, ask.t(&format!("cases-fix-{how}")))).collect();
    let mut fields: Vec<Field> = rated(ask, seen, doing.of).await?.into_iter().collect();
    fields.extend([
        Field::radios("how", label(ask, "fix-how"), how),
        Field::area("words", label(ask, "fix-words")).hint(ask.t("cases-hint-fix")),
    ]);
    Ok(fields)
}

async fn calling(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, .. } = doing;
    let db = ask.reader();
    let requests = requests_of(&db, seen.case.id).await?;
    let one: Vec<Request> = requests.iter().filter(|one| Some(one.id) == doing.of).cloned().collect();
    let said = words::said(ask, &seen.case, &one, &[])?.into_iter().next();
    let mut fields = Vec::new();
    if let Some(said) = &said {
        let heading = ask.args("cases-call-who", &[("who", &said.name), ("source", &said.source)]);
        fields.push(Field::note(heading, said.words.clone()));
        fields.push(Field::note(label(ask, "answer-given"), lianxin_seal::mask_in_text(&seen.case.answer)));
    }
    let options = |words: &[&'static str], prefix: &str| {
        words.iter().map(|word| choice(word, ask.t(&format!("{prefix}-{word}")))).collect::<Vec<_>>()
    };
    let then: &[&'static str] =
        if requests.len() > 1 { &["rest", "redo", "split"] } else { &["rest", "redo"] };
    fields.extend([
        Field::radios("way", label(ask, "way"), options(&WAYS, "cases-way")).value("phone"),
        Field::segments("reached", label(ask, "reached"), options(&["yes", "no"], "cases-reached")),
        Field::segments("solved", label(ask, "solved"), options(&["yes", "partly", "no"], "cases-solved"))
            .hint(ask.t("cases-hint-reached")),
        Field::new(FieldKind::Rate, "satisfaction", label(ask, "satisfaction")),
        Field::radios("then", label(ask, "then"), options(then, "cases-then-call")).value("rest"),
        Field::area("words", label(ask, "call-words")).optional(),
    ]);
    let sealed = said.filter(|said| !said.phone.is_empty()).map(|said| (said.phone, said.reveal));
    Ok(Asking { picker: None, fields, sealed })
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form) -> Done<()> {
    let id = doing.seen.case.id;
    let words = form.text("words");
    match doing.verb {
        Verb::Verify => verify(act, id, form.number("revision"), words).await,
        Verb::SendBack => send_back(act, id, form.number("revision"), words).await,
        Verb::Press => press(act, id, words).await,
        Verb::AnswerPress => answer_press(act, id, words).await,
        Verb::FixRating => {
            let (request, how) = (of(doing)?, form.text("how").to_owned());
            fix_rating(act, FixRating { request, how, words: words.to_owned() }).await
        }
        Verb::AppealRating => {
            let ground = form.text("ground").to_owned();
            let order = Appeal { ask: act.tx.id(), request: of(doing)?, ground, words: words.to_owned() };
            appeal_rating(act, order).await
        }
        _ => {
            let absent = || Refused::absent("cases-refused-absent");
            let request = request(act.tx, of(doing)?).await?.filter(|one| one.case_id == id);
            let call = CallBack {
                id: act.tx.id(),
                request: request.ok_or_else(absent)?.id,
                way: WAYS.into_iter().find(|way| *way == form.text("way")).unwrap_or("phone"),
                heard: heard(form)?,
                words: words.to_owned(),
            };
            call_back(act, call).await
        }
    }
}

/// What the person said; none when nobody was reached.
fn heard(form: &Form) -> Result<Option<Heard>, Refused> {
    match form.text("reached") {
        "no" => return Ok(None),
        "yes" => {}
        _ => return Err(Refused::field("reached", "cases-refused-reached")),
    }
    let solved = Solved::parse(form.text("solved"));
    let satisfaction = form.number("satisfaction");
    let mut refused = Refused::invalid("cases-refused-form");
    if solved.is_none() {
        refused = refused.and_field("solved", "cases-refused-solved");
    }
    if satisfaction.is_none_or(|level| !(1..=5).contains(&level)) {
        refused = refused.and_field("satisfaction", "cases-refused-satisfaction");
    }
    let (Some(solved), Some(satisfaction)) = (solved, satisfaction) else { return Err(refused) };
    if !refused.fields.is_empty() {
        return Err(refused);
    }
    let then = match form.text("then") {
        "redo" => Then::Redo,
        "split" => Then::Split,
        _ => Then::Rest,
    };
    Ok(Some(Heard { solved, satisfaction, then }))
}
