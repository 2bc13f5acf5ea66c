use chrono::Duration;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};

use crate::notice::{About, notify};
use crate::password::{Hashed, check_password_rule, hash, hash_password, plain_code, verify};
use crate::session::revoke_all;
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
    /// Until when the one-time code works that stands in place of a password.
    pub password_until: Option<Time>,
    /// When somebody last signed in with it.
    pub signed_in_at: Option<Time>,
    pub(crate) password: String,
}

pub(crate) const ACCOUNT: &str = "SELECT id, person_id, login, lang, failures, locked_until, revision, \
                                  password_until, signed_in_at, password FROM accounts";

/// How long a one-time code waits to be used.
const CODE_LASTS: Duration = Duration::hours(24);

impl Account {
    /// What stands in place of the password was made by somebody else.
    pub fn must_choose_password(&self) -> bool {
        self.password_until.is_some()
    }

    /// Is this the account's password? Slow on purpose: never inside a transaction.
    pub async fn has_password(&self, typed: &str) -> bool {
        let typed = if self.must_choose_password() { plain_code(typed) } else { typed.to_owned() };
        verify(typed, self.password.clone()).await
    }
}

pub struct NewAccount<'a> {
    pub id: Id,
    pub person_id: Id,
    pub login: &'a str,
    pub password: &'a str,
    pub lang: &'a str,
}

/// Opens an account with a password that its holder chose.
pub async fn open_account(tx: &Tx, by: &By, new: NewAccount<'_>) -> Done<Id> {
    check_password_rule(new.login, new.password)?;
    let hashed = hash(new.password)?;
    write(tx, by, &new, &hashed, None).await
}

/// Opens an account with a one-time code, which is handed over in person.
pub async fn open_with_code(tx: &Tx, by: &By, new: NewAccount<'_>, code: &Hashed) -> Done<Id> {
    write(tx, by, &new, code, Some(tx.now() + CODE_LASTS)).await
}

async fn write(tx: &Tx, by: &By, new: &NewAccount<'_>, password: &Hashed, until: Option<Time>) -> Done<Id> {
    tx.run(
        "INSERT INTO accounts (id, person_id, login, password, failures, lang, revision, password_until) \
         VALUES ($1, $2, $3, $4, 0, $5, 1, $6)",
        values![new.id, new.person_id, new.login, password.0.as_str(), new.lang, until],
    )
    .await?;
    let subject = Subject { kind: "account", id: new.id, revision: 1 };
    append(tx, by.actor(), Event::new("account.open", subject).id("person", new.person_id)).await?;
    Ok(new.id)
}

pub async fn accounts_of(db: &impl Db, person: Id) -> Result<Vec<Account>, Fault> {
    db.rows(&format!("{ACCOUNT} WHERE person_id = $1 AND closed_at IS NULL"), values![person]).await
}

/// The hash of a one-time code, however it will be typed.
pub async fn hash_code(code: &str) -> Result<Hashed, Refused> {
    hash_password(&plain_code(code)).await
}

/// Sets a password that its holder chose. What the rule says of it was asked before, and the old one was compared, for
/// both are slow: [`Account::has_password`], [`check_password_rule`], [`hash_password`].
pub async fn set_password(tx: &Tx, by: &By, account: &Account, new: &Hashed) -> Done<()> {
    let sql = "UPDATE accounts SET password = $2, password_until = NULL, failures = 0, locked_until = NULL, \
               revision = revision + 1 WHERE id = $1 AND password = $3 AND closed_at IS NULL";
    let bound = values![account.id, new.0.as_str(), account.password.as_str()];
    if tx.run(sql, bound).await? == 0 {
        return Err(Refused::conflict("shell-refused-changed").into());
    }
    tell(tx, by, account.id, "account.change-password").await?;
    notify(tx, account.id, About::PasswordChanged, "", None).await?;
    Ok(())
}

/// Puts a one-time code in place of a forgotten password: whoever gives it never learns the password that follows. Every
/// device is signed out, and the holder is told who did it.
pub async fn give_code(tx: &Tx, by: &By, account: &Account, code: &Hashed) -> Done<()> {
    if by.person == Some(account.person_id) {
        return Err(Refused::forbidden("shell-refused-own-account").into());
    }
    let sql = "UPDATE accounts SET password = $2, password_until = $3, failures = 0, locked_until = NULL, \
               revision = revision + 1 WHERE id = $1 AND closed_at IS NULL";
    let bound = values![account.id, code.0.as_str(), tx.now() + CODE_LASTS];
    if tx.run(sql, bound).await? == 0 {
        return Err(Refused::absent("shell-refused-absent").into());
    }
    revoke_all(tx, account.id).await?;
    tell(tx, by, account.id, "account.give-code").await?;
    notify(tx, account.id, About::CodeGiven, "", by.person).await?;
    Ok(())
}

/// Nobody signs in with it any more: the person left (GB/T 22239-2019 8.1.4.2, no idle accounts).
pub async fn close_account(tx: &Tx, by: &By, account: &Account) -> Done<()> {
    if by.person == Some(account.person_id) {
        return Err(Refused::forbidden("shell-refused-own-account").into());
    }
    let sql =
        "UPDATE accounts SET closed_at = $2, revision = revision + 1 WHERE id = $1 AND closed_at IS NULL";
    if tx.run(sql, values![account.id, tx.now()]).await? == 1 {
        revoke_all(tx, account.id).await?;
        tell(tx, by, account.id, "account.close").await?;
    }
    Ok(())
}

async fn tell(tx: &Tx, by: &By, account: Id, verb: &'static str) -> Result<(), Fault> {
    let revision =
        tx.value("SELECT revision FROM accounts WHERE id = $1", values![account]).await?.unwrap_or(1);
    let subject = Subject { kind: "account", id: account, revision };
    append(tx, by.actor(), Event::new(verb, subject)).await.map(|_| ())
}
