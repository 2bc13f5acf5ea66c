use askama::Template;
use lianxin_web::Page;

use crate::pages::{Link, Mistake};

#[derive(Clone)]
pub(crate) struct Choice {
    pub value: String,
    pub text: String,
}

/// A feature that was not taken.
pub(crate) struct RefusedLine {
    pub place: String,
    pub called: String,
    pub why: String,
    pub at: String,
}

/// How many places have a boundary, and the form that brings more.
#[derive(Template)]
#[template(path = "boundaries.html")]
pub(crate) struct Boundaries {
    pub page: Page,
    pub counts: Vec<(String, String)>,
    pub systems: Vec<Choice>,
    pub system: String,
    pub partly: bool,
    /// How many were just taken.
    pub taken: Option<usize>,
    pub refused: Vec<RefusedLine>,
    /// How many of the refused file's features were right.
    pub good: usize,
    pub errors: Vec<Mistake>,
}

impl Boundaries {
    fn back(&self) -> String {
        format!("{}/orgs", self.page.base)
    }
    fn error(&self, field: &str) -> String {
        crate::pages::error(&self.errors, field)
    }
}

pub(crate) struct MapRow {
    pub link: Link,
    /// The map of what lies below; empty when nothing does.
    pub map: String,
    pub has_boundary: bool,
    pub vacant: usize,
}

/// What lies directly below a place, drawn and listed.
#[derive(Template)]
#[template(path = "map.html")]
pub(crate) struct Map {
    pub page: Page,
    pub above: Vec<Link>,
    pub name: String,
    pub said: String,
    pub sentence: String,
    /// Empty when there is nothing to draw.
    pub geojson: String,
    pub rows: Vec<MapRow>,
    /// The place that holds the point that was asked for.
    pub found: Option<Link>,
    pub point: String,
    pub gcj02: bool,
    pub asked: bool,
    pub id: String,
    pub may_keep: bool,
    pub errors: Vec<Mistake>,
}

impl Map {
    fn error(&self, field: &str) -> String {
        crate::pages::error(&self.errors, field)
    }
}

pub(crate) struct Holder {
    pub name: String,
    pub href: String,
    pub stands_in: bool,
}

/// One role at one place; vacant when nobody holds it.
pub(crate) struct Chair {
    pub role: String,
    pub holders: Vec<Holder>,
}

pub(crate) struct NetworkRow {
    pub link: Link,
    pub network: String,
    pub kind: String,
    pub chairs: Vec<Chair>,
    pub vacant: usize,
    /// In all that lies below; said when anything does.
    pub below: String,
}

/// Who answers for what in the grid network, and where nobody does.
#[derive(Template)]
#[template(path = "network.html")]
pub(crate) struct Network {
    pub page: Page,
    pub above: Vec<Link>,
    pub name: String,
    pub said: String,
    pub rows: Vec<NetworkRow>,
    pub only_vacant: bool,
    pub all_href: String,
    pub vacant_href: String,
    pub map_href: String,
}
