//! GET /board/rows: exactly the cases that a figure counted.

use std::collections::HashMap;

use askama::Template;
use lianxin_base::{Id, Refused};
use lianxin_cases::{Case, approvers_of, cases_of};
use lianxin_web::{Answer, Ask, Page};

use crate::as_was::belonging;
use crate::contribution::always;
use crate::figures::figures;
use crate::name;
use crate::pages::Link;
use crate::pages::late::Veil;
use crate::pages::trend::category;
use crate::question::Question;
use crate::rate::thousands;
use crate::rows::{Only, Row, Which, count, names_of, read_key, rows, written};
use crate::standing::Standing;

const MOST: usize = 50;

#[derive(Template)]
#[template(path = "rows.html")]
struct List {
    page: Page,
    back: Link,
    said: String,
    fresh: String,
    count: i64,
    chips: Vec<Link>,
    rows: Vec<Shown>,
    reasons: bool,
    next: String,
    shown: String,
}

struct Shown {
    href: String,
    title: String,
    number: String,
    locked: bool,
    place: String,
    unit: String,
    counted: String,
    good: bool,
    day: String,
    approved: String,
}

/// The figure, which part of it and which category the address means.
fn which(ask: &Ask) -> Result<(String, Which), Refused> {
    let figure = ask.query("figure").unwrap_or(name::REQUESTS).to_owned();
    let names = names_of(&figure).ok_or_else(|| Refused::absent("board-refused-figure"))?;
    let wanted = ask.query("category").unwrap_or_default().to_owned();
    let by_category = names.len() == 1 && name::BY_CATEGORY.contains(&names[0]);
    let category = if by_category { wanted } else { String::new() };
    Ok((figure, Which { names, only: Only::parse(ask.query("only")), category }))
}

pub(crate) async fn list(ask: Ask) -> Answer {
    let db = ask.reader();
    let question = Question::of(&ask, &db).await?;
    let (figure, which) = which(&ask)?;
    let span = question.period.span(ask.now);
    let own = figures(&db, question.org.id, span, question.tree).await?;
    let many = count(&own, &which);
    let standing = Standing::read(&db).await?;
    let members = belonging(&db, &standing, question.org.id, question.tree).await?;
    let after = ask.query("after").and_then(read_key);
    let mut found = rows(&db, &members, question.org.is_place(), &which, span, after, MOST + 1).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let next = found.last().filter(|_| more).map(|row| written(&row.key())).unwrap_or_default();
    let page = ask.page(title(&ask, &figure, &which, &question));
    let address = |only: Only, after: &str| {
        let more = [
            ("figure", figure.as_str()),
            ("only", only.word()),
            ("category", &which.category),
            ("after", after),
        ];
        question.href(&ask, "/board/rows", &more)
    };
    let list = List {
        back: Link { href: question.href(&ask, "/board", &[]), text: page.t("board-back"), on: false },
        said: said(&page, &question, many),
        fresh: page.tw("board-fresh", "when", page.when(crate::fresh::fresh_until(&db, ask.now).await?)),
        count: many,
        chips: chips(&page, &own, &which, &|only| address(only, "")),
        rows: shown(&ask, &page, &db, &found).await?,
        reasons: figure.starts_with("left-out"),
        next: if next.is_empty() { String::new() } else { address(which.only, &next) },
        shown: page.tn("board-rows-shown", found.len()),
        page,
    };
    ask.html(&list)
}

fn title(ask: &Ask, figure: &str, which: &Which, question: &Question) -> String {
    let figure = match which.category.as_str() {
        "" => ask.t(&format!("board-figure-{figure}")),
        code => {
            let page = ask.page("");
            format!("{}·{}", ask.t(&format!("board-figure-{figure}")), category(ask, &page, code))
        }
    };
    ask.args("board-rows-title", &[("org", question.org.short(ask.is_zh())), ("figure", &figure)])
}

fn said(page: &Page, question: &Question, many: i64) -> String {
    let period = page.t(format!("board-period-{}", question.period.word()));
    page.args("board-rows-said", &[("period", &period), ("n", &thousands(many))])
}

/// All, those that were so, the others; only where there is a difference.
fn chips(page: &Page, own: &crate::Figures, which: &Which, address: &dyn Fn(Only) -> String) -> Vec<Link> {
    let of = |only: Only| count(own, &Which { only, ..which.clone() });
    if !which.category.is_empty() || of(Only::Rest) == 0 {
        return vec![];
    }
    let chip = |only: Only| Link {
        href: address(only),
        text: format!(
            "{} {}",
            page.t(format!("board-only-{}", if only == Only::All { "all" } else { only.word() })),
            thousands(of(only))
        ),
        on: only == which.only,
    };
    [Only::All, Only::Good, Only::Rest].into_iter().map(chip).collect()
}

async fn shown(
    ask: &Ask,
    page: &Page,
    db: &lianxin_db::Reader,
    found: &[Row],
) -> Result<Vec<Shown>, lianxin_db::Fault> {
    let mut ids: Vec<Id> = found.iter().map(|row| row.case).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases = cases_of(db, &ids).await?;
    let veil = Veil::over(ask, db, &cases).await?;
    let cases: HashMap<Id, Case> = cases.into_iter().map(|case| (case.id, case)).collect();
    let left_out: Vec<Id> =
        found.iter().filter(|row| row.name.starts_with("left-out")).map(|row| row.case).collect();
    let approved = approvals(page, db, &left_out).await?;
    let tree = lianxin_orgs::tree(&ask.county).await?;
    let row = |row: &Row| {
        let case = cases.get(&row.case)?;
        let look = veil.look(page, ask, case);
        let verb = approver(row.name);
        Some(Shown {
            place: if look.href.is_empty() && look.number.is_empty() {
                String::new()
            } else {
                tree.path(row.place, page.is_zh())
            },
            href: look.href,
            title: look.title,
            number: look.number,
            locked: look.locked,
            unit: tree.short(row.unit, page.is_zh()),
            counted: counted(page, row),
            good: row.sum.value == row.sum.total,
            day: if row.day == always() { page.t("board-now") } else { page.clock().date(row.day) },
            approved: approved
                .get(&(row.case, verb))
                .cloned()
                .unwrap_or_else(|| page.t("board-approved-rule")),
        })
    };
    Ok(found.iter().filter_map(row).collect())
}

/// The event whose actor approved that a case is left out. Empty: the counting rules alone.
fn approver(name: &str) -> &'static str {
    match name {
        "left-out-merged" => "case.merge",
        "left-out-refused" => "case.refuse",
        "left-out-answered" => "case.answer-at-once",
        "left-out-withdrawn" => "case.withdraw",
        "left-out-out-of-duty" => "case.verify",
        "left-out-no-answer" => "case.call-back",
        "left-out-emergency" => "case.accept",
        "left-out-appeal" => "case.accept-appeal",
        _ => "",
    }
}

async fn approvals(
    page: &Page,
    db: &lianxin_db::Reader,
    ids: &[Id],
) -> Result<HashMap<(Id, &'static str), String>, lianxin_db::Fault> {
    let mut found = HashMap::new();
    for one in approvers_of(db, ids).await? {
        let name = one.name.unwrap_or_else(|| page.t(nobody(&one.verb)));
        for left in name::LEFT_OUT.into_iter().map(approver).filter(|verb| *verb == one.verb) {
            found.insert((one.case_id, left), name.clone());
        }
    }
    Ok(found)
}

/// An act without a member of staff: the person's own, or that of the program.
fn nobody(verb: &str) -> &'static str {
    if verb == "case.withdraw" { "board-approved-self" } else { "board-approved-person" }
}

fn counted(page: &Page, row: &Row) -> String {
    let name = page.t(format!("board-figure-{}", row.name));
    match (row.sum.value, row.sum.total) {
        (1, 1) => name,
        (0, 1) => page.tw("board-counted-not", "figure", name),
        (value, total) => format!("{name} {value} / {total}"),
    }
}
