use chrono::Duration;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Actor, Event, Subject, append};
use lianxin_seal::digest::sm3;

use crate::{By, Done, Post, posts_of};

/// A person signed in on one device.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Id,
    pub account_id: Id,
    pub person_id: Id,
    pub name: String,
    pub lang: String,
    /// The post that acts; none for a resident who holds no post.
    pub post: Option<Post>,
    pub posts: Vec<Post>,
    /// When it lapses if nothing is done until then.
    pub ends_at: Time,
    /// When it ends whatever is done.
    pub whole_ends_at: Time,
    /// Signed in with a one-time code: an own password must be chosen first.
    pub must_choose_password: bool,
    /// The account asks for a code of the person's phone as well.
    pub has_second_step: bool,
}

impl Session {
    pub fn by(&self) -> By {
        By {
            person: Some(self.person_id),
            account: Some(self.account_id),
            post: self.post.clone(),
            scopes: None,
        }
    }
}

/// A working day at most, and two hours without a touch (GB/T 22239-2019 8.1.4.1, log-out when idle).
const WHOLE: Duration = Duration::hours(12);
const IDLE: Duration = Duration::hours(2);
/// `seen_at` is written at most this often, so that reading pages does not write.
const TOUCH: Duration = Duration::minutes(5);

/// Opens a session; the answer is the secret of the cookie, kept nowhere.
pub async fn open_session(
    tx: &Tx,
    account: Id,
    person: Id,
    device: &str,
    address: &str,
) -> Result<[u8; 32], Fault> {
    let secret: [u8; 32] = tx.world().random.bytes();
    let posts = posts_of(tx, person, tx.now()).await?;
    tx.run(
        "INSERT INTO sessions (digest, id, account_id, post_id, device, address, made_at, seen_at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        values![
            sm3(&secret).to_vec(),
            tx.id(),
            account,
            posts.first().map(|post| post.id),
            shorten(device),
            address,
            tx.now(),
            tx.now() + WHOLE
        ],
    )
    .await?;
    Ok(secret)
}

fn shorten(device: &str) -> String {
    device.chars().take(200).collect()
}

#[derive(FromQueryResult)]
struct Found {
    id: Id,
    account_id: Id,
    post_id: Option<Id>,
    seen_at: Time,
    ends_at: Time,
    person_id: Id,
    lang: String,
    name: String,
    password_until: Option<Time>,
    totp_step: Option<i64>,
}

/// The session of a cookie, if it still runs. `true` beside it: time to note that it was seen.
pub async fn session_of(db: &impl Db, secret: &[u8], now: Time) -> Result<Option<(Session, bool)>, Fault> {
    let found: Option<Found> = db
        .row(
            "SELECT s.id, s.account_id, s.post_id, s.seen_at, s.ends_at, a.person_id, a.lang, a.password_until, \
             a.totp_step, p.name FROM sessions s \
             JOIN accounts a ON a.id = s.account_id JOIN persons p ON p.id = a.person_id \
             WHERE s.digest = $1 AND s.revoked_at IS NULL AND s.ends_at > $2 AND s.seen_at > $3 AND a.closed_at IS NULL",
            values![sm3(secret).to_vec(), now, now - IDLE],
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
    let posts = posts_of(db, found.person_id, now).await?;
    let post = posts.iter().find(|post| Some(post.id) == found.post_id).or(posts.first()).cloned();
    let touch = now - found.seen_at > TOUCH;
    let session = Session {
        id: found.id,
        account_id: found.account_id,
        person_id: found.person_id,
        name: found.name,
        lang: found.lang,
        post,
        posts,
        whole_ends_at: found.ends_at,
        ends_at: found.ends_at.min(found.seen_at + IDLE),
        must_choose_password: found.password_until.is_some(),
        has_second_step: found.totp_step.is_some(),
    };
    Ok(Some((session, touch)))
}

impl Session {
    /// How long it runs when it is touched now.
    pub fn left_after_touch(&self, now: Time) -> Duration {
        (self.whole_ends_at - now).min(IDLE)
    }

    pub async fn touch(&self, tx: &Tx) -> Result<(), Fault> {
        tx.run("UPDATE sessions SET seen_at = $2 WHERE id = $1", values![self.id, tx.now()]).await.map(|_| ())
    }
}

/// The person goes on in another of the own posts. Answers false when the post is not theirs.
pub async fn choose_post(tx: &Tx, session: &Session, post: Id) -> Result<bool, Fault> {
    if !session.posts.iter().any(|own| own.id == post) {
        return Ok(false);
    }
    tx.run("UPDATE sessions SET post_id = $2 WHERE id = $1", values![session.id, post]).await?;
    Ok(true)
}

/// A line of the list of devices.
#[derive(Clone, Debug, FromQueryResult)]
pub struct SessionRow {
    pub id: Id,
    pub device: String,
    pub address: String,
    pub made_at: Time,
    pub seen_at: Time,
}

/// Where an account is signed in now, latest first.
pub async fn sessions_of(db: &impl Db, account: Id, now: Time) -> Result<Vec<SessionRow>, Fault> {
    let sql = "SELECT id, device, address, made_at, seen_at FROM sessions WHERE account_id = $1 AND revoked_at IS NULL \
               AND ends_at > $2 AND seen_at > $3 ORDER BY seen_at DESC";
    db.rows(sql, values![account, now, now - IDLE]).await
}

/// Ends one of the account's own sessions.
pub async fn revoke_session(tx: &Tx, account: Id, person: Id, session: Id) -> Done<()> {
    let sql = "UPDATE sessions SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL";
    if tx.run(sql, values![session, account, tx.now()]).await? == 1 {
        let subject = Subject { kind: "session", id: session, revision: 1 };
        append(tx, Actor { person: Some(person), post: None }, Event::new("session.revoke", subject)).await?;
    }
    Ok(())
}

/// Ends all sessions of an account: somebody else may have opened them.
pub async fn revoke_all(tx: &Tx, account: Id) -> Result<u64, Fault> {
    let sql = "UPDATE sessions SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL";
    tx.run(sql, values![account, tx.now()]).await
}
