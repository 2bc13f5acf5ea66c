//! What the unit that holds the case does.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_web::{Ask, Failed, Form};

use crate::attach::{AttachedTo, Taken, attach};
use crate::{
    Act, ENDINGS, Resolve, Verb, arrive, assign, contact, plan, progress, resolve as resolve_case, sign,
};

use super::super::field::{Field, FieldKind, choice};
use super::{Asking, Doing, label, units};

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    let fields = match verb {
        Verb::Assign => {
            let colleagues = match &seen.standing.own {
                Some(part) => units::colleagues(ask, part).await?,
                None => Vec::new(),
            };
            vec![
                Field::radios("to", label(ask, "to"), colleagues.clone()),
                Field::ticks("helpers", label(ask, "helpers"), Vec::new()).rest(colleagues).optional(),
                Field::area("words", label(ask, "hand-words")).optional(),
            ]
        }
        Verb::Contact => {
            vec![Field::area("words", label(ask, "contact-words")).hint(ask.t("cases-hint-contact"))]
        }
        Verb::Arrive => vec![Field::area("words", label(ask, "arrive-words")).optional()],
        Verb::Plan => vec![Field::area("words", label(ask, "plan-words")).hint(ask.t("cases-hint-plan"))],
        Verb::Progress => progressing(ask),
        Verb::Resolve => resolving(ask),
        _ => Vec::new(),
    };
    Ok(fields.into())
}

fn progressing(ask: &Ask) -> Vec<Field> {
    let phases = ["before", "after"];
    let phases = phases.iter().map(|phase| choice(phase, ask.t(&format!("cases-phase-{phase}")))).collect();
    vec![
        Field::area("words", label(ask, "progress-words")),
        Field::new(FieldKind::Photos, "photos", label(ask, "photos")),
        Field::segments("phase", label(ask, "phase"), phases).value("before"),
        Field::new(FieldKind::Tick, "open", label(ask, "open")).value("on"),
    ]
}

fn resolving(ask: &Ask) -> Vec<Field> {
    // The last ending is the person's own: taking it back.
    let endings = ENDINGS[..4].iter().map(|ending| choice(ending, ask.t(&format!("cases-ending-{ending}"))));
    vec![
        Field::radios("ending", label(ask, "ending"), endings.collect()).hint(ask.t("cases-hint-ending")),
        Field::area("answer", label(ask, "answer")).hint(ask.t("cases-hint-answer")),
        Field::new(FieldKind::Photos, "photos", label(ask, "photos-after")),
        Field::text("no_photo", label(ask, "no-photo")).hint(ask.t("cases-hint-no-photo")).optional(),
    ]
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form, taken: &[Taken]) -> Done<()> {
    let id = doing.seen.case.id;
    let words = form.text("words");
    match doing.verb {
        Verb::Sign => sign(act, id, form.number("revision")).await,
        Verb::Assign => {
            let to = form.id("to").ok_or_else(|| Refused::field("to", "cases-refused-colleague"))?;
            let helpers: Vec<Id> = form.all("helpers").filter_map(|id| id.parse().ok()).collect();
            assign(act, id, to, &helpers, words).await
        }
        Verb::Contact => contact(act, id, words).await,
        Verb::Arrive => arrive(act, id, words).await,
        Verb::Plan => plan(act, id, words).await,
        Verb::Progress => {
            let event = progress(act, id, words, form.ticked("open")).await?;
            let phase = if form.text("phase") == "after" { "after" } else { "before" };
            keep(act, id, Some(event), phase, taken).await
        }
        _ => {
            // The photos come first: the verb asks for one, or for the reason why there is none.
            keep(act, id, None, "after", taken).await?;
            let order = Resolve {
                case: id,
                revision: form.number("revision"),
                ending: form.text("ending").to_owned(),
                answer: form.text("answer").to_owned(),
                no_photo: form.text("no_photo").to_owned(),
            };
            resolve_case(act, order).await
        }
    }
}

pub(super) async fn keep(
    act: Act<'_>,
    case: Id,
    event: Option<Id>,
    phase: &'static str,
    taken: &[Taken],
) -> Done<()> {
    attach(act, AttachedTo { case, request: None, event, phase }, taken).await?;
    Ok(())
}
