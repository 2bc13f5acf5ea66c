//! `GET /playbook/limits` and the like: one institution as a person reads it, alone or beside another version.

use askama::Template;
use lianxin_access::Stop;
use lianxin_base::Refused;
use lianxin_playbook::Mark;
use lianxin_web::{Answer, Ask, Page};

use super::body;
use super::seen::{Seen, approval, called};
use crate::compare::{Shown, compared, narrowed, only_changed, shown};
use crate::institution::{ALL, Institution, of_path};
use crate::tongue::Tongue;
use crate::version::Version;

pub(super) struct Chip {
    pub href: String,
    pub text: String,
    pub on: bool,
    pub count: String,
}

/// A table with its way out.
pub(super) struct Table {
    pub shown: Shown,
    pub rows: String,
    pub changed: String,
    pub xlsx: String,
    pub csv: String,
}

pub(super) struct View {
    pub name: String,
    pub about: String,
    pub back: String,
    pub back_text: String,
    pub current: bool,
    pub version: String,
    pub since: String,
    pub approval: String,
    pub chips: Vec<Chip>,
    /// What is compared with what, and how much differs; empty when nothing is compared.
    pub difference: String,
    pub is_compared: bool,
    pub changed: usize,
    pub words: String,
    /// What the search keeps of the address.
    pub kept: Vec<(&'static str, String)>,
    pub tables: Vec<Table>,
    pub unreadable: bool,
    pub known: String,
    /// Where the steps behind the promises are; empty when they are shown.
    pub more: String,
}

#[derive(Template)]
#[template(path = "show.html")]
struct Desk {
    page: Page,
    view: View,
}

#[derive(Template)]
#[template(path = "show-public.html")]
struct Public {
    page: Page,
    view: View,
}

pub(super) async fn show(ask: Ask) -> Answer {
    let institution = of_path(&ask.path).ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let page = ask.page(ask.t(&format!("playbooks-{}", institution.word)));
    let view = view(&ask, &page, institution).await?;
    body!(ask, Desk, Public, page, view)
}

async fn view(ask: &Ask, page: &Page, institution: &Institution) -> Result<View, Stop> {
    let seen = Seen::of(ask).await?;
    let words: String = ask.query("q").unwrap_or_default().chars().take(40).collect();
    let tables = tables(page, institution, &seen);
    let unreadable = tables.is_none();
    let all = tables.unwrap_or_default();
    let (changed, known) = (all.iter().map(|one| one.changed).sum(), known(page, &all));
    let (all, more) = promises_first(ask, institution, all);
    let only = seen.against.is_some() && ask.query("all").is_none();
    let all = if only { only_changed(all) } else { all };
    let all = if words.is_empty() { all } else { narrowed(all, &words) };
    let version = seen.shown.version.as_ref();
    let open = ALL.iter().filter(|one| ask.allowed(one.access)).count();
    Ok(View {
        name: page.title.clone(),
        about: page.t(format!("playbooks-{}-about", institution.word)),
        back: ask.href("/playbook"),
        back_text: page.tn("playbooks-back", open),
        current: seen.is_current(),
        version: version.map(|version| called(page, version)).unwrap_or_default(),
        since: version.map(|version| since(page, version)).unwrap_or_default(),
        approval: match version {
            Some(version) => approval(ask, page, version).await?,
            None => String::new(),
        },
        chips: chips(ask, page, institution, &seen),
        difference: difference(page, &seen, changed),
        is_compared: seen.against.is_some(),
        changed,
        kept: kept(ask),
        words,
        tables: all.into_iter().map(|one| table(ask, page, institution, one)).collect(),
        unreadable,
        known,
        more,
    })
}

/// A resident asks how long it takes; who inside is reminded when is one press further.
fn promises_first(ask: &Ask, institution: &Institution, mut all: Vec<Shown>) -> (Vec<Shown>, String) {
    let plain = ask.by.post.is_none() && ask.queries().is_empty();
    if institution.word != "limits" || !plain {
        return (all, String::new());
    }
    all.truncate(1);
    (all, ask.href(&format!("{}?all=1", institution.path)))
}

/// None when one of the versions can no longer be loaded.
fn tables(page: &Page, institution: &Institution, seen: &Seen) -> Option<Vec<Shown>> {
    let build = |book| (institution.build)(&Tongue { page, book });
    let now = build(seen.shown.book.as_deref()?);
    match &seen.against {
        None => Some(shown(now)),
        Some(read) => Some(compared(&build(read.book.as_deref()?), &now)),
    }
}

pub(super) fn since(page: &Page, version: &Version) -> String {
    let words = [("effective", page.clock().date(version.effective)), ("since", page.when(version.since))];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    page.args("playbooks-since", &words)
}

fn difference(page: &Page, seen: &Seen, changed: usize) -> String {
    let Some((old, new)) = seen.compared_with().zip(seen.shown.version.as_ref()) else {
        return String::new();
    };
    let words = [("new", called(page, new)), ("old", called(page, old)), ("n", changed.to_string())];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    page.args(if changed == 0 { "playbooks-same" } else { "playbooks-differs" }, &words)
}

/// The version in force, each other one to compare with, all versions.
fn chips(ask: &Ask, page: &Page, institution: &Institution, seen: &Seen) -> Vec<Chip> {
    let path = ask.href(institution.path);
    let mut chips = vec![Chip {
        href: path.clone(),
        text: page.t("playbooks-now"),
        on: seen.against.is_none() && seen.is_current(),
        count: String::new(),
    }];
    if seen.against.is_none() && !seen.is_current() {
        let text = seen.shown.version.as_ref().map(|version| called(page, version)).unwrap_or_default();
        chips.push(Chip { href: ask.path.clone(), text, on: true, count: String::new() });
    }
    let old = seen.compared_with().or_else(|| seen.before());
    if let Some((old, number)) = old.zip(seen.number()) {
        let both = format!("{path}?version={number}&against={}", old.number);
        let text = page.args("playbooks-against", &[("version", &called(page, old))]);
        let everything = ask.query("all").is_some();
        let on = seen.against.is_some();
        chips.push(Chip { href: both.clone(), text, on: on && !everything, count: String::new() });
        if on {
            let text = page.t("playbooks-whole");
            chips.push(Chip { href: format!("{both}&all=1"), text, on: everything, count: String::new() });
        }
    }
    if ask.allowed(crate::READ) {
        let href = ask.href("/playbook/versions");
        let text = page.t("playbooks-versions");
        chips.push(Chip { href, text, on: false, count: seen.all.len().to_string() });
    }
    chips
}

/// How well the rows are known: 3 条核对过、137 条起草未核实.
fn known(page: &Page, tables: &[Shown]) -> String {
    let marks = [
        (Mark::Verified, "playbooks-basis-v", "playbooks-known-v"),
        (Mark::Summary, "playbooks-basis-s", "playbooks-known-s"),
        (Mark::Article, "playbooks-basis-a", "playbooks-known-a"),
        (Mark::Drafted, "playbooks-basis-u", "playbooks-known-u"),
    ];
    let lines = || tables.iter().flat_map(|one| &one.lines).map(|line| line.basis.now());
    let say = |(_, mark, key): &(Mark, &str, &str)| {
        let mark = page.t(mark);
        let many = lines().filter(|basis| basis.starts_with(&mark)).count();
        (many > 0).then(|| page.tn(*key, many))
    };
    let said: Vec<String> = marks.iter().filter_map(say).collect();
    said.join(if page.is_zh() { "，" } else { ", " })
}

fn kept(ask: &Ask) -> Vec<(&'static str, String)> {
    let value = |name: &'static str| ask.query(name).map(|value| (name, value.to_owned()));
    ["version", "against", "all"].into_iter().filter_map(value).collect()
}

fn table(ask: &Ask, page: &Page, institution: &Institution, shown: Shown) -> Table {
    let version = ask.query("version").map(|number| format!("&version={number}")).unwrap_or_default();
    let address = |ending: &str| {
        let id: String = form_urlencoded::byte_serialize(shown.id.as_bytes()).collect();
        format!("{}?table={id}&as={ending}{version}", ask.href(institution.sheet))
    };
    Table {
        rows: page.tn("playbooks-rows", shown.lines.len()),
        changed: page.tn("playbooks-changed", shown.changed),
        xlsx: address("xlsx"),
        csv: address("csv"),
        shown,
    }
}
