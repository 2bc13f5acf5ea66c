//! `GET /desk`: overdue, due today, this week, later.

use askama::Template;
use chrono::{Datelike, Timelike};
use lianxin_base::{Time, china, day_in_china};
use lianxin_cases::{Due, views_of};
use lianxin_db::Fault;
use lianxin_web::{Answer, Aside, Ask, Page, Todo, span};

/// Minutes of a working day, for saying how late something is.
const WORKING_DAY: i64 = 420;
const DUES: [Due; 4] = [Due::Late, Due::Today, Due::Week, Due::Later];

#[derive(Template)]
#[template(path = "desk_page.html", blocks = ["waiting"])]
struct DeskPage {
    page: Page,
    heading: String,
    line: String,
    chips: Vec<Chip>,
    sections: Vec<Section>,
    asides: Vec<Aside>,
    shown: usize,
    plain: String,
    may_register: bool,
}

struct Chip {
    text: String,
    count: String,
    href: String,
    on: bool,
    saved: bool,
}

struct Section {
    due: &'static str,
    title: String,
    count: String,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    kind: String,
    title: String,
    act: String,
    /// late soon, empty for plain words
    state: &'static str,
    due: String,
}

pub(crate) async fn show(ask: Ask) -> Answer {
    let page = ask.page(ask.t("desk-title"));
    let mut todos = todos(&ask).await?;
    todos.sort_by_key(|todo| (todo.due_at.is_none(), todo.due_at));
    let all: i64 = todos.iter().map(|todo| todo.many).sum();
    let (due, kind) = (ask.query("due"), ask.query("kind"));
    let chips = chips(&ask, &page, &todos).await?;
    let sections: Vec<Section> = DUES
        .into_iter()
        .filter(|own| due.is_none_or(|wanted| own.word() == wanted))
        .filter_map(|own| {
            section(
                &ask,
                &page,
                own,
                todos.iter().filter(|todo| kind.is_none_or(|wanted| todo.kind == wanted)),
            )
        })
        .collect();
    let name = page.who.as_ref().map_or("", |who| who.name.as_str());
    let all_words = all.to_string();
    let heading = match all {
        0 => page.tw("desk-heading-none", "name", name),
        _ => page.args("desk-heading", &[("name", name), ("n", &all_words)]),
    };
    let desk = DeskPage {
        heading,
        line: line(&ask, &page),
        chips,
        asides: if ask.fragment { vec![] } else { asides(&ask).await? },
        shown: sections.iter().map(|section| section.rows.len()).sum(),
        sections,
        plain: ask.href("/desk"),
        may_register: ask.may("case.create-for-other"),
        page,
    };
    if ask.fragment { ask.html(&desk.as_waiting()) } else { ask.html(&desk) }
}

/// From every module.
async fn todos(ask: &Ask) -> Result<Vec<Todo>, Fault> {
    let mut todos = Vec::new();
    for of_module in ask.app.modules().iter().filter_map(|module| module.todos) {
        todos.extend(of_module(ask).await?);
    }
    Ok(todos)
}

async fn asides(ask: &Ask) -> Result<Vec<Aside>, Fault> {
    let mut asides = Vec::new();
    for of_module in ask.app.modules().iter().filter_map(|module| module.asides) {
        asides.extend(of_module(ask).await?);
    }
    Ok(asides)
}

fn due_of(todo: &Todo, now: Time) -> Due {
    match (todo.late, todo.due_at) {
        (true, _) => Due::Late,
        (false, Some(due)) => Due::of(due, now),
        (false, None) => Due::Later,
    }
}

/// 5 月 20 日（周三）·大青山工作区·到 10:15 的情况
fn line(ask: &Ask, page: &Page) -> String {
    let day = ask.when().date(day_in_china(ask.now));
    let local = china(ask.now);
    let fresh = page.tw("desk-fresh", "at", format!("{:02}:{:02}", local.hour(), local.minute()));
    let post = page.who.as_ref().map_or("", |who| who.post.as_str());
    [day.as_str(), post, &fresh].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("·")
}

async fn chips(ask: &Ask, page: &Page, todos: &[Todo]) -> Result<Vec<Chip>, Fault> {
    let (due, kind) = (ask.query("due"), ask.query("kind"));
    let count = |fits: &dyn Fn(&Todo) -> bool| {
        todos.iter().filter(|todo| fits(todo)).map(|todo| todo.many).sum::<i64>()
    };
    let chip = |text: String, count: i64, query: &str, on: bool| Chip {
        text,
        count: count.to_string(),
        href: ask.href(&format!("/desk{query}")),
        on,
        saved: false,
    };
    let mut chips = vec![chip(page.t("desk-all"), count(&|_| true), "", due.is_none() && kind.is_none())];
    for own in [Due::Late, Due::Today, Due::Week] {
        let many = count(&|todo| due_of(todo, ask.now) == own);
        let text = page.t(format!("desk-{}", own.word()));
        if many > 0 {
            chips.push(chip(text, many, &format!("?due={}", own.word()), due == Some(own.word())));
        }
    }
    let mut kinds: Vec<&'static str> = todos.iter().map(|todo| todo.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for own in kinds {
        let many = count(&|todo| todo.kind == own);
        chips.push(chip(kind_name(page, own), many, &format!("?kind={own}"), kind == Some(own)));
    }
    if let Some(person) = ask.by.person.filter(|_| ask.may("case.see")) {
        for view in views_of(&ask.reader(), person).await? {
            chips.push(Chip {
                text: view.name,
                count: String::new(),
                href: ask.href(&format!("/cases{}", view.address)),
                on: false,
                saved: true,
            });
        }
    }
    Ok(chips)
}

/// Each module says what its things are called: `cases-kind-of-todo`, `people-kind-of-todo`.
fn kind_name(page: &Page, kind: &str) -> String {
    page.t(format!("{kind}-kind-of-todo"))
}

fn section<'a>(ask: &Ask, page: &Page, due: Due, todos: impl Iterator<Item = &'a Todo>) -> Option<Section> {
    let own: Vec<&Todo> = todos.filter(|todo| due_of(todo, ask.now) == due).collect();
    let many: i64 = own.iter().map(|todo| todo.many).sum();
    let row = |todo: &&Todo| Row {
        href: todo.href.clone(),
        kind: kind_name(page, todo.kind),
        title: todo.title.clone(),
        act: todo.act.clone(),
        // A badge without words would say nothing.
        state: match (due, todo.due_at) {
            (Due::Late, Some(_)) => "late",
            (Due::Today, Some(_)) => "soon",
            _ => "",
        },
        due: due_words(ask, page, todo, due),
    };
    (!own.is_empty()).then(|| Section {
        due: due.word(),
        title: page.t(format!("desk-{}", due.word())),
        count: page.tn("desk-many", many),
        rows: own.iter().map(row).collect(),
    })
}

/// 超 3 小时, 11:30, 周四, 6 月 8 日
fn due_words(ask: &Ask, page: &Page, todo: &Todo, due: Due) -> String {
    let Some(at) = todo.due_at else { return String::new() };
    let local = china(at);
    match due {
        Due::Late => {
            let late = ask.county.playbook.clock.late_by(at, ask.now).num_minutes();
            page.tw("desk-late-by", "span", span(late, WORKING_DAY, page.language()))
        }
        Due::Today => format!("{:02}:{:02}", local.hour(), local.minute()),
        Due::Week => page.t(format!("desk-day-{}", local.weekday().number_from_monday())),
        Due::Later => ask.when().date(local.date_naive()),
    }
}
