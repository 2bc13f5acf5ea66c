//! `GET /cases`: the list.

use askama::Template;
use lianxin_access::Grant;
use lianxin_web::{Answer, Ask, Page};

use super::row::{Row, hidden, rows};
use super::sentence::{Choice, Sentence, sentence};
use crate::filter::{Due, Filter, Standing};
use crate::listing::{COUNTED, Counts, Cursor, Lens, Listed};
use crate::views::{View, views_of};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "list.html", blocks = ["listing"])]
struct List {
    page: Page,
    sentence: Sentence,
    total: String,
    parts: Vec<Choice>,
    rows: Vec<Row>,
    shown: String,
    previous: String,
    next: String,
    views: Vec<SavedView>,
    filter: Filter,
    address: String,
    view_id: String,
    plain: String,
    sheets: Vec<Choice>,
    older: bool,
    may_dispatch: bool,
    may_merge: bool,
    may_press: bool,
    may_register: bool,
}

struct SavedView {
    name: String,
    href: String,
    drop: String,
    on: bool,
}

impl List {
    fn may_act(&self) -> bool {
        self.may_dispatch || self.may_merge || self.may_press || !self.sheets.is_empty()
    }

    fn bulk_note(&self) -> String {
        if self.may_merge { self.page.t("cases-list-bulk-note") } else { String::new() }
    }
}

pub(super) async fn show(ask: Ask) -> Answer {
    let grant = ask.grant("case.see")?;
    let db = ask.reader();
    let page = ask.page(ask.t("cases-list-title"));
    let filter = Filter::parse(ask.queries(), &ask.county.playbook);
    let lens = lens(&ask, &grant, filter).await?;
    let listed = lens.page(&db, Cursor::parse(ask.query("after"), ask.query("before")), ROWS).await?;
    let counts = lens.counts(&db).await?;
    let filter = &lens.filter;
    let list = List {
        sentence: sentence(&ask, &db, &page, &grant, filter).await?,
        total: number(&page, counts.all),
        parts: parts(&ask, &page, filter, counts),
        shown: page.tn("cases-list-shown", listed.rows.len()),
        previous: beside(&ask, filter, "before", listed.before.as_deref()),
        next: beside(&ask, filter, "after", listed.after.as_deref()),
        rows: rows(&ask, &db, &page, &grant, &listed.rows).await?,
        views: views(&ask, views_of(&db, grant.person_id).await?, filter),
        sheets: sheets(&ask, &page, filter, &listed),
        view_id: ask.county.store.world().id().to_string(),
        plain: ask.href("/cases"),
        address: filter.address(),
        filter: filter.clone(),
        older: lens.older,
        may_dispatch: ask.may("case.dispatch"),
        may_merge: ask.may("case.merge"),
        may_press: ask.may("case.press"),
        may_register: ask.may("case.create-for-other"),
        page,
    };
    if ask.fragment { ask.html(&list.as_listing()) } else { ask.html(&list) }
}

/// The list in this person's eyes: words never find a case whose matter they may not read.
pub(super) async fn lens(ask: &Ask, grant: &Grant, filter: Filter) -> lianxin_access::Done<Lens> {
    let db = ask.reader();
    let searched = !filter.words.is_empty();
    let mut lens = Lens::new(&db, grant, filter, &ask.county.playbook, ask.now).await?;
    if searched {
        let hidden = hidden(ask, &db, grant, lens.in_memory()).await?;
        lens.keep(|case| !hidden.contains(&case.id));
    }
    Ok(lens)
}

pub(crate) fn number(page: &Page, many: i64) -> String {
    if many > COUNTED { page.t("cases-list-many") } else { many.to_string() }
}

/// 超期 2、今天到期 5、停表 3, each a door.
fn parts(ask: &Ask, page: &Page, filter: &Filter, counts: Counts) -> Vec<Choice> {
    let door = |key: &str, many: i64, change: &dyn Fn(&mut Filter)| Choice {
        text: page.tw(key, "n", number(page, many)),
        href: ask.href(&format!("/cases{}", filter.with(|filter| change(filter)).address())),
        on: false,
    };
    let all = [
        (counts.late, door("cases-list-late", counts.late, &|filter| filter.due = Some(Due::Late))),
        (counts.today, door("cases-list-today", counts.today, &|filter| filter.due = Some(Due::Today))),
        (
            counts.suspended,
            door("cases-list-suspended", counts.suspended, &|filter| filter.state = Standing::Suspended),
        ),
    ];
    all.into_iter().filter(|(many, _)| *many > 0).map(|(_, door)| door).collect()
}

fn beside(ask: &Ask, filter: &Filter, name: &str, key: Option<&str>) -> String {
    let Some(key) = key else { return String::new() };
    let address = filter.address();
    let mark = if address.is_empty() { '?' } else { '&' };
    ask.href(&format!("/cases{address}{mark}{name}={key}"))
}

fn views(ask: &Ask, views: Vec<View>, filter: &Filter) -> Vec<SavedView> {
    let own = filter.address();
    let view = |view: View| SavedView {
        on: view.address == own,
        href: ask.href(&format!("/cases{}", view.address)),
        drop: ask.href(&format!("/cases/views/{}/drop", view.id)),
        name: view.name,
    };
    views.into_iter().map(view).collect()
}

fn sheets(ask: &Ask, page: &Page, filter: &Filter, listed: &Listed) -> Vec<Choice> {
    if !ask.may("export.lists") || listed.rows.is_empty() {
        return vec![];
    }
    let sheet = |ending: &str| Choice {
        text: page.t(format!("cases-list-export-{ending}")),
        href: ask.href(&format!("/cases/export.{ending}{}", filter.address())),
        on: false,
    };
    ["xlsx", "csv"].map(sheet).into()
}
