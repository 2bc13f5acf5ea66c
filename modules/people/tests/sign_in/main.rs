//! What signing in and one's own account promise, on both databases.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod lapsing;
mod own_choices;
mod passwords;
mod second_step;
mod signing_in;

use lianxin_trial::{PASSWORD, Seen, Trial, Who};

fn modules() -> Vec<lianxin_web::Module> {
    vec![lianxin_orgs::module(), lianxin_people::module()]
}

async fn try_in(trial: &Trial, login: &str, password: &str) -> Seen {
    trial.post("/sign-in", &[("login", login), ("password", password)]).await
}

async fn signed_in(trial: &Trial, who: &Who) -> Seen {
    try_in(trial, &who.login, PASSWORD).await.is(303)
}

fn set_cookies(seen: &Seen) -> Vec<String> {
    let lines = seen.headers.get_all("set-cookie").iter();
    lines.filter_map(|line| line.to_str().ok()).map(str::to_owned).collect()
}

fn cookie_of(seen: &Seen) -> String {
    let line = set_cookies(seen).remove(0);
    let value = line.split_once('=').map(|(_, rest)| rest).unwrap_or_default();
    value.split(';').next().unwrap_or_default().to_owned()
}

fn code(secret: &str, at: lianxin_base::Time) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).expect("a secret");
    let totp = totp_rs::Builder::new().with_secret(secret).build().expect("a generator");
    totp.generate(u64::try_from(at.timestamp()).expect("after 1970")).to_string()
}
