//! `GET /playbook`: all institutions, with how much each holds, what the version in force changed in it, and a search
//! through all of them.

use askama::Template;
use lianxin_access::Stop;
use lianxin_playbook::Playbook;
use lianxin_web::{Answer, Ask, Page};

use super::body;
use super::seen::{Seen, approval, called, read};
use super::show::since;
use crate::compare::{compared, narrowed, shown};
use crate::institution::{ALL, Institution};
use crate::tongue::Tongue;

pub(super) struct Entry {
    pub href: String,
    pub icon: &'static str,
    pub name: String,
    pub about: String,
    pub rows: String,
    /// What the version in force changed; empty for nothing.
    pub changed: String,
    pub changed_href: String,
    pub public: bool,
}

pub(super) struct View {
    pub version: String,
    pub since: String,
    pub approval: String,
    pub words: String,
    pub entries: Vec<Entry>,
    pub staff: bool,
    pub may_try: bool,
    pub versions: usize,
    /// The county's home page.
    pub home: String,
}

#[derive(Template)]
#[template(path = "list.html")]
struct Desk {
    page: Page,
    view: View,
}

#[derive(Template)]
#[template(path = "list-public.html")]
struct Public {
    page: Page,
    view: View,
}

pub(super) async fn list(ask: Ask) -> Answer {
    let page = ask.page(ask.t("playbooks-title"));
    let view = view(&ask, &page).await?;
    body!(ask, Desk, Public, page, view)
}

async fn view(ask: &Ask, page: &Page) -> Result<View, Stop> {
    let seen = Seen::of(ask).await?;
    let words: String = ask.query("q").unwrap_or_default().chars().take(40).collect();
    let before = match seen.before() {
        Some(version) => Some(read(ask, version.number).await?),
        None => None,
    };
    let before =
        before.as_ref().and_then(|read| Some((read.version.as_ref()?.number, read.book.as_deref()?)));
    let number = seen.number().unwrap_or_default();
    let open = ALL.iter().filter(|one| ask.allowed(one.access));
    let entries = open.filter_map(|one| entry(ask, page, one, &words, number, before)).collect();
    let version = seen.shown.version.as_ref();
    Ok(View {
        version: version.map(|version| called(page, version)).unwrap_or_default(),
        since: version.map(|version| since(page, version)).unwrap_or_default(),
        approval: match version {
            Some(version) => approval(ask, page, version).await?,
            None => String::new(),
        },
        words,
        entries,
        staff: ask.allowed(crate::READ),
        may_try: ask.allowed(crate::TRY),
        versions: seen.all.len(),
        home: ask.href("/"),
    })
}

/// None when something is searched that it does not hold.
fn entry(
    ask: &Ask,
    page: &Page,
    one: &Institution,
    words: &str,
    number: i64,
    before: Option<(i64, &Playbook)>,
) -> Option<Entry> {
    let build = |book: &Playbook| (one.build)(&Tongue { page, book });
    let now = build(&ask.county.playbook);
    let changed = before.map(|(old, book)| {
        let changed: usize = compared(&build(book), &now).iter().map(|table| table.changed).sum();
        (old, changed)
    });
    let tables = if words.is_empty() { shown(now) } else { narrowed(shown(now), words) };
    if tables.is_empty() {
        return None;
    }
    let rows: usize = tables.iter().map(|table| table.lines.len()).sum();
    let path = ask.href(one.path);
    let changed = changed.filter(|(_, changed)| *changed > 0);
    let query: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    Some(Entry {
        href: if words.is_empty() { path.clone() } else { format!("{path}?q={query}") },
        icon: one.icon,
        name: page.t(format!("playbooks-{}", one.word)),
        about: page.t(format!("playbooks-{}-about", one.word)),
        rows: page.tn(if words.is_empty() { "playbooks-rows" } else { "playbooks-found" }, rows),
        changed: changed.map(|(_, changed)| page.tn("playbooks-changed", changed)).unwrap_or_default(),
        changed_href: changed
            .map(|(old, _)| format!("{path}?version={number}&against={old}"))
            .unwrap_or_default(),
        public: one.access == lianxin_web::Access::Public,
    })
}
