use askama::Template;
use lianxin_access::{Done, Stop};
use lianxin_base::Refused;
use lianxin_web::{Ask, Failed, Page};

/// A choice of a form.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub value: String,
    pub text: String,
}

/// A field to mend.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    pub id: &'static str,
    pub text: String,
}

/// The fields of a refusal in the reader's language; a refusal of the whole form points at the page.
pub(crate) fn mistakes(ask: &Ask, refused: &Refused) -> Vec<Mistake> {
    let words: Vec<(&str, String)> =
        refused.args.iter().map(|(name, value)| (*name, word(ask, value))).collect();
    let args: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if refused.fields.is_empty() {
        return vec![Mistake { id: "main", text: ask.args(refused.code, &args) }];
    }
    let said =
        |field: &lianxin_base::FieldError| Mistake { id: field.field, text: ask.args(field.code, &args) };
    refused.fields.iter().map(said).collect()
}

/// A capability is told by its name, not by its code.
fn word(ask: &Ask, value: &str) -> String {
    let named = ask.county.playbook.capabilities.get(value);
    named.map_or_else(|| value.to_owned(), |one| one.name.read_in(ask.lang.tag()).to_owned())
}

pub(crate) fn error(errors: &[Mistake], field: &str) -> String {
    errors.iter().find(|error| error.id == field).map(|error| error.text.clone()).unwrap_or_default()
}

/// What a person can mend comes back in the form; everything else goes its way.
pub(crate) fn mendable<T>(done: Done<T>) -> Result<Result<T, Refused>, Failed> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(Stop::Refused(refused)) if refused.status == 422 => Ok(Err(refused)),
        Err(stop) => Err(stop.into()),
    }
}

/// One post in a list.
pub(crate) struct PostRow {
    pub id: String,
    pub person: String,
    pub person_href: String,
    pub role: String,
    pub org: String,
    pub org_href: String,
    pub stands_in: bool,
    pub from: String,
    pub until: String,
    pub running: bool,
}

/// Who holds which post.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct List {
    pub page: Page,
    pub org: String,
    pub org_name: String,
    pub org_open: bool,
    pub role: String,
    pub roles: Vec<Choice>,
    pub begins: String,
    pub rows: Vec<PostRow>,
    pub next: String,
    pub may_grant: bool,
}

pub(crate) struct AccountRow {
    pub login: String,
    pub locked_until: String,
    /// A one-time code waits to be used.
    pub code_until: String,
    pub last: String,
    pub second_step: bool,
}

/// One person.
#[derive(Template)]
#[template(path = "show.html")]
pub(crate) struct Show {
    pub page: Page,
    pub id: String,
    pub name: String,
    pub phone: String,
    /// Where the person lives, for whoever may see households there; empty for others.
    pub household: String,
    pub household_href: String,
    pub rows: Vec<PostRow>,
    pub accounts: Vec<AccountRow>,
    /// The reader's own page: nobody keeps the own account here.
    pub own: bool,
    /// A one-time code that was made just now, shown once.
    pub code: String,
    pub may_grant: bool,
    pub login: String,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "new.html")]
pub(crate) struct New {
    pub page: Page,
    pub id: String,
    pub typed: String,
    pub phone: String,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "grant.html")]
pub(crate) struct GrantForm {
    pub page: Page,
    pub new_id: String,
    pub person: String,
    pub name: String,
    pub role: String,
    pub roles: Vec<Choice>,
    pub org: String,
    pub until: String,
    pub stands_in_for: String,
    pub holders: Vec<Choice>,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "hand-over.html")]
pub(crate) struct HandOver {
    pub page: Page,
    pub post: String,
    pub new_id: String,
    pub person: String,
    pub person_href: String,
    pub role: String,
    pub org: String,
    pub successor: String,
    pub errors: Vec<Mistake>,
}

pub(crate) struct DutyRow {
    pub id: String,
    pub person: String,
    pub role: String,
    pub when: String,
}

pub(crate) struct OnDuty {
    pub role: String,
    pub person: String,
}

/// The rota of an organisation.
#[derive(Template)]
#[template(path = "rota.html")]
pub(crate) struct Rota {
    pub page: Page,
    pub org: String,
    pub org_name: String,
    pub now: Vec<OnDuty>,
    pub rows: Vec<DutyRow>,
    pub may_keep: bool,
    pub new_id: String,
    pub post: String,
    pub posts: Vec<Choice>,
    pub from: String,
    pub to: String,
    pub errors: Vec<Mistake>,
}

// What templates ask of a page beside its fields.
impl List {
    fn all(&self) -> String {
        format!("{}/people", self.page.base)
    }
}

impl Show {
    fn list(&self) -> String {
        format!("{}/people", self.page.base)
    }
    fn end(&self, row: &PostRow) -> String {
        format!("{}/posts/{}/end", self.page.base, row.id)
    }
}

impl GrantForm {
    fn person_href(&self) -> String {
        format!("{}/people/{}", self.page.base, self.person)
    }
}

impl HandOver {
    /// A refused grant speaks of the role or the place; here only the person can be chosen.
    fn error(&self) -> String {
        self.errors.first().map(|error| error.text.clone()).unwrap_or_default()
    }
}
