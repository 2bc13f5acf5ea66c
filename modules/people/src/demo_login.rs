use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};

/// A login that the sign-in page of a demonstration offers.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct DemoLogin {
    pub login: String,
    pub password: String,
    /// 官庄街道派单员
    pub role_zh: String,
    pub role_en: String,
}

impl DemoLogin {
    pub fn role(&self, zh: bool) -> &str {
        if zh { &self.role_zh } else { &self.role_en }
    }
}

/// The demonstration's logins in their order.
pub async fn demo_logins(db: &impl Db) -> Result<Vec<DemoLogin>, Fault> {
    db.rows("SELECT login, password, role_zh, role_en FROM demo_logins ORDER BY place", values![]).await
}

/// Offers one more login. Only the maker of a demonstration calls this: the password stands in the open.
pub async fn add_demo_login(tx: &Tx, login: &DemoLogin) -> Result<(), Fault> {
    let place: i64 =
        tx.value("SELECT COALESCE(MAX(place), 0) FROM demo_logins", values![]).await?.unwrap_or(0);
    tx.run(
        "INSERT INTO demo_logins (place, login, password, role_zh, role_en) VALUES ($1, $2, $3, $4, $5)",
        values![
            place + 1,
            login.login.as_str(),
            login.password.as_str(),
            login.role_zh.as_str(),
            login.role_en.as_str()
        ],
    )
    .await
    .map(|_| ())
}
