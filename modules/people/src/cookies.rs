use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, header};
use lianxin_web::Ask;

/// A cookie of ours: this site only, the whole site, and over TLS alone where the server speaks it. `keep`: seconds; 0
/// takes the cookie away.
pub(crate) fn cookie(name: &str, value: &str, keep: u32, hidden: bool, secure: bool) -> String {
    let hidden = if hidden { "; HttpOnly" } else { "" };
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={keep}; SameSite=Lax{hidden}{secure}")
}

pub(crate) fn with_cookie(mut answer: Response, cookie: &str) -> Response {
    if let Ok(line) = HeaderValue::from_str(cookie) {
        answer.headers_mut().append(header::SET_COOKIE, line);
    }
    answer
}

/// An address of this county that a page asked to come back to. Everything else is refused: a link to another site that
/// passes through ours looks like one of ours.
pub(crate) fn own_path<'a>(base: &str, back: &'a str) -> Option<&'a str> {
    let below = back.strip_prefix(base)?;
    let starts = below.is_empty() || below.starts_with('/') || below.starts_with('?');
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (starts && plain && !below.starts_with("//") && back.len() <= 2_000).then_some(back)
}

/// Goes back to an own page, or to `otherwise`.
pub(crate) fn back_to(ask: &Ask, back: &str, otherwise: &str) -> Response {
    let own = own_path(&ask.href(""), back).map_or_else(|| ask.href(otherwise), str::to_owned);
    Redirect::to(&own).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_gone_back_to() {
        for own in ["/370114", "/370114/cases?org=x&state=open", "/370114/", "/370114?x=1"] {
            assert_eq!(own_path("/370114", own), Some(own));
        }
        for foreign in [
            "",
            "https://evil.example",
            "//evil.example",
            "/370115/desk",
            "/370114evil",
            "/370114//evil.example",
            "/370114/\\evil.example",
            "/370114/\r\nSet-Cookie: a=b",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path("/370114", foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn the_cookie_of_a_session_is_kept_from_scripts_and_other_sites() {
        let line = cookie("lx_session", "abc", 60, true, true);
        assert_eq!(line, "lx_session=abc; Path=/; Max-Age=60; SameSite=Lax; HttpOnly; Secure");
        assert!(!cookie("lx_lang", "en", 60, false, false).contains("Secure"));
    }
}
