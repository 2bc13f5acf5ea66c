//! Against forged requests: the browser itself says from which site a form comes (`Sec-Fetch-Site`, or `Origin` in older
//! ones). A request that carries a session and says neither is not believed.

use http::request::Parts;
use lianxin_base::Refused;

/// Does the person who sits at this browser want it?
pub(crate) fn own_wish(parts: &Parts, signed_in: bool) -> Result<(), Refused> {
    let foreign = || Refused::forbidden("shell-refused-foreign-form");
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return if matches!(site, "same-origin" | "none") { Ok(()) } else { Err(foreign()) };
    }
    // Over HTTP/2 the host stands in the request line, and there is no header of that name.
    let host = text("host").or_else(|| parts.uri.authority().map(http::uri::Authority::as_str));
    match (text("origin"), host) {
        (Some(origin), Some(host)) if origin.split("://").nth(1) == Some(host) => Ok(()),
        (Some(_), _) => Err(foreign()),
        (None, _) if signed_in => Err(foreign()),
        (None, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::own_wish;

    fn of(uri: &str, headers: &[(&str, &str)], signed_in: bool) -> bool {
        let mut request = http::Request::post(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        own_wish(&parts, signed_in).is_ok()
    }

    #[test]
    fn a_form_of_another_site_is_not_the_persons_wish() {
        let here = ("host", "lianxin.test");
        assert!(of("/x", &[here, ("sec-fetch-site", "same-origin")], true));
        for site in ["cross-site", "same-site", "SAME-ORIGIN", ""] {
            assert!(!of("/x", &[here, ("sec-fetch-site", site)], true), "{site}");
        }
        assert!(of("/x", &[here, ("origin", "https://lianxin.test")], true));
        for origin in [
            "https://evil.test",
            "null",
            "https://lianxin.test.evil.test",
            "https://evil.test/lianxin.test",
            "",
        ] {
            assert!(!of("/x", &[here, ("origin", origin)], true), "{origin}");
        }
    }

    #[test]
    fn an_older_browser_is_believed_over_http_2_as_well() {
        assert!(of("https://lianxin.test/x", &[("origin", "https://lianxin.test")], true));
        assert!(!of("https://lianxin.test/x", &[("origin", "https://evil.test")], true));
    }

    #[test]
    fn who_says_nothing_is_believed_only_without_a_session() {
        assert!(of("/x", &[("host", "lianxin.test")], false));
        assert!(!of("/x", &[("host", "lianxin.test")], true));
    }
}
