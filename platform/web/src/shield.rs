//! Around every answer of the program, whichever route or layer gave it: how often one address may ask, and the headers
//! that keep other sites and caches out (OWASP ASVS 5.0, 3.4).

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};

use crate::{App, Lang};

/// Stands around a router. Standing twice around one request does no harm: the inner one does nothing.
pub fn shield(router: Router, app: &App) -> Router {
    router.layer(from_fn_with_state(app.clone(), around))
}

#[derive(Clone)]
struct Shielded;

async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.extensions_mut().insert(Shielded).is_some() {
        return next.run(request).await;
    }
    let address = address(&app, request.headers(), request.extensions());
    let mut answer = match app.rates().flood(&address) {
        Ok(()) if is_twofold(request.headers()) => twofold(),
        Ok(()) => next.run(request).await,
        Err(_) => too_many(&app, request.headers()),
    };
    protect(&app, answer.headers_mut());
    answer
}

/// Two hosts: a proxy and we might believe different ones. (Of two ways to say where a body ends, the library below takes
/// the safe one.)
fn is_twofold(headers: &HeaderMap) -> bool {
    headers.get_all(header::HOST).iter().nth(1).is_some()
}

fn twofold() -> Response {
    (StatusCode::BAD_REQUEST, [(header::CONNECTION, "close")]).into_response()
}

/// Whoever asks so often gets no page made for it.
fn too_many(app: &App, headers: &HeaderMap) -> Response {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = asked.and_then(|list| list.split(',').find_map(Lang::parse)).unwrap_or_default();
    let text = app.texts().say(lang, "shell-refused-too-often", &[]);
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")], text).into_response()
}

fn protect(app: &App, headers: &mut HeaderMap) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; object-src 'none'; \
         frame-ancestors 'none'; manifest-src 'self'",
    );
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set(
        "permissions-policy",
        "geolocation=(self), microphone=(self), camera=(self), payment=(), usb=(), serial=(), bluetooth=(), \
         display-capture=(), browsing-topics=()",
    );
    // What nobody said may be kept, is kept nowhere: most answers are for one person.
    set("cache-control", "no-store");
    if app.settings().secure {
        set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
}

/// Who asks, by network address. IPv6 gives one customer a whole /64, so that is one address here.
pub(crate) fn address(app: &App, headers: &HeaderMap, extensions: &Extensions) -> String {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical());
    let Some(peer) = peer else { return String::new() };
    if !app.settings().proxies.iter().any(|proxy| *proxy == peer.to_string()) {
        return peer.to_string();
    }
    // The last one is what our own proxy saw; the ones before it, also in lines before, are what anybody may have written.
    let last = headers.get_all("x-forwarded-for").iter().next_back().and_then(|line| line.to_str().ok());
    let seen =
        last.and_then(|line| line.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    seen.map_or(peer, |seen| seen.to_canonical()).to_string()
}

/// Does this request come from the machine itself, or from who watches over the server?
pub fn is_monitor(app: &App, headers: &HeaderMap, extensions: &Extensions) -> bool {
    let address = address(app, headers, extensions);
    let here = address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    // A proxy on this machine that names nobody would let everybody in.
    here && !headers.contains_key("x-forwarded-for") || app.settings().monitors.contains(&address)
}

/// The key of a limit for a network address.
pub(crate) fn neighbourhood(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(six)) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::neighbourhood;

    #[test]
    fn one_customers_network_is_one_address() {
        assert_eq!(neighbourhood("203.0.113.7"), "203.0.113.7");
        assert_eq!(neighbourhood("2001:db8:1:2:3:4:5:6"), neighbourhood("2001:db8:1:2:ffff::1"));
        assert_ne!(neighbourhood("2001:db8:1:2::1"), neighbourhood("2001:db8:1:3::1"));
    }
}
