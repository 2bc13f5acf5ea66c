use askama::Template;
use lianxin_web::{Kept, Page};

use crate::pages::{Choice, Mistake};

/// A login that the demonstration offers.
pub(crate) struct Offer {
    pub role: String,
    pub login: String,
    pub password: String,
}

#[derive(Template)]
#[template(path = "sign-in.html")]
pub(crate) struct SignInPage {
    pub page: Page,
    pub login: String,
    pub back: String,
    pub kept: Option<Kept>,
    pub admin: String,
    pub errors: Vec<Mistake>,
    pub offers: Vec<Offer>,
}

/// After a sign-in that had lapsed: one press sends what was written.
#[derive(Template)]
#[template(path = "kept.html")]
pub(crate) struct KeptPage {
    pub page: Page,
    pub kept: Kept,
}

/// Something about the account that the holder must know.
pub(crate) struct NoticeLine {
    pub text: String,
    pub at: String,
    pub fresh: bool,
}

/// An own password in place of a one-time code.
#[derive(Template)]
#[template(path = "password.html")]
pub(crate) struct PasswordPage {
    pub page: Page,
    pub login: String,
    pub errors: Vec<Mistake>,
}

pub(crate) struct SessionLine {
    pub id: String,
    pub device: String,
    pub address: String,
    pub seen: String,
    pub this: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub page: Page,
    pub name: String,
    pub login: String,
    pub posts: Vec<String>,
    pub lang: String,
    pub langs: Vec<Choice>,
    pub sessions: Vec<SessionLine>,
    pub totp: bool,
    pub notices: Vec<NoticeLine>,
    /// When somebody last signed in with it.
    pub last: String,
    pub saved: bool,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "totp.html")]
pub(crate) struct TotpPage {
    pub page: Page,
    /// The playbook asks it of one of the person's roles.
    pub needed: bool,
    pub on: bool,
    pub secret: String,
    pub drawing: String,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "post.html")]
pub(crate) struct PostPage {
    pub page: Page,
    pub back: String,
}

impl TotpPage {
    fn account(&self) -> String {
        format!("{}/account", self.page.base)
    }
}
