//! The acts of a case page: at most three shown with what each brings about, the others behind 再看.

use lianxin_base::Id;
use lianxin_db::Fault;
use lianxin_web::Ask;

use crate::pages::names::Names;
use crate::{Offer, Request, Verb, offered};

use super::seen::Seen;
use super::verbs::item_name;

pub(crate) struct ActRow {
    pub href: String,
    pub verb: String,
    pub then: String,
    /// Done at once by a button; else a page with a form.
    pub at_once: bool,
    pub revision: i64,
    pub primary: bool,
    /// What must happen first; empty when it can be done now.
    pub wait: String,
}

#[derive(Default)]
pub(crate) struct Acts {
    pub shown: Vec<ActRow>,
    pub more: Vec<ActRow>,
    pub later: Vec<ActRow>,
    /// 转办、挂起、并案
    pub more_names: String,
}

const SHOWN: usize = 3;

/// Nothing has to be written for these.
pub(crate) fn is_at_once(verb: Verb) -> bool {
    matches!(verb, Verb::Sign | Verb::Claim | Verb::Release)
}

/// These are never the red button: they end, refuse or put off.
fn is_quiet(verb: Verb) -> bool {
    !matches!(
        verb,
        Verb::Accept
            | Verb::Dispatch
            | Verb::Sign
            | Verb::Resolve
            | Verb::Verify
            | Verb::CallBack
            | Verb::ReportIn
            | Verb::GiveResult
            | Verb::Decide
            | Verb::Contact
            | Verb::AnswerPress
            | Verb::Score
            | Verb::Blow
            | Verb::TellChannel
            | Verb::Visit
            | Verb::PapersComplete
            | Verb::HandIn
            | Verb::FinishItem
            | Verb::FixRating
    )
}

pub(crate) fn acts(
    ask: &Ask,
    seen: &Seen,
    names: &Names,
    requests: &[Request],
    who: &str,
) -> Result<Acts, Fault> {
    let unit = names.org(seen.case.unit_id);
    let mut acts = Acts::default();
    for (at, offer) in offered(&seen.standing).into_iter().enumerate() {
        let who = match offer.verb {
            Verb::CallBack | Verb::FixRating | Verb::AppealRating => {
                requester(ask, requests, offer.of)?.unwrap_or_else(|| who.to_owned())
            }
            _ => who.to_owned(),
        };
        let part = part_unit(seen, names, offer.of);
        let unit = if part.is_empty() { unit } else { part };
        let row = row(ask, seen, &offer, unit, &who, at == 0);
        match (offer.wait, acts.shown.len()) {
            (Some(_), _) => acts.later.push(row),
            (None, shown) if shown < SHOWN => acts.shown.push(row),
            _ => acts.more.push(row),
        }
    }
    let verbs: Vec<&str> = acts.more.iter().map(|row| row.verb.as_str()).collect();
    acts.more_names = verbs.join(if ask.is_zh() { "、" } else { ", " });
    Ok(acts)
}

fn requester(ask: &Ask, requests: &[Request], of: Option<Id>) -> Result<Option<String>, Fault> {
    let request = requests.iter().find(|request| Some(request.id) == of);
    request.map(|request| super::words::masked_name(ask, request)).transpose()
}

fn part_unit<'a>(seen: &Seen, names: &'a Names, of: Option<Id>) -> &'a str {
    let part = seen.rows.parts.iter().find(|part| Some(part.id) == of);
    part.map(|part| names.org(part.unit_id)).unwrap_or_default()
}

fn row(ask: &Ask, seen: &Seen, offer: &Offer, unit: &str, who: &str, first: bool) -> ActRow {
    let word = offer.verb.word();
    let kind = seen.standing.asked.as_ref().map(|asked| asked.kind.clone()).unwrap_or_default();
    let kind = if kind.is_empty() { kind } else { ask.t(&format!("cases-ask-{kind}")) };
    let item = item_name(ask, seen, offer.of);
    let args = [("unit", unit), ("who", who), ("kind", kind.as_str()), ("item", item.as_str())];
    let of = offer.of.map(|of| format!("?of={of}")).unwrap_or_default();
    ActRow {
        href: ask.href(&format!("{}/{word}{of}", seen.path())),
        verb: ask.args(&format!("cases-act-{word}"), &args),
        then: ask.args(&format!("cases-then-{word}"), &args),
        at_once: is_at_once(offer.verb),
        revision: seen.case.revision,
        primary: first && offer.wait.is_none() && !is_quiet(offer.verb),
        wait: offer.wait.map(|wait| ask.t(wait)).unwrap_or_default(),
    }
}
