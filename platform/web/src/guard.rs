//! Around every route: who asks, may they, is it really their wish, and how a refusal is worded.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures_util::StreamExt as _;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use lianxin_access::{By, Session, Token, session_of, token_of};
use lianxin_base::Refused;
use lianxin_db::Fault;

use crate::ask::language;
use crate::cookie::{choice, cookie, session_cookie};
use crate::lapsed::sign_in_first;
use crate::own_wish::own_wish;
use crate::shield::{address, shield};
use crate::{Access, App, Ask, County, Failed, Form, Kind, Route, problem};

/// Marks what a page fetches without anybody's doing.
const QUIET: &str = "lx-quiet";

/// What the guard knows of the route that it stands around.
#[derive(Clone)]
struct Gate {
    app: App,
    access: Access,
    kind: Kind,
    path: &'static str,
}

/// The router, made from the modules' routes.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    let routes: Vec<Route> = app.modules().iter().flat_map(|module| module.routes.iter().cloned()).collect();
    for route in routes {
        let gate = Gate { app: app.clone(), access: route.access, kind: route.kind, path: route.path };
        if route.above_counties {
            router = router.route(route.path, route.handler);
        } else {
            let path = format!("/{{county}}{}", route.path);
            router = router.route(&path, route.handler.layer(from_fn_with_state(gate, carry)));
        }
    }
    let router = router.route("/assets/{*path}", axum::routing::get(crate::serve_asset));
    shield(router.with_state(app.clone()), app)
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
        Err(fault) => {
            hear_out(body).await;
            return problem::unavailable(&Failed::from(fault));
        }
    };
    let answer = match (enter(&gate, &ask, &parts), unreadable) {
        (Err(Entry::Refused(_)), Some(failed)) => failed.into_response(),
        (Ok(()), _) => {
            parts.extensions.insert(ask.clone());
            next.run(Request::from_parts(parts, body)).await
        }
        (Err(Entry::SignIn), _) => sign_in_first(&ask, &parts, body).await,
        (Err(Entry::First(path)), _) => {
            hear_out(body).await;
            Redirect::to(&ask.href(path)).into_response()
        }
        (Err(Entry::Refused(refused)), None) => {
            hear_out(body).await;
            Failed::from(refused).into_response()
        }
    };
    word(&gate, &ask, answer)
}

/// Reads what is still being sent, up to a measure. Whoever is answered and hung up on while still sending never sees the
/// answer: the network throws it away with the rest.
async fn hear_out(body: Body) {
    const MOST: usize = 8 * 1024 * 1024;
    let mut pieces = body.into_data_stream();
    let mut heard = 0;
    while let Some(Ok(piece)) = pieces.next().await {
        heard += piece.len();
        if heard > MOST {
            return;
        }
    }
}

/// The `api_key` of GeoReport v2 stands in the query or in the form, which is then read here; and why it could not be
/// read. Only for its routes: a key in an address ends up in logs, which no other interface should invite.
async fn open311_key(gate: &Gate, parts: &mut Parts, body: Body) -> (Body, Option<String>, Option<Failed>) {
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
    parts: &Parts,
    params: Vec<(String, String)>,
    key: Option<&str>,
) -> Result<Ask, Fault> {
    let now = county.store.world().now();
    let address = address(&gate.app, &parts.headers, &parts.extensions);
    let secure = gate.app.settings().secure;
    let (session, token) = known(&county, &parts.headers, key, now, &address, secure).await?;
    let by = match (&session, &token) {
        // Until everything is done that signing in asks for, the posts give nothing.
        (Some(session), _) if first(&county, gate.app.settings().demo, session).is_some() => {
            By { post: None, ..session.by() }
        }
        (Some(session), _) => session.by(),
        (None, Some(token)) => token.by(),
        (None, None) => By::nobody(),
    };
    let path = parts.extensions.get::<axum::extract::OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
    let query = path.query().unwrap_or_default();
    Ok(Ask {
        lang: language(&parts.headers, session.as_ref(), secure),
        elder: choice(&parts.headers, "lx_type", secure) == Some("elder"),
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
    secure: bool,
) -> Result<(Option<Session>, Option<Token>), Fault> {
    let reader = county.store.reader();
    if let Some(secret) = bearer(headers).or_else(|| key.and_then(decode)) {
        let token = token_of(&reader, &secret, now).await?.filter(|token| token.may_come_from(address));
        if let Some(token) = token.as_ref().filter(|token| token.is_stale(now)) {
            let tx = county.store.begin().await?;
            token.touch(&tx).await?;
            tx.commit().await?;
        }
        return Ok((None, token));
    }
    let Some(secret) = cookie(headers, &session_cookie(secure)).and_then(decode) else {
        return Ok((None, None));
    };
    let Some((mut session, touch)) = session_of(&reader, &secret, now).await? else {
        return Ok((None, None));
    };
    // What a page asks for by itself is no sign of a person.
    if touch && !headers.contains_key(QUIET) {
        let tx = county.store.begin().await?;
        session.touch(&tx).await?;
        tx.commit().await?;
        session.ends_at = now + session.left_after_touch(now);
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

enum Entry {
    SignIn,
    /// Something must be done before anything else.
    First(&'static str),
    Refused(Refused),
}

fn enter(gate: &Gate, ask: &Ask, parts: &Parts) -> Result<(), Entry> {
    ask.app.rates().request(&asker(ask)).map_err(Entry::Refused)?;
    if ask.holds_nul() {
        return Err(Entry::Refused(Refused::invalid("shell-refused-unreadable")));
    }
    if ask.token.is_none() && !parts.method.is_safe() {
        own_wish(parts, ask.session.is_some()).map_err(Entry::Refused)?;
    }
    let first = ask.session.as_ref().and_then(|session| first(&ask.county, ask.app.settings().demo, session));
    if let (Some(path), false) = (first, gate.access == Access::Public || gate.path.starts_with("/account")) {
        return Err(Entry::First(path));
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

/// Whose requests are counted together.
fn asker(ask: &Ask) -> String {
    match (&ask.session, &ask.token) {
        (Some(session), _) => format!("account:{}", session.account_id),
        (None, Some(token)) => format!("token:{}", token.id),
        (None, None) => ask.address.clone(),
    }
}

/// What a person who signed in must do before anything else: choose an own password after a one-time code; set up the
/// second step when the playbook asks it of one of their roles. A demonstration's passwords stand in the open, and its
/// people have no phones.
fn first(county: &County, demo: bool, session: &Session) -> Option<&'static str> {
    if session.must_choose_password {
        return Some("/account/password");
    }
    let asked = &county.playbook.manifest.sign_in.second_step;
    let needed = session.posts.iter().any(|post| asked.contains(&post.role));
    (needed && !session.has_second_step && !demo).then_some("/account/totp")
}

fn unauthorised() -> Refused {
    let mut refused = Refused::forbidden("shell-refused-no-token");
    refused.status = 401;
    refused
}

/// Turns a refusal or fault into words.
fn word(gate: &Gate, ask: &Ask, mut answer: Response) -> Response {
    let Some(failed) = answer.extensions_mut().remove::<Failed>() else { return answer };
    problem::word(ask, gate.kind, &failed)
}
