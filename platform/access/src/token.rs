use chrono::Duration;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_seal::digest::sm3;

use crate::{By, Done};

/// A key for a program: what it may do, over which organisation, from where, until when.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Token {
    pub id: Id,
    pub name: String,
    pub org_id: Id,
    pub valid_to: Time,
    used_at: Option<Time>,
    scopes: String,
    addresses: String,
}

impl Token {
    pub fn scopes(&self) -> Vec<String> {
        self.scopes.split_whitespace().map(str::to_owned).collect()
    }
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.split_whitespace().any(|own| own == scope)
    }
    /// No address named: from anywhere.
    pub fn may_come_from(&self, address: &str) -> bool {
        self.addresses.is_empty() || self.addresses.split_whitespace().any(|own| own == address)
    }
    pub fn by(&self) -> By {
        By { scopes: Some(self.scopes()), ..By::default() }
    }
}

/// Scopes that read what people said. Whoever keeps the tokens reads no cases, and must not become able to by making a
/// token.
const READING: [&str; 2] = ["cases.read", "hotline.read"];

fn reads(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| READING.contains(&scope.as_str()))
}

pub struct NewToken<'a> {
    pub id: Id,
    pub name: &'a str,
    pub scopes: &'a [String],
    pub org_id: Id,
    pub addresses: &'a [String],
    pub valid_to: Time,
}

/// Makes a token; the answer is its secret, shown once and kept nowhere. One that reads what people said opens nothing
/// before another person confirms it; the command line of the server needs nobody: who has that has the store.
pub async fn make_token(tx: &Tx, by: &By, new: NewToken<'_>) -> Result<[u8; 32], Fault> {
    let secret: [u8; 32] = tx.world().random.bytes();
    let confirmed = by.person.is_none() || !reads(new.scopes);
    tx.run(
        "INSERT INTO tokens (digest, id, name, scopes, org_id, addresses, made_at, made_by, valid_to, confirmed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            sm3(&secret).to_vec(),
            new.id,
            new.name,
            new.scopes.join(" "),
            new.org_id,
            new.addresses.join(" "),
            tx.now(),
            by.person,
            new.valid_to,
            confirmed.then_some(tx.now())
        ],
    )
    .await?;
    let event = Event::new("token.make", Subject { kind: "token", id: new.id, revision: 1 });
    append(
        tx,
        by.actor(),
        event.unit(new.org_id).data("scopes", new.scopes.to_vec()).time("valid_to", new.valid_to),
    )
    .await?;
    Ok(secret)
}

/// The token of a secret, if it is in force.
pub async fn token_of(db: &impl Db, secret: &[u8], now: Time) -> Result<Option<Token>, Fault> {
    let sql = "SELECT id, name, org_id, valid_to, used_at, scopes, addresses FROM tokens \
               WHERE digest = $1 AND confirmed_at IS NOT NULL AND revoked_at IS NULL AND valid_to > $2";
    db.row(sql, values![sm3(secret).to_vec(), now]).await
}

/// A line of the list of tokens. The secret is kept nowhere.
#[derive(Clone, Debug, FromQueryResult)]
pub struct TokenRow {
    pub id: Id,
    pub name: String,
    pub scopes: String,
    pub org_id: Id,
    pub addresses: String,
    pub made_at: Time,
    /// None: made by the command line.
    pub maker: Option<Id>,
    pub made_by: Option<String>,
    /// None: it waits for somebody to confirm it, and opens nothing.
    pub confirmed_at: Option<Time>,
    pub confirmed_by: Option<String>,
    pub valid_to: Time,
    pub used_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

impl TokenRow {
    /// Neither revoked nor over.
    pub fn lasts(&self, now: Time) -> bool {
        self.revoked_at.is_none() && self.valid_to > now
    }
    pub fn waits(&self, now: Time) -> bool {
        self.confirmed_at.is_none() && self.lasts(now)
    }
}

/// All tokens of the county, newest first.
pub async fn tokens(db: &impl Db) -> Result<Vec<TokenRow>, Fault> {
    let sql = "SELECT t.id, t.name, t.scopes, t.org_id, t.addresses, t.made_at, t.made_by AS maker, p.name AS made_by, \
               t.confirmed_at, c.name AS confirmed_by, t.valid_to, t.used_at, t.revoked_at FROM tokens t \
               LEFT JOIN persons p ON p.id = t.made_by LEFT JOIN persons c ON c.id = t.confirmed_by \
               ORDER BY t.made_at DESC, t.id DESC";
    db.rows(sql, values![]).await
}

/// How many wait for this person: not those that they made themselves.
pub async fn tokens_to_confirm(db: &impl Db, by: &By, now: Time) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM tokens WHERE confirmed_at IS NULL AND revoked_at IS NULL AND valid_to > $1 \
               AND made_by <> $2";
    match by.person {
        Some(person) => db.count(sql, values![now, person]).await,
        None => Ok(0),
    }
}

#[derive(FromQueryResult)]
struct Made {
    org_id: Id,
    made_by: Option<Id>,
}

/// From now on the token opens what it says. Confirming one that is confirmed changes nothing.
///
/// # Errors
/// `people-refused-own-token` to whoever made it; absent when it is revoked or over.
pub async fn confirm_token(tx: &Tx, by: &By, token: Id) -> Done<()> {
    let sql = "SELECT org_id, made_by FROM tokens WHERE id = $1 AND revoked_at IS NULL AND valid_to > $2";
    let made: Option<Made> = tx.row(sql, values![token, tx.now()]).await?;
    let made = made.ok_or_else(|| Refused::absent("people-refused-no-token"))?;
    if by.person.is_none() || made.made_by == by.person {
        return Err(Refused::forbidden("people-refused-own-token").into());
    }
    let sql = "UPDATE tokens SET confirmed_at = $2, confirmed_by = $3 WHERE id = $1 AND confirmed_at IS NULL";
    if tx.run(sql, values![token, tx.now(), by.person]).await? == 1 {
        let event = Event::new("token.confirm", Subject { kind: "token", id: token, revision: 2 });
        append(tx, by.actor(), event.unit(made.org_id)).await?;
    }
    Ok(())
}

/// `used_at` is written at most this often, so that reading does not write.
const TOUCH: Duration = Duration::minutes(5);

impl Token {
    /// Notes that it was used, if that was not noted a short while ago.
    pub fn is_stale(&self, now: Time) -> bool {
        self.used_at.is_none_or(|used| now - used > TOUCH)
    }
    pub async fn touch(&self, tx: &Tx) -> Result<(), Fault> {
        tx.run("UPDATE tokens SET used_at = $2 WHERE id = $1", values![self.id, tx.now()]).await.map(|_| ())
    }
}

pub async fn revoke_token(tx: &Tx, by: &By, token: Id) -> Result<(), Fault> {
    let sql = "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    if tx.run(sql, values![token, tx.now()]).await? == 1 {
        let confirmed = "SELECT COUNT(*) FROM tokens WHERE id = $1 AND confirmed_by IS NOT NULL";
        let revision = 2 + tx.count(confirmed, values![token]).await?;
        append(tx, by.actor(), Event::new("token.revoke", Subject { kind: "token", id: token, revision }))
            .await?;
    }
    Ok(())
}
