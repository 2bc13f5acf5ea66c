//! Signing in, in two steps: the password is compared before a transaction begins, for that is slow on purpose; what
//! came of it is counted, told and written down in one.

use chrono::Duration;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Actor, Event, Subject, append};
use lianxin_seal::Keys;

use crate::account::{ACCOUNT, Account};
use crate::notice::{About, notify};
use crate::password::{NOBODY, plain_code, verify};

/// Five wrong passwords lock for fifteen minutes (GB/T 22239-2019 8.1.4.1, lock after failures), also a login that
/// nobody has.
const FAILURES_UNTIL_LOCK: i64 = 5;
const LOCK: Duration = Duration::minutes(15);

/// Login and password, compared. Says nothing by itself: [`sign_in`] counts the try and tells.
#[derive(Debug)]
pub struct Checked {
    login: String,
    account: Option<Id>,
    /// The hash that was compared with.
    kept: String,
    right: bool,
}

/// How a sign-in ended. Each ending was written down before it was told.
#[derive(Debug)]
pub enum SignIn {
    Ok(Account),
    /// Login or password is wrong; so many tries are left before the lock.
    Wrong {
        left: i64,
    },
    Locked {
        until: Time,
    },
    /// Right, but the one-time code has run out.
    Over,
}

/// Compares login and password. Takes as long for a login that does not exist, so that logins cannot be guessed by time.
pub async fn check_password(db: &impl Db, login: &str, password: &str) -> Result<Checked, Fault> {
    let login = login.trim().to_owned();
    let sql = format!("{ACCOUNT} WHERE login = $1 AND closed_at IS NULL");
    let found: Option<Account> = db.row(&sql, values![login.as_str()]).await?;
    let kept = found.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password.clone());
    let by_code = found.as_ref().is_some_and(Account::must_choose_password);
    let typed = if by_code { plain_code(password) } else { password.to_owned() };
    let right = verify(typed, kept.clone()).await;
    Ok(Checked { login, account: found.map(|account| account.id), kept, right })
}

/// Counts a try, tells how it ended and writes it down. The caller commits whatever the answer is.
pub async fn sign_in(tx: &Tx, keys: &Keys, checked: &Checked, address: &str) -> Result<SignIn, Fault> {
    let known = match checked.account {
        Some(id) => take(tx, id).await?,
        None => None,
    };
    let Some(account) = known else { return unknown(tx, keys, &checked.login).await };
    if let Some(until) = account.locked_until.filter(|until| *until > tx.now()) {
        return Ok(SignIn::Locked { until });
    }
    // The password may have been changed while the old one was compared.
    if checked.right && account.password == checked.kept {
        succeed(tx, account).await
    } else {
        fail(tx, account, address).await
    }
}

/// A wrong one-time code of the second step counts as a wrong password, or its six digits could be tried without end.
pub async fn count_failure(tx: &Tx, account: Id, address: &str) -> Result<SignIn, Fault> {
    match take(tx, account).await? {
        Some(account) => fail(tx, account, address).await,
        None => Ok(SignIn::Wrong { left: 0 }),
    }
}

/// The account as it is now, held until the transaction ends: of several tries at one time each sees what the one before
/// it counted.
async fn take(tx: &Tx, id: Id) -> Result<Option<Account>, Fault> {
    let sql = "UPDATE accounts SET revision = revision + 1 WHERE id = $1 AND closed_at IS NULL";
    if tx.run(sql, values![id]).await? == 0 {
        return Ok(None);
    }
    tx.row(&format!("{ACCOUNT} WHERE id = $1"), values![id]).await
}

async fn succeed(tx: &Tx, account: Account) -> Result<SignIn, Fault> {
    if account.password_until.is_some_and(|until| until <= tx.now()) {
        note(tx, "account.sign-in-over", &account).await?;
        return Ok(SignIn::Over);
    }
    let sql = "UPDATE accounts SET failures = 0, locked_until = NULL, signed_in_at = $2 WHERE id = $1";
    tx.run(sql, values![account.id, tx.now()]).await?;
    note(tx, "account.sign-in", &account).await?;
    Ok(SignIn::Ok(account))
}

async fn fail(tx: &Tx, account: Account, address: &str) -> Result<SignIn, Fault> {
    // A lock that has ended starts the count anew.
    let before = if account.locked_until.is_some() { 0 } else { account.failures };
    let failures = before + 1;
    let until = (failures >= FAILURES_UNTIL_LOCK).then(|| tx.now() + LOCK);
    tx.run(
        "UPDATE accounts SET failures = $2, locked_until = $3 WHERE id = $1",
        values![account.id, failures, until],
    )
    .await?;
    note(tx, if until.is_some() { "account.lock" } else { "account.sign-in-fail" }, &account).await?;
    if until.is_some() {
        notify(tx, account.id, About::Locked, address, None).await?;
    }
    Ok(ended(failures, until))
}

fn ended(failures: i64, until: Option<Time>) -> SignIn {
    match until {
        Some(until) => SignIn::Locked { until },
        None => SignIn::Wrong { left: FAILURES_UNTIL_LOCK - failures },
    }
}

#[derive(FromQueryResult)]
struct Tried {
    failures: i64,
    locked_until: Option<Time>,
}

/// The same count, lock and event for a login that nobody has.
async fn unknown(tx: &Tx, keys: &Keys, login: &str) -> Result<SignIn, Fault> {
    let digest = keys.blind("sign-in", &login.to_lowercase()).to_vec();
    tx.run(
        "INSERT INTO sign_in_tries (digest, failures, tried_at) VALUES ($1, 0, $2) \
         ON CONFLICT (digest) DO UPDATE SET tried_at = excluded.tried_at",
        values![digest.clone(), tx.now()],
    )
    .await?;
    let sql = "SELECT failures, locked_until FROM sign_in_tries WHERE digest = $1";
    let tried: Option<Tried> = tx.row(sql, values![digest.clone()]).await?;
    let tried = tried.unwrap_or(Tried { failures: 0, locked_until: None });
    if let Some(until) = tried.locked_until.filter(|until| *until > tx.now()) {
        return Ok(SignIn::Locked { until });
    }
    let before = if tried.locked_until.is_some() { 0 } else { tried.failures };
    let failures = before + 1;
    let until = (failures >= FAILURES_UNTIL_LOCK).then(|| tx.now() + LOCK);
    let sql = "UPDATE sign_in_tries SET failures = $2, locked_until = $3 WHERE digest = $1";
    tx.run(sql, values![digest, failures, until]).await?;
    let subject = Subject { kind: "sign-in", id: tx.id(), revision: 1 };
    append(tx, Actor::default(), Event::new("account.sign-in-unknown", subject)).await?;
    Ok(ended(failures, until))
}

async fn note(tx: &Tx, verb: &'static str, account: &Account) -> Result<(), Fault> {
    let subject = Subject { kind: "account", id: account.id, revision: account.revision };
    let actor = Actor { person: Some(account.person_id), post: None };
    append(tx, actor, Event::new(verb, subject)).await.map(|_| ())
}

/// Forgets tries with logins that nobody has after a day, sessions and notices that are over after `days` (network logs:
/// at least six months, 《网络安全法》 Art. 21; what was done stays in the log of events). Answers how many rows went.
pub async fn forget_sign_ins(tx: &Tx, days: i64) -> Result<u64, Fault> {
    let day = tx.now() - Duration::days(1);
    let old = tx.now() - Duration::days(days);
    let tries = tx.run("DELETE FROM sign_in_tries WHERE tried_at < $1", values![day]).await?;
    let sessions = tx.run("DELETE FROM sessions WHERE ends_at < $1", values![old]).await?;
    let notices = tx.run("DELETE FROM account_notices WHERE made_at < $1", values![old]).await?;
    Ok(tries + sessions + notices)
}
