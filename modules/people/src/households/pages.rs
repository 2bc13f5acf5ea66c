use askama::Template;
use lianxin_web::Page;

use crate::pages::{Choice, Mistake, error};

pub(super) struct Row {
    pub href: String,
    pub number: String,
    pub place: String,
    pub head: String,
    pub members: String,
}

#[derive(Template)]
#[template(path = "households/list.html")]
pub(super) struct List {
    pub page: Page,
    pub place: String,
    pub org: String,
    pub words: String,
    pub rows: Vec<Row>,
    pub next: String,
    /// Where a new one can be added: empty when nowhere.
    pub add: String,
}

/// Whoever sees only the own household, and is in none.
#[derive(Template)]
#[template(path = "households/nowhere.html")]
pub(super) struct Nowhere {
    pub page: Page,
}

pub(super) struct MemberRow {
    pub id: String,
    pub name: String,
    pub relation: String,
    pub phone: String,
    pub id_number: String,
}

/// What was opened, shown once.
pub(super) struct Opened {
    pub name: String,
    pub phone: String,
    pub id_number: String,
}

pub(super) struct Moment {
    pub what: String,
    pub at: String,
    pub who: String,
}

#[derive(Template)]
#[template(path = "households/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub id: String,
    pub revision: i64,
    pub number: String,
    pub place: String,
    pub place_href: String,
    pub rows: Vec<MemberRow>,
    pub opened: Option<Opened>,
    pub history: Vec<Moment>,
    pub may_edit: bool,
    pub may_open: bool,
    pub whys: Vec<Choice>,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "households/new.html")]
pub(super) struct New {
    pub page: Page,
    pub id: String,
    pub org: String,
    pub places: Vec<Choice>,
    pub number: String,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "households/member.html")]
pub(super) struct MemberForm {
    pub page: Page,
    pub household: String,
    pub household_number: String,
    pub revision: i64,
    /// Where the form goes, below the household.
    pub action: String,
    /// A new person's id; empty for somebody who lives there.
    pub new_id: String,
    /// The name; a form's fields are called `name` already.
    pub typed: String,
    pub relation: String,
    pub relations: Vec<Choice>,
    pub phone: String,
    pub phone_known: String,
    pub id_number: String,
    pub id_number_known: String,
    pub left_whys: Vec<Choice>,
    pub errors: Vec<Mistake>,
}

macro_rules! form_pages {
    ($($page:ty),+) => {
        $(impl $page {
            fn error(&self, field: &str) -> String {
                error(&self.errors, field)
            }
        })+
    };
}
form_pages!(Show, New, MemberForm);

impl List {
    fn more(&self) -> bool {
        !self.next.is_empty()
    }
}

impl Show {
    fn back(&self) -> String {
        format!("{}/households", self.page.base)
    }
}

impl New {
    fn back(&self) -> String {
        format!("{}/households", self.page.base)
    }
}

impl MemberForm {
    fn back(&self) -> String {
        format!("{}/households/{}", self.page.base, self.household)
    }
    fn hint_phone(&self) -> String {
        kept(&self.page, &self.phone_known)
    }
    fn hint_id_number(&self) -> String {
        kept(&self.page, &self.id_number_known)
    }
}

/// What is known already stays unless something is typed.
fn kept(page: &Page, known: &str) -> String {
    if known.is_empty() { String::new() } else { page.tw("people-household-kept", "known", known) }
}
