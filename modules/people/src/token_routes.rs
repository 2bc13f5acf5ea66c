//! Tokens of other programs: what each may do, over whom, from where, until when, when it was last used; confirming one that
//! reads what people said, and taking one away.

use std::collections::BTreeSet;
use std::net::IpAddr;

use askama::Template;
use chrono::Duration;
use http::StatusCode;
use lianxin_access::{Done, NewToken, Stop, TokenRow, confirm_token, make_token, revoke_token, tokens};
use lianxin_base::{Id, Refused};
use lianxin_orgs::tree;
use lianxin_web::{Access, Answer, Ask, Form, Page, encode};

use crate::pages::{Mistake, mendable, mistakes};
use crate::post_routes::find_org;

/// What lets a post keep the keys of other programs.
pub(crate) const KEYS: &str = "key.manage";
/// What lets a post confirm those that read what people said.
pub(crate) const CONFIRM: &str = "key.confirm";
const MOST_DAYS: i64 = 3_650;
const DAYS: i64 = 365;

struct TokenLine {
    id: String,
    name: String,
    scopes: Vec<String>,
    org: String,
    addresses: String,
    made: String,
    by: String,
    until: String,
    used: String,
    /// When somebody else confirmed it, and who.
    confirmed: Option<(String, String)>,
    waits: bool,
    may_confirm: bool,
    may_revoke: bool,
    over: bool,
    revoked: bool,
}

struct Tick {
    scope: &'static str,
    on: bool,
}

/// What was typed, as it was typed.
#[derive(Default)]
struct Typed {
    name: String,
    scopes: Vec<String>,
    org: String,
    addresses: String,
    days: String,
}

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokenList {
    page: Page,
    rows: Vec<TokenLine>,
    scopes: Vec<Tick>,
    typed: Typed,
    may_make: bool,
    /// The secret of a token that reads what people said: it waits for somebody.
    waits: bool,
    /// The secret of a token that was made just now, shown once.
    secret: String,
    errors: Vec<Mistake>,
}

/// GET /tokens
pub(crate) async fn list(ask: Ask) -> Answer {
    let typed = Typed { days: DAYS.to_string(), ..Typed::default() };
    let page = list_page(&ask, typed, None, vec![]).await?;
    ask.html(&page)
}

async fn list_page(
    ask: &Ask,
    typed: Typed,
    made: Option<Made>,
    errors: Vec<Mistake>,
) -> Result<TokenList, Stop> {
    let tree = tree(&ask.county).await?;
    let (makes, confirms) = (ask.may(KEYS), ask.may(CONFIRM));
    let line = |row: TokenRow| TokenLine {
        waits: row.waits(ask.now),
        may_confirm: confirms && row.waits(ask.now) && row.maker != ask.by.person,
        may_revoke: makes && row.lasts(ask.now),
        over: !row.lasts(ask.now),
        confirmed: row.confirmed_at.zip(row.confirmed_by).map(|(at, by)| (ask.when().say(at), by)),
        revoked: row.revoked_at.is_some(),
        id: row.id.to_string(),
        name: row.name,
        scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
        org: tree.path(row.org_id, ask.is_zh()),
        addresses: row.addresses,
        made: ask.when().say(row.made_at),
        by: row.made_by.unwrap_or_else(|| ask.t("people-token-by-command")),
        until: ask.when().say(row.revoked_at.unwrap_or(row.valid_to)),
        used: row.used_at.map(|at| ask.when().say(at)).unwrap_or_default(),
    };
    let rows = tokens(&ask.reader()).await?;
    let waits =
        made.as_ref().is_some_and(|made| rows.iter().any(|row| row.id == made.id && row.waits(ask.now)));
    let tick = |scope| Tick { on: typed.scopes.iter().any(|own| own == scope), scope };
    Ok(TokenList {
        page: ask.page(ask.t("people-tokens")),
        rows: rows.into_iter().map(line).collect(),
        scopes: scopes(ask).into_iter().map(tick).collect(),
        typed,
        may_make: makes,
        waits,
        secret: made.map(|made| encode(&made.secret)).unwrap_or_default(),
        errors,
    })
}

/// The scopes that some route asks for.
fn scopes(ask: &Ask) -> BTreeSet<&'static str> {
    let routes = ask.app.modules().iter().flat_map(|module| &module.routes);
    let scope = |access| match access {
        Access::Token(scope) => Some(scope),
        _ => None,
    };
    routes.filter_map(|route| scope(route.access)).collect()
}

/// POST /tokens
pub(crate) async fn make(ask: Ask, form: Form) -> Answer {
    let typed = Typed {
        name: form.text("name").to_owned(),
        scopes: form.all("scope").map(str::to_owned).collect(),
        org: form.text("org").to_owned(),
        addresses: form.text("addresses").to_owned(),
        days: form.text("days").to_owned(),
    };
    match mendable(made(&ask, &typed).await)? {
        Ok(made) => {
            let fresh = Typed { days: DAYS.to_string(), ..Typed::default() };
            ask.html(&list_page(&ask, fresh, Some(made), vec![]).await?)
        }
        Err(refused) => {
            let page = list_page(&ask, typed, None, mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// A token that was made just now.
struct Made {
    id: Id,
    secret: [u8; 32],
}

async fn made(ask: &Ask, typed: &Typed) -> Done<Made> {
    ask.grant(KEYS)?;
    let mut refused = Refused::invalid("people-refused-token");
    if !(2..=60).contains(&typed.name.chars().count()) {
        refused = refused.and_field("name", "people-refused-token-name");
    }
    let known = scopes(ask);
    if typed.scopes.is_empty() || typed.scopes.iter().any(|scope| !known.contains(scope.as_str())) {
        refused = refused.and_field("scope", "people-refused-token-scope");
    }
    let tree = tree(&ask.county).await?;
    let org = match (typed.org.as_str(), tree.root()) {
        ("", Some(root)) => Some(root.id),
        (named, _) => find_org(&tree, named).ok(),
    };
    if org.is_none() {
        refused = refused.and_field("org", "people-refused-no-org");
    }
    let parts = typed.addresses.split([',', ' ', '，', '、', '\n']).filter(|part| !part.trim().is_empty());
    let addresses: Result<Vec<IpAddr>, _> = parts.map(|part| part.trim().parse::<IpAddr>()).collect();
    if addresses.is_err() {
        refused = refused.and_field("addresses", "people-refused-token-addresses");
    }
    let days = typed.days.parse::<i64>().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    if days.is_none() {
        refused = refused.and_field("days", "people-refused-token-days");
    }
    let (Some(org), Ok(addresses), Some(days), true) = (org, addresses, days, refused.fields.is_empty())
    else {
        return Err(refused.into());
    };
    let addresses: Vec<String> = addresses.iter().map(|one| one.to_canonical().to_string()).collect();
    let tx = ask.begin().await?;
    let id = tx.id();
    let new = NewToken {
        id,
        name: &typed.name,
        scopes: &typed.scopes,
        org_id: org,
        addresses: &addresses,
        valid_to: tx.now() + Duration::days(days),
    };
    let secret = make_token(&tx, &ask.by, new).await?;
    ask.commit(tx).await?;
    Ok(Made { id, secret })
}

/// POST /tokens/{id}/confirm: by somebody else than the maker; from the next request on it opens what it says.
pub(crate) async fn confirm(ask: Ask) -> Answer {
    ask.grant(CONFIRM)?;
    let id: Id = ask.id("id")?;
    let tx = ask.begin().await?;
    confirm_token(&tx, &ask.by, id).await?;
    ask.commit(tx).await?;
    Ok(ask.see("/tokens"))
}

/// POST /tokens/{id}/revoke: from the next request on it opens nothing.
pub(crate) async fn revoke(ask: Ask) -> Answer {
    ask.grant(KEYS)?;
    let id: Id = ask.id("id")?;
    let tx = ask.begin().await?;
    revoke_token(&tx, &ask.by, id).await?;
    ask.commit(tx).await?;
    Ok(ask.see("/tokens"))
}
