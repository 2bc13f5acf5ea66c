//! GET /board: how it goes for an organisation and everything below it.

use askama::Template;
use lianxin_db::{Db, Fault};
use lianxin_web::{Answer, Ask, Page};

use crate::as_was::Tree;
use crate::figures::{Figures, figures};
use crate::fresh::fresh_until;
use crate::pages::Link;
use crate::pages::figure::{Fig, Group, Said};
use crate::pages::late::{LateRow, late_rows};
use crate::pages::places::{Places, places};
use crate::pages::trend::{Bars, Trend, bars, trend};
use crate::period::{Against, Period};
use crate::question::Question;
use crate::rate::thousands;
use crate::{name, period::Span};

#[derive(Template)]
#[template(path = "board.html")]
struct Show {
    page: Page,
    up: Option<Link>,
    head: Head,
    periods: Vec<Link>,
    against: Vec<Link>,
    trees: Vec<Link>,
    figs: Vec<Fig>,
    late: Fig,
    left_out: Option<(String, String, String)>,
    groups: Vec<Group>,
    trend: Trend,
    bars: Bars,
    requests: String,
    places: Option<Places>,
    rows: Vec<LateRow>,
    late_many: i64,
    wall: String,
    brief: String,
    fewest: u32,
    worth: String,
    partly: u8,
}

/// Heading, days and freshness.
pub(crate) struct Head {
    pub title: String,
    pub days: String,
    pub fresh: String,
}

/// What all three pages read.
pub(crate) struct Read {
    pub question: Question,
    pub own: Figures,
    pub before: Figures,
    pub head: Head,
}

pub(crate) async fn read(ask: &Ask, page: &Page, db: &impl Db) -> Result<Read, lianxin_web::Failed> {
    let question = Question::of(ask, db).await?;
    let (span, other) = (question.period.span(ask.now), question.period.other(ask.now, question.against));
    let own = figures(db, question.org.id, span, question.tree).await?;
    let before = figures(db, question.org.id, other, question.tree).await?;
    let head = head(ask, page, db, &question, span).await?;
    Ok(Read { question, own, before, head })
}

async fn head(ask: &Ask, page: &Page, db: &impl Db, question: &Question, span: Span) -> Result<Head, Fault> {
    let clock = page.clock();
    let org = question.org.short(page.is_zh());
    let title = page.tw(format!("board-title-{}", question.period.word()), "org", org);
    let key = match question.period {
        Period::Today => "board-day",
        Period::LastMonth => "board-days",
        _ => "board-days-today",
    };
    let days = page.args(key, &[("from", &clock.date(span.from)), ("to", &clock.date(span.to))]);
    let fresh = page.tw("board-fresh", "when", page.when(fresh_until(db, ask.now).await?));
    Ok(Head { title, days, fresh })
}

pub(crate) async fn show(ask: Ask) -> Answer {
    let db = ask.reader();
    let mut page = ask.page("");
    let Read { question, own, before, head } = read(&ask, &page, &db).await?;
    page.title.clone_from(&head.title);
    let said = Said { ask: &ask, page: &page, question: &question, own: &own, before: &before };
    let (figs, late, left_out, groups) = (said.four(), said.late(), said.left_out(), said.groups());
    let counting = &ask.county.playbook.manifest.counting;
    let worth: Vec<String> = counting.satisfaction.iter().map(|level| level.value.to_string()).collect();
    let place = places(&ask, &page, &db, &question, &own).await?;
    let show = Show {
        up: up(&ask, &page, &question).await?,
        head,
        periods: periods(&ask, &page, &question),
        against: against(&ask, &page, &question),
        trees: if place.is_some() { trees(&ask, &page, &question) } else { vec![] },
        figs,
        late,
        left_out,
        groups,
        trend: trend(&ask, &page, &db, &question).await?,
        bars: bars(&ask, &page, &question, &own),
        requests: thousands(own.value(name::REQUESTS)),
        places: place,
        rows: late_rows(&ask, &page, &db, &question, 8).await?,
        late_many: own.value(name::LATE),
        wall: question.href(&ask, "/board/wall", &[]),
        brief: question.href(&ask, "/board/brief", &[]),
        fewest: counting.fewest_for_rate,
        worth: worth.join(&page.t("board-comma")),
        partly: counting.partly_solved_percent,
        page,
    };
    ask.html(&show)
}

/// The level above, where this person may see it.
async fn up(ask: &Ask, page: &Page, question: &Question) -> Result<Option<Link>, Fault> {
    let tree = lianxin_orgs::tree(&ask.county).await?;
    let Some(above) = tree.parent(question.org.id).filter(|org| org.is_place() && question.org.is_place())
    else {
        return Ok(None);
    };
    let own = ask.by.org_id().unwrap_or_default();
    let county =
        ask.grant(crate::question::SEE).is_ok_and(|grant| grant.scope == lianxin_access::Scope::County);
    if !county && !tree.is_within(above.id, own) {
        return Ok(None);
    }
    let href = question.of_org(above).href(ask, "/board", &[]);
    Ok(Some(Link { href, text: above.short(page.is_zh()).to_owned(), on: false }))
}

fn periods(ask: &Ask, page: &Page, question: &Question) -> Vec<Link> {
    let link = |period: Period| Link {
        href: Question { period, ..question.clone() }.href(ask, "/board", &[]),
        text: page.t(format!("board-period-{}", period.word())),
        on: period == question.period,
    };
    Period::ALL.into_iter().map(link).collect()
}

fn against(ask: &Ask, page: &Page, question: &Question) -> Vec<Link> {
    let link = |against: Against| Link {
        href: Question { against, ..question.clone() }.href(ask, "/board", &[]),
        text: match against {
            Against::Before => page.t(format!("board-against-{}", question.period.word())),
            Against::YearAgo => page.t("board-against-year-ago"),
        },
        on: against == question.against,
    };
    // A year is compared with the year before either way.
    match question.period {
        Period::Year => vec![Link { on: true, ..link(Against::YearAgo) }],
        _ => [Against::Before, Against::YearAgo].into_iter().map(link).collect(),
    }
}

fn trees(ask: &Ask, page: &Page, question: &Question) -> Vec<Link> {
    let link = |tree: Tree| Link {
        href: Question { tree, ..question.clone() }.href(ask, "/board", &[]),
        text: page.t(format!("board-tree-{}", tree.word())),
        on: tree == question.tree,
    };
    [Tree::Is, Tree::Was].into_iter().map(link).collect()
}
