use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use chrono::Duration;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};

use crate::{By, Done};

/// A way to sign in.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Account {
    pub id: Id,
    pub person_id: Id,
    pub login: String,
    pub lang: String,
    pub failures: i64,
    pub locked_until: Option<Time>,
    pub revision: i64,
    password: String,
}

const ACCOUNT: &str =
    "SELECT id, person_id, login, lang, failures, locked_until, revision, password FROM accounts";

/// Five wrong passwords lock an account for fifteen minutes (GB/T 22239-2019 8.1.4.1, lock after failures).
const FAILURES_UNTIL_LOCK: i64 = 5;
const LOCK: Duration = Duration::minutes(15);

pub struct NewAccount<'a> {
    pub id: Id,
    pub person_id: Id,
    pub login: &'a str,
    pub password: &'a str,
    pub lang: &'a str,
}

/// At least ten characters, or eight with letters and digits; never the login itself; never one of the few that
/// everybody tries.
pub fn check_password_rule(login: &str, password: &str) -> Result<(), Refused> {
    const TRIED_FIRST: [&str; 8] =
        ["password", "12345678", "88888888", "66666666", "qwertyui", "11111111", "abcd1234", "a1234567"];
    let long = password.chars().count();
    let mixed = password.chars().any(|c| c.is_ascii_digit()) && password.chars().any(char::is_alphabetic);
    let lower = password.to_lowercase();
    if long < 8 || (long < 10 && !mixed) {
        return Err(Refused::field("password", "shell-refused-password-short"));
    }
    if long > 200 {
        return Err(Refused::field("password", "shell-refused-password-long"));
    }
    if lower.contains(&login.to_lowercase()) || TRIED_FIRST.iter().any(|easy| lower.starts_with(easy)) {
        return Err(Refused::field("password", "shell-refused-password-easy"));
    }
    Ok(())
}

pub async fn open_account(tx: &Tx, by: &By, new: NewAccount<'_>) -> Done<Id> {
    check_password_rule(new.login, new.password)?;
    let password = hash(new.password)?;
    tx.run(
        "INSERT INTO accounts (id, person_id, login, password, failures, lang, revision) VALUES ($1, $2, $3, $4, 0, $5, 1)",
        values![new.id, new.person_id, new.login, password, new.lang],
    )
    .await?;
    let subject = Subject { kind: "account", id: new.id, revision: 1 };
    append(tx, by.actor(), Event::new("account.open", subject).id("person", new.person_id)).await?;
    Ok(new.id)
}

pub async fn accounts_of(db: &impl Db, person: Id) -> Result<Vec<Account>, Fault> {
    db.rows(&format!("{ACCOUNT} WHERE person_id = $1 AND closed_at IS NULL"), values![person]).await
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
}

/// Checks login and password. Takes as long for a login that does not exist, so that logins cannot be guessed by time.
pub async fn sign_in(tx: &Tx, login: &str, password: &str) -> Result<SignIn, Fault> {
    let found: Option<Account> =
        tx.row(&format!("{ACCOUNT} WHERE login = $1 AND closed_at IS NULL"), values![login.trim()]).await?;
    let kept = found.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password.clone());
    let right = verify(password.to_owned(), kept).await;
    let Some(account) = found else { return Ok(SignIn::Wrong { left: FAILURES_UNTIL_LOCK - 1 }) };
    if let Some(until) = account.locked_until.filter(|until| *until > tx.now()) {
        return Ok(SignIn::Locked { until });
    }
    if right { succeed(tx, account).await } else { fail(tx, account).await }
}

async fn succeed(tx: &Tx, account: Account) -> Result<SignIn, Fault> {
    let sql = "UPDATE accounts SET failures = 0, locked_until = NULL, revision = revision + 1 WHERE id = $1";
    tx.run(sql, values![account.id]).await?;
    note(tx, "account.sign-in", &account).await?;
    Ok(SignIn::Ok(account))
}

async fn fail(tx: &Tx, account: Account) -> Result<SignIn, Fault> {
    // A lock that has ended starts the count anew.
    let before = if account.locked_until.is_some() { 0 } else { account.failures };
    let failures = before + 1;
    let until = (failures >= FAILURES_UNTIL_LOCK).then(|| tx.now() + LOCK);
    tx.run(
        "UPDATE accounts SET failures = $2, locked_until = $3, revision = revision + 1 WHERE id = $1",
        values![account.id, failures, until],
    )
    .await?;
    note(tx, if until.is_some() { "account.lock" } else { "account.sign-in-fail" }, &account).await?;
    Ok(match until {
        Some(until) => SignIn::Locked { until },
        None => SignIn::Wrong { left: FAILURES_UNTIL_LOCK - failures },
    })
}

async fn note(tx: &Tx, verb: &'static str, account: &Account) -> Result<(), Fault> {
    let subject = Subject { kind: "account", id: account.id, revision: account.revision + 1 };
    let actor = lianxin_events::Actor { person: Some(account.person_id), post: None };
    append(tx, actor, Event::new(verb, subject)).await.map(|_| ())
}

pub async fn change_password(tx: &Tx, by: &By, account: &Account, old: &str, new: &str) -> Done<()> {
    if !verify(old.to_owned(), account.password.clone()).await {
        return Err(Refused::field("old", "shell-refused-password-wrong").into());
    }
    check_password_rule(&account.login, new)?;
    let password = hash(new)?;
    tx.run(
        "UPDATE accounts SET password = $2, revision = revision + 1 WHERE id = $1",
        values![account.id, password],
    )
    .await?;
    let subject = Subject { kind: "account", id: account.id, revision: account.revision + 1 };
    append(tx, by.actor(), Event::new("account.change-password", subject)).await?;
    Ok(())
}

/// Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage, first choice for Argon2id).
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

fn hash(password: &str) -> Result<String, Refused> {
    let hashed = argon2()
        .hash_password(password.as_bytes())
        .map_err(|_| Refused::invalid("shell-refused-password-long"))?;
    Ok(hashed.to_string())
}

/// Off the async threads: it is meant to be slow.
async fn verify(password: String, kept: String) -> bool {
    let check = move || {
        PasswordHash::new(&kept)
            .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
    };
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

/// The hash of a password that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$XmIhmjlHfMwjq7mXm0nGWC2cE6Qw8mJ0ZJ4fH0hQ0nE";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_are_refused() {
        for easy in ["short1", "12345678", "abcdefgh", "zhangsan2026", "password1"] {
            assert!(check_password_rule("zhangsan", easy).is_err(), "{easy}");
        }
        assert!(check_password_rule("zhangsan", "三角湾村口的路灯亮了吗").is_ok());
        assert!(check_password_rule("zhangsan", "lamp4post").is_ok());
    }

    #[tokio::test]
    async fn the_hash_of_nobody_is_a_real_one_so_that_it_takes_as_long() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!verify("anything".into(), NOBODY.into()).await);
        let kept = hash("lamp4post").expect("hashed");
        assert!(verify("lamp4post".into(), kept).await);
    }
}
