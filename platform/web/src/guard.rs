//! Around every route: who asks, may they, is it really their wish, and how a refusal is worded.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, RawPathParams, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use lianxin_access::{By, Session, Token, session_of, token_of};
use lianxin_base::Refused;
use lianxin_db::Fault;

use crate::ask::{cookie, language};
use crate::{Access, App, Ask, County, Failed, Form, Kind, Route, problem};

pub const SESSION_COOKIE: &str = "lx_session";

/// What the guard knows of the route that it stands around.
#[derive(Clone)]
struct Gate {
    app: App,
    access: Access,
    kind: Kind,
}

/// The router, made from the modules' routes.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    let routes: Vec<Route> = app.modules().iter().flat_map(|module| module.routes.iter().cloned()).collect();
    for route in routes {
        let gate = Gate { app: app.clone(), access: route.access, kind: route.kind };
        if route.above_counties {
            router = router.route(route.path, route.handler);
        } else {
            let path = format!("/{{county}}{}", route.path);
            router = router.route(&path, route.handler.layer(from_fn_with_state(gate, carry)));
        }
    }
    router.route("/assets/{*path}", axum::routing::get(crate::serve_asset)).with_state(app.clone())
}

/// Carries one request through its route.
async fn carry(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let params = RawPathParams::from_request_parts(&mut parts, &()).await.ok();
    let params: Vec<(String, String)> =
        params.iter().flatten().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let code = params.iter().find(|(name, _)| name == "county").map_or("", |(_, value)| value);
    let Some(county) = gate.app.county(code).cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (body, key, unreadable) = open311_key(&gate, &mut parts, body).await;
    let ask = match ask(&gate, county, &parts, params.clone(), key.as_deref()).await {
        Ok(ask) => ask,
        Err(fault) => return problem::unavailable(&Failed::from(fault)),
    };
    let answer = match (enter(&gate, &ask, &parts.method, &parts.headers), unreadable) {
        (Err(Entry::Refused(_)), Some(failed)) => failed.into_response(),
        (Ok(()), _) => {
            parts.extensions.insert(ask.clone());
            next.run(Request::from_parts(parts, body)).await
        }
        (Err(Entry::SignIn), _) => Redirect::to(&sign_in_address(&ask)).into_response(),
        (Err(Entry::Refused(refused)), None) => Failed::from(refused).into_response(),
    };
    let mut answer = word(&gate, &ask, answer);
    protect(&gate.app, answer.headers_mut());
    answer
}

/// The `api_key` of GeoReport v2 stands in the query or in the form, which is then read here; and why it could not be
/// read. Only for its routes: a key in an address ends up in logs, which no other interface should invite.
async fn open311_key(
    gate: &Gate,
    parts: &mut http::request::Parts,
    body: Body,
) -> (Body, Option<String>, Option<Failed>) {
    if gate.kind != Kind::Open311 {
        return (body, None, None);
    }
    let query = parts.uri.query().unwrap_or_default();
    if let Some((_, key)) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "api_key") {
        return (body, Some(key.into_owned()), None);
    }
    if parts.method.is_safe() || bearer(&parts.headers).is_some() {
        return (body, None, None);
    }
    match Form::from_request(Request::from_parts(parts.clone(), body), &gate.app).await {
        Ok(form) => {
            let key = form.some("api_key").map(str::to_owned);
            parts.extensions.insert(form);
            (Body::empty(), key, None)
        }
        Err(failed) => (Body::empty(), None, Some(failed)),
    }
}

async fn ask(
    gate: &Gate,
    county: Arc<County>,
    parts: &http::request::Parts,
    params: Vec<(String, String)>,
    key: Option<&str>,
) -> Result<Ask, Fault> {
    let now = county.store.world().now();
    let address = address(&gate.app, parts);
    let (session, token) = known(&county, &parts.headers, key, now, &address).await?;
    let by = match (&session, &token) {
        (Some(session), _) => session.by(),
        (None, Some(token)) => token.by(),
        (None, None) => By::nobody(),
    };
    let path = parts.extensions.get::<axum::extract::OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
    let query = path.query().unwrap_or_default();
    Ok(Ask {
        lang: language(&parts.headers, session.as_ref()),
        elder: cookie(&parts.headers, "lx_type") == Some("elder"),
        fragment: parts.headers.contains_key("hx-request") && !parts.headers.contains_key("hx-boosted"),
        path: path.path_and_query().map_or_else(String::new, |path| path.as_str().to_owned()),
        pairs: form_urlencoded::parse(query.as_bytes())
            .map(|(n, v)| (n.into_owned(), v.trim().to_owned()))
            .collect(),
        app: gate.app.clone(),
        county,
        by,
        session,
        token,
        now,
        address,
        params,
    })
}

/// Who shows a cookie or a key.
async fn known(
    county: &County,
    headers: &HeaderMap,
    key: Option<&str>,
    now: lianxin_base::Time,
    address: &str,
) -> Result<(Option<Session>, Option<Token>), Fault> {
    let reader = county.store.reader();
    if let Some(secret) = bearer(headers).or_else(|| key.and_then(decode)) {
        let token = token_of(&reader, &secret, now).await?;
        return Ok((None, token.filter(|token| token.may_come_from(address))));
    }
    let Some(secret) = cookie(headers, SESSION_COOKIE).and_then(decode) else { return Ok((None, None)) };
    let Some((session, touch)) = session_of(&reader, &secret, now).await? else { return Ok((None, None)) };
    if touch {
        let tx = county.store.begin().await?;
        session.touch(&tx).await?;
        tx.commit().await?;
    }
    Ok((Some(session), None))
}

fn bearer(headers: &HeaderMap) -> Option<Vec<u8>> {
    let line = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    decode(line.strip_prefix("Bearer ")?.trim())
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|secret| secret.len() == 32)
}

/// A secret as a cookie or key shows it.
pub fn encode(secret: &[u8; 32]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(secret)
}

fn address(app: &App, parts: &http::request::Parts) -> String {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or_else(String::new, |peer| peer.0.ip().to_string());
    if !app.settings().proxies.contains(&peer) {
        return peer;
    }
    // The last one is what our own proxy saw; the ones before it are what anybody may have written.
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    forwarded.and_then(|list| list.rsplit(',').next()).map_or(peer, |last| last.trim().to_owned())
}

enum Entry {
    SignIn,
    Refused(Refused),
}

fn enter(gate: &Gate, ask: &Ask, method: &Method, headers: &HeaderMap) -> Result<(), Entry> {
    ask.app.rates().request(&ask.address).map_err(Entry::Refused)?;
    if ask.holds_nul() {
        return Err(Entry::Refused(Refused::invalid("shell-refused-unreadable")));
    }
    if ask.token.is_none() && !method.is_safe() {
        own_wish(headers, ask.session.is_some()).map_err(Entry::Refused)?;
    }
    if ask.allowed(gate.access) {
        return Ok(());
    }
    match (gate.access, gate.kind) {
        (Access::Token(_), _) if ask.token.is_none() => Err(Entry::Refused(unauthorised())),
        (_, Kind::Page) if ask.session.is_none() => Err(Entry::SignIn),
        _ => Err(Entry::Refused(Refused::forbidden("shell-refused-no-permission"))),
    }
}

fn unauthorised() -> Refused {
    let mut refused = Refused::forbidden("shell-refused-no-token");
    refused.status = 401;
    refused
}

/// Against forged requests: the browser itself says from which site a form comes (`Sec-Fetch-Site`, or `Origin` in
/// older ones). A request that carries a session and says neither is not believed.
fn own_wish(headers: &HeaderMap, signed_in: bool) -> Result<(), Refused> {
    let foreign = || Refused::forbidden("shell-refused-foreign-form");
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return if matches!(site, "same-origin" | "none") { Ok(()) } else { Err(foreign()) };
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) if origin.split("://").nth(1) == Some(host) => Ok(()),
        (Some(_), _) => Err(foreign()),
        (None, _) if signed_in => Err(foreign()),
        (None, _) => Ok(()),
    }
}

fn sign_in_address(ask: &Ask) -> String {
    let back: String = form_urlencoded::byte_serialize(ask.path.as_bytes()).collect();
    ask.href(&format!("/sign-in?back={back}"))
}

/// Turns a refusal or fault into words.
fn word(gate: &Gate, ask: &Ask, mut answer: Response) -> Response {
    let Some(failed) = answer.extensions_mut().remove::<Failed>() else { return answer };
    match gate.kind {
        Kind::Page => problem::page(ask, &failed),
        Kind::Api => problem::document(ask, &failed),
        Kind::Open311 => {
            // Open311 has error lists of its own; its handlers word what they refuse, this words what never reached them.
            problem::open311(ask, &failed)
        }
    }
}

/// Headers that keep other sites out (OWASP ASVS 5.0 chapter 3).
fn protect(app: &App, headers: &mut HeaderMap) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         manifest-src 'self'",
    );
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "geolocation=(self), microphone=(self), camera=(self)");
    if app.settings().secure {
        set("strict-transport-security", "max-age=31536000");
    }
}
