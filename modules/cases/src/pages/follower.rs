//! Who may follow which request: shown once with number and query word (or just reported), kept for an hour in a sealed
//! cookie, so that no address holds a secret.

use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration};
use http::{HeaderMap, HeaderValue, header};
use lianxin_base::Id;
use lianxin_web::Ask;

const COOKIE: &str = "lx_follow";

/// Over TLS the name begins with `__Secure-`: then no browser takes it over plain HTTP. It belongs to a part of the site,
/// so it cannot be a `__Host-` cookie.
fn name(ask: &Ask) -> String {
    if ask.app.settings().secure { format!("__Secure-{COOKIE}") } else { COOKIE.to_owned() }
}

/// On a borrowed phone the next person should not find what one has read.
const LASTS: i64 = 3_600;
const MOST: usize = 8;

/// The requests that this browser may follow, newest first.
pub fn followed(ask: &Ask, headers: &HeaderMap) -> Vec<Id> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let own = name(ask);
    let Some((_, value)) = pairs.find(|(name, _)| *name == own) else { return vec![] };
    open(ask, value).unwrap_or_default()
}

fn open(ask: &Ask, value: &str) -> Option<Vec<Id>> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(value).ok()?;
    let plain = ask.county.keys.open("cookies", Id::nil(), "follow", &sealed).ok()?;
    let (until, ids) = plain.split_once('|')?;
    let until = DateTime::from_timestamp(until.parse().ok()?, 0)?;
    (ask.now < until).then(|| ids.split(',').filter_map(|id| id.parse().ok()).collect())
}

/// Lets this browser follow one more request from now on.
pub(crate) fn let_follow(ask: &Ask, headers: &HeaderMap, request: Id, answer: &mut Response) {
    let mut ids = followed(ask, headers);
    ids.retain(|id| *id != request);
    ids.insert(0, request);
    ids.truncate(MOST);
    let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    let until = (ask.now + Duration::seconds(LASTS)).timestamp();
    let plain = format!("{until}|{}", ids.join(","));
    match ask.county.keys.seal("cookies", Id::nil(), "follow", &plain) {
        Ok(sealed) => set(ask, answer, &BASE64_URL_SAFE_NO_PAD.encode(sealed), LASTS),
        // Without the cookie the person types number and word: nothing is lost.
        Err(error) => tracing::error!(%error, "a follow cookie could not be sealed"),
    }
}

/// For a borrowed phone.
pub(crate) fn stop_following(ask: &Ask, answer: &mut Response) {
    set(ask, answer, "", 0);
}

fn set(ask: &Ask, answer: &mut Response, value: &str, age: i64) {
    let secure = if ask.app.settings().secure { "; Secure" } else { "" };
    let name = name(ask);
    let line =
        format!("{name}={value}; Path=/{}; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", ask.county.code);
    if let Ok(line) = HeaderValue::from_str(&line) {
        answer.headers_mut().append(header::SET_COOKIE, line);
    }
}
