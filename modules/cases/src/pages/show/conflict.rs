//! Somebody was first: who, what they did, how it stands now, and what was typed, so that nothing is lost.

use askama::Template;
use http::StatusCode;
use lianxin_base::Refused;
use lianxin_web::{Answer, Ask, Form, Page};

use crate::Verb;
use crate::pages::names::{Names, Wanted};

use super::head::Head;
use super::seen::Seen;
use super::timeline::{Past, what, who};

#[derive(Template)]
#[template(path = "acts-conflict.html")]
struct Conflict {
    page: Page,
    head: Head,
    sentence: String,
    first: String,
    at: String,
    typed: Vec<String>,
    again: String,
}

pub(crate) async fn conflict(ask: &Ask, form: &Form, verb: Verb, refused: &Refused) -> Answer {
    let seen = Seen::of(ask).await?;
    let db = ask.reader();
    let past = Past::read(&db, seen.case.id, &seen.rows.clocks).await?;
    let mut wanted = Wanted::default();
    past.wants(&mut wanted);
    wanted.case(&seen.case);
    let names = Names::read(&db, wanted, ask.is_zh()).await?;
    let last = past.last();
    let open = seen.standing.held.iter().any(|held| verb.capabilities().contains(held));
    let offered = crate::offered(&seen.standing);
    let still = open && offered.iter().any(|offer| offer.verb == verb && offer.wait.is_none());
    let long = |(name, text): &(String, String)| {
        let typed = !matches!(name.as_str(), "revision" | "of") && text.chars().count() > 3;
        (typed && text.parse::<lianxin_base::Id>().is_err()).then(|| text.clone())
    };
    let args: Vec<(&str, &str)> = refused.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = Conflict {
        page: ask.page(ask.t("cases-conflict-title")),
        head: Head::of(ask, &seen, &names),
        sentence: ask.args(refused.code, &args),
        first: last
            .map(|event| {
                let (who, what) = (who(ask, &names, event), what(ask, &names, event));
                ask.args("cases-conflict-first", &[("who", &who), ("what", &what)])
            })
            .unwrap_or_default(),
        at: last.map(|event| ask.when().say(event.at)).unwrap_or_default(),
        typed: form.fields().iter().filter_map(long).collect(),
        again: if still { ask.path.clone() } else { String::new() },
    };
    ask.html_with(StatusCode::CONFLICT, &page)
}
