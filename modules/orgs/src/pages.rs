use askama::Template;
use lianxin_base::Refused;
use lianxin_web::{Ask, Page};

/// A name that leads somewhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Link {
    pub href: String,
    pub name: String,
}

/// A choice of a form.
pub(crate) struct Choice {
    pub value: String,
    pub text: String,
}

/// A field to mend.
pub(crate) struct Mistake {
    pub id: &'static str,
    pub text: String,
}

/// The fields of a refusal in the reader's language; a refusal of the whole form points at the page.
pub(crate) fn mistakes(ask: &Ask, refused: &Refused) -> Vec<Mistake> {
    let args: Vec<(&str, &str)> = refused.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if refused.fields.is_empty() {
        return vec![Mistake { id: "main", text: ask.args(refused.code, &args) }];
    }
    let said =
        |field: &lianxin_base::FieldError| Mistake { id: field.field, text: ask.args(field.code, &args) };
    refused.fields.iter().map(said).collect()
}

pub(crate) fn error(errors: &[Mistake], field: &str) -> String {
    errors.iter().find(|error| error.id == field).map(|error| error.text.clone()).unwrap_or_default()
}

pub(crate) struct TownRow {
    pub link: Link,
    pub count: String,
    pub areas: Vec<AreaRow>,
    pub offices: Vec<Link>,
}

pub(crate) struct AreaRow {
    pub link: Link,
    pub villages: Vec<Link>,
    pub offices: Vec<Link>,
}

/// What stands in the district, on a day.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct List {
    pub page: Page,
    pub on: String,
    pub past: bool,
    pub said: String,
    pub district: Link,
    pub towns: Vec<TownRow>,
    pub departments: Vec<Link>,
    pub bodies: Vec<Link>,
}

pub(crate) struct ChangeRow {
    pub kind: String,
    pub name: String,
    pub before: String,
    pub after: String,
    pub href: String,
}

/// What changed between two days.
#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct Changes {
    pub page: Page,
    pub from: String,
    pub to: String,
    pub rows: Vec<ChangeRow>,
}

pub(crate) struct Moment {
    pub what: String,
    pub at: String,
    pub who: String,
}

pub(crate) struct Seat {
    pub href: String,
    pub name: String,
    pub role: String,
    pub stands_in: bool,
}

pub(crate) struct Code {
    pub id: String,
    pub spoken: String,
    pub venue: String,
    pub drawing: String,
    pub address: String,
}

/// One organisation.
#[derive(Template)]
#[template(path = "show.html")]
pub(crate) struct Show {
    pub page: Page,
    pub id: String,
    pub revision: i64,
    pub name: String,
    pub kind: String,
    pub code: String,
    pub above: Vec<Link>,
    pub below: Vec<Link>,
    pub seats: Vec<Seat>,
    pub phone: String,
    pub point: String,
    /// What is known of the boundary, empty when there is none.
    pub boundary: String,
    /// GeoJSON of the boundary, else of the point; empty when neither is known.
    pub geojson: String,
    pub codes: Vec<Code>,
    pub history: Vec<Moment>,
    pub is_place: bool,
    pub has_grids: bool,
    pub closed: bool,
    pub may_keep: bool,
    pub may_move: bool,
    pub errors: Vec<Mistake>,
}

impl Show {
    /// What a reader hears of the map.
    fn where_said(&self) -> String {
        if self.boundary.is_empty() { self.point.clone() } else { self.boundary.clone() }
    }

    /// A value, or that there is none yet.
    fn said(&self, value: &str) -> String {
        if value.is_empty() { self.page.t("orgs-none") } else { value.to_owned() }
    }
}

/// Addresses below the organisation that a page is about.
macro_rules! leads_below {
    ($($page:ty),+) => {
        $(impl $page {
            fn to(&self, what: &str) -> String {
                format!("{}/orgs/{}{what}", self.page.base, self.id)
            }
        })+
    };
}
leads_below!(Show, Rename, Move, Add);

#[derive(Template)]
#[template(path = "rename.html")]
pub(crate) struct Rename {
    pub page: Page,
    pub id: String,
    pub revision: i64,
    pub name: String,
    pub names: crate::Names,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "move.html")]
pub(crate) struct Move {
    pub page: Page,
    pub id: String,
    pub revision: i64,
    pub name: String,
    pub now_under: String,
    pub parent: String,
    pub parents: Vec<Choice>,
    pub errors: Vec<Mistake>,
}

#[derive(Template)]
#[template(path = "add.html")]
pub(crate) struct Add {
    pub page: Page,
    pub id: String,
    pub new_id: String,
    pub under: String,
    pub kind: String,
    pub kinds: Vec<Choice>,
    pub code: String,
    pub names: crate::Names,
    pub lon: String,
    pub lat: String,
    pub errors: Vec<Mistake>,
}

/// An A4 poster for one place or spot.
#[derive(Template)]
#[template(path = "poster.html")]
pub(crate) struct Poster {
    pub page: Page,
    pub name: String,
    pub venue: String,
    pub parents: String,
    pub drawing: String,
    pub spoken: String,
    pub phone: String,
}

pub(crate) struct Label {
    pub name: String,
    pub drawing: String,
    pub spoken: String,
}

/// Two labels side by side, to cut apart.
pub(crate) struct Pair {
    pub left: Label,
    pub right: Option<Label>,
}

#[derive(Template)]
#[template(path = "posters.html")]
pub(crate) struct Posters {
    pub page: Page,
    pub name: String,
    pub phone: String,
    pub sheets: Vec<Vec<Pair>>,
}

/// For whoever scanned a code that is no longer, or never was.
#[derive(Template)]
#[template(path = "unknown-code.html")]
pub(crate) struct UnknownCode {
    pub page: Page,
    pub revoked: bool,
    pub phone: String,
}
