use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};

/// Something about an account that its holder must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Too many wrong tries.
    Locked,
    /// Somebody who keeps posts gave a one-time code in place of the password.
    CodeGiven,
    PasswordChanged,
    SecondStepOn,
    SecondStepOff,
}

impl About {
    pub fn word(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::CodeGiven => "code-given",
            Self::PasswordChanged => "password-changed",
            Self::SecondStepOn => "second-step-on",
            Self::SecondStepOff => "second-step-off",
        }
    }
}

/// One notice; its text is `people-notice-{kind}`.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Notice {
    pub id: Id,
    pub kind: String,
    pub address: String,
    /// Who did it; none: the program, or the holder.
    pub by_name: Option<String>,
    pub made_at: Time,
    pub seen_at: Option<Time>,
}

/// Tells the holder of an account.
pub async fn notify(tx: &Tx, account: Id, about: About, address: &str, by: Option<Id>) -> Result<(), Fault> {
    tx.run(
        "INSERT INTO account_notices (id, account_id, kind, address, by_person, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        values![tx.id(), account, about.word(), address, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// The newest notices of an account, `most` at most.
pub async fn notices_of(db: &impl Db, account: Id, most: i64) -> Result<Vec<Notice>, Fault> {
    let sql = "SELECT n.id, n.kind, n.address, p.name AS by_name, n.made_at, n.seen_at FROM account_notices n \
               LEFT JOIN persons p ON p.id = n.by_person WHERE n.account_id = $1 ORDER BY n.made_at DESC, n.id DESC LIMIT $2";
    db.rows(sql, values![account, most]).await
}

/// The holder has read them.
pub async fn notices_seen(tx: &Tx, account: Id) -> Result<u64, Fault> {
    let sql = "UPDATE account_notices SET seen_at = $2 WHERE account_id = $1 AND seen_at IS NULL";
    tx.run(sql, values![account, tx.now()]).await
}
