//! Somebody is not signed in, or no longer. What they had written is kept: it travels through the sign-in page and is
//! sent once they are back.

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderName, StatusCode};
use lianxin_base::Id;

use crate::{Ask, Form, Page};

/// What was written in a form that could not be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The address that the form was sent to: `/370114/cases/…/contact`.
    pub path: String,
    /// The fields as a browser sends them: `words=…&solved=yes`.
    pub fields: String,
}

/// What is carried through the sign-in page at most.
const MOST: usize = 256 * 1024;

impl Kept {
    fn of(ask: &Ask, form: &Form) -> Option<Self> {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form.fields().iter().filter(|(name, _)| !name.contains("password")) {
            fields.append_pair(name, value);
        }
        let kept = Self { path: ask.path.clone(), fields: fields.finish() };
        (kept.fields.len() <= MOST).then_some(kept)
    }

    /// From the hidden fields of the sign-in page. Only forms of this county are sent on.
    pub fn read(ask: &Ask, form: &Form) -> Option<Self> {
        let kept = Self { path: form.text("kept-path").into(), fields: form.text("kept-fields").into() };
        let own = kept.path.strip_prefix(&ask.href("/")).is_some_and(|rest| !rest.starts_with('/'));
        let plain = kept.path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (own && plain && kept.path.len() <= 2_000 && kept.fields.len() <= MOST).then_some(kept)
    }

    pub fn pairs(&self) -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(self.fields.as_bytes());
        pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// What a person wrote of it, without ids and switches.
    pub fn words(&self) -> String {
        let typed = |value: &String| value.chars().count() > 3 && value.parse::<Id>().is_err();
        let pairs = self.pairs().into_iter().filter(|(name, _)| name != "back");
        pairs.map(|(_, value)| value).filter(typed).collect::<Vec<_>>().join("\n")
    }
}

#[derive(Template)]
#[template(path = "lapsed.html")]
struct Lapsed {
    page: Page,
    kept: Option<Kept>,
    files: bool,
}

/// To the sign-in page; a form that was sent is answered with its words, so that nothing is written twice.
pub(crate) async fn sign_in_first(ask: &Ask, parts: &Parts, body: Body) -> Response {
    if ask.fragment {
        let to = HeaderName::from_static("hx-redirect");
        return (StatusCode::UNAUTHORIZED, [(to, sign_in_address(ask, &page_of(ask, parts)))])
            .into_response();
    }
    if parts.method.is_safe() {
        return Redirect::to(&sign_in_address(ask, &ask.path)).into_response();
    }
    let form = match Form::from_request(Request::from_parts(parts.clone(), body), &ask.app).await {
        Ok(form) => form,
        Err(failed) => return failed.into_response(),
    };
    let lapsed = Lapsed {
        page: ask.page(ask.t("shell-lapsed")),
        kept: Kept::of(ask, &form),
        files: !form.files.is_empty(),
    };
    let answer = ask.html_with(StatusCode::UNAUTHORIZED, &lapsed);
    answer.unwrap_or_else(|_| StatusCode::UNAUTHORIZED.into_response())
}

/// The page that a fragment belongs to, as htmx names it.
fn page_of(ask: &Ask, parts: &Parts) -> String {
    let current = parts.headers.get("hx-current-url").and_then(|value| value.to_str().ok());
    let path = current
        .and_then(|url| url.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    path.map_or_else(|| ask.href("/desk"), str::to_owned)
}

fn sign_in_address(ask: &Ask, back: &str) -> String {
    let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    ask.href(&format!("/sign-in?back={back}"))
}

#[cfg(test)]
mod tests {
    use super::Kept;

    #[test]
    fn what_a_person_wrote_is_told_from_what_the_page_put_in() {
        let fields = "id=01930000-0000-7000-8000-000000000001&solved=yes&words=%E8%B7%AF%E7%81%AF%E4%BF%AE%E5%A5%BD%E4%BA%86&back=%2F370114%2Fdesk";
        let kept = Kept { path: "/370114/x".into(), fields: fields.into() };
        assert_eq!(kept.words(), "路灯修好了");
        assert_eq!(kept.pairs().len(), 4);
    }
}
