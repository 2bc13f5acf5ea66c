//! `GET /holdings`

use askama::Template;
use http::HeaderMap;
use lianxin_seal::mask_phone;
use lianxin_web::{Answer, Ask, Failed, Page};

use crate::ask_for::KINDS;
use crate::held::{Held, held};

pub(crate) struct Choice {
    pub value: String,
    pub text: String,
}

/// A field to mend.
pub(crate) struct Mistake {
    pub id: &'static str,
    pub text: String,
}

#[derive(Template)]
#[template(path = "holdings.html")]
pub(crate) struct Holdings {
    pub page: Page,
    pub held: Held,
    /// The own number, masked: somebody may look over the shoulder.
    pub phone: String,
    pub months: u32,
    pub id: String,
    pub kinds: Vec<Choice>,
    pub abouts: Vec<Choice>,
    pub kind: String,
    pub about: String,
    pub words: String,
    pub errors: Vec<Mistake>,
}

impl Holdings {
    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|error| error.id == field).map(|error| error.text.clone()).unwrap_or_default()
    }
}

pub(crate) async fn show(ask: Ask, headers: HeaderMap) -> Answer {
    let page = page_of(&ask, &headers).await?;
    ask.html(&page)
}

pub(crate) async fn page_of(ask: &Ask, headers: &HeaderMap) -> Result<Holdings, Failed> {
    let held = held(ask, headers).await?;
    let kinds =
        KINDS.map(|kind| Choice { value: kind.into(), text: ask.t(&format!("holdings-wish-{kind}")) });
    let mut abouts = vec![Choice { value: String::new(), text: ask.t("holdings-about-all") }];
    abouts.extend(held.requests.iter().map(|one| Choice {
        value: one.number.clone(),
        text: format!("{} {}", one.number, one.words.chars().take(16).collect::<String>()),
    }));
    Ok(Holdings {
        page: ask.page(ask.t("holdings-title")),
        phone: held.person.as_ref().map(|person| mask_phone(&person.phone)).unwrap_or_default(),
        held,
        months: ask.county.playbook.manifest.keeping.cases_months,
        id: ask.county.store.world().id().to_string(),
        kinds: kinds.into(),
        abouts,
        kind: String::new(),
        about: String::new(),
        words: String::new(),
        errors: Vec::new(),
    })
}
