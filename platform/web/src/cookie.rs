//! Names of our cookies and how they are read.

use std::borrow::Cow;

use http::{HeaderMap, header};

/// A cookie for the whole site. Over TLS its name begins with `__Host-`: then no browser takes it from another host of the
/// same domain, over plain HTTP, or for a part of the site (RFC 6265bis; ASVS 5.0, 3.3.1 and 3.3.3).
pub fn host_cookie(name: &str, secure: bool) -> Cow<'_, str> {
    if secure { Cow::Owned(format!("__Host-{name}")) } else { Cow::Borrowed(name) }
}

/// The cookie of a session.
pub fn session_cookie(secure: bool) -> Cow<'static, str> {
    host_cookie("lx_session", secure)
}

pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(own, _)| *own == name)
        .map(|(_, value)| value)
}

/// A choice of the reader: `lx_lang`, `lx_type`.
pub(crate) fn choice<'a>(headers: &'a HeaderMap, name: &str, secure: bool) -> Option<&'a str> {
    cookie(headers, &host_cookie(name, secure))
}
