//! Number and query word. A wrong word and a number that nobody has look alike, and both cost a try.

use askama::Template;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use lianxin_base::Refused;
use lianxin_seal::{CaseNumber, QueryWord};
use lianxin_web::{Answer, Ask, Failed, Form, Page};

use crate::pages::follower::{let_follow, stop_following};
use crate::pages::report::Mend;

#[derive(Template)]
#[template(path = "follow-enter.html")]
struct Enter {
    page: Page,
    number: String,
    errors: Vec<Mend>,
}

impl Enter {
    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|mend| mend.id == field).map(|mend| mend.text.clone()).unwrap_or_default()
    }
}

/// `GET /follow`
pub(super) async fn form(ask: Ask) -> Answer {
    let number = ask.query("number").unwrap_or_default().chars().take(30).collect();
    render(&ask, number, None)
}

/// `POST /follow`
pub(super) async fn enter(ask: Ask, headers: HeaderMap, form: Form) -> Answer {
    let (number, word) = (form.text("number"), form.text("word"));
    match allowed(&ask, &headers, number, word).await? {
        Ok(answer) => Ok(answer),
        Err(refused) => render(&ask, number.chars().take(30).collect(), Some(&refused)),
    }
}

/// `POST /follow/leave`: for a borrowed phone.
pub(super) async fn leave(ask: Ask) -> Answer {
    let mut answer = ask.see("/follow");
    stop_following(&ask, &mut answer);
    Ok(answer)
}

/// The way to the clean address, with the cookie; or why not.
pub(super) async fn allowed(
    ask: &Ask,
    headers: &HeaderMap,
    number: &str,
    word: &str,
) -> Result<Result<Response, Refused>, Failed> {
    let mut refused = Refused::invalid("cases-refused-form");
    let known = number.parse::<CaseNumber>();
    if known.is_err() {
        refused = refused.and_field("number", "cases-refused-number");
    }
    if QueryWord::parse(word).is_none() {
        refused = refused.and_field("word", "cases-refused-query-word");
    }
    let Ok(known) = known else { return Ok(Err(refused)) };
    if !refused.fields.is_empty() {
        return Ok(Err(refused));
    }
    let known = known.to_string();
    // By address and by number: one guesser with many numbers, many guessers with one.
    for key in [format!("follow {}", ask.address), format!("follow {known}")] {
        if let Err(refused) = ask.app.rates().attempt(&key) {
            return Ok(Err(refused));
        }
    }
    let Some((request, _)) = crate::follow(&ask.reader(), &ask.county, &known, word).await? else {
        return Ok(Err(Refused::field("word", "cases-refused-follow")));
    };
    let mut answer = ask.see(&format!("/follow/{known}"));
    let_follow(ask, headers, request, &mut answer);
    Ok(Ok(answer))
}

fn render(ask: &Ask, number: String, refused: Option<&Refused>) -> Answer {
    let errors = match refused {
        None => vec![],
        Some(refused) if refused.fields.is_empty() => {
            vec![Mend { id: "number".into(), text: ask.t(refused.code) }]
        }
        Some(refused) => {
            let mend =
                |error: &lianxin_base::FieldError| Mend { id: error.field.into(), text: ask.t(error.code) };
            refused.fields.iter().map(mend).collect()
        }
    };
    let status =
        refused.and_then(|refused| StatusCode::from_u16(refused.status).ok()).unwrap_or(StatusCode::OK);
    let page = ask.page(ask.t("cases-follow-enter-title"));
    ask.html_with(status, &Enter { page, number, errors })
}
