use askama::Template;
use lianxin_web::Page;

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
    pub admin: String,
    pub errors: Vec<Mistake>,
    pub offers: Vec<Offer>,
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
    pub saved: bool,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "totp.html")]
pub(crate) struct TotpPage {
    pub page: Page,
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
