//! What came in and what was closed, week by week; what people bring.

use chrono::{Datelike, Days};
use lianxin_db::{Db, Fault};
use lianxin_web::{Ask, Page};

use crate::figures::{Figures, by_week};
use crate::name;
use crate::period::{Span, mondays};
use crate::question::Question;
use crate::rate::thousands;

const WEEKS: u64 = 11;
/// Bars that are named; the rest is one bar.
const NAMED: usize = 7;

pub(crate) struct Trend {
    pub sentence: String,
    pub weeks: Vec<Week>,
}

pub(crate) struct Week {
    pub day: String,
    pub received: String,
    pub closed: String,
}

pub(crate) async fn trend(ask: &Ask, page: &Page, db: &impl Db, question: &Question) -> Result<Trend, Fault> {
    let starts = mondays(ask.now, WEEKS);
    let week = |from: &chrono::NaiveDate| Span { from: *from, to: *from + Days::new(6) };
    let spans: Vec<Span> = starts.iter().map(week).collect();
    let received = by_week(db, question.org.id, name::REQUESTS, &spans, question.tree).await?;
    let closed = by_week(db, question.org.id, name::CLOSED, &spans, question.tree).await?;
    let ends = |list: &[i64]| (list.first().copied().unwrap_or(0), list.last().copied().unwrap_or(0));
    let ((r0, r1), (c0, c1)) = (ends(&received), ends(&closed));
    let words: Vec<String> = [r0, r1, c0, c1].into_iter().map(thousands).collect();
    let sentence = page.args(
        "board-trend-sentence",
        &[("r0", &words[0]), ("r1", &words[1]), ("c0", &words[2]), ("c1", &words[3])],
    );
    let weeks = spans.iter().zip(received.iter().zip(&closed)).map(|(span, (received, closed))| Week {
        day: format!("{}/{}", span.from.month(), span.from.day()),
        received: thousands(*received),
        closed: thousands(*closed),
    });
    Ok(Trend { sentence, weeks: weeks.collect() })
}

pub(crate) struct Bars {
    pub sentence: String,
    pub bars: Vec<Bar>,
}

pub(crate) struct Bar {
    pub name: String,
    pub many: String,
    /// Empty for the rest.
    pub href: String,
    pub rest: bool,
}

pub(crate) fn bars(ask: &Ask, page: &Page, question: &Question, own: &Figures) -> Bars {
    let found = own.by_category(name::REQUESTS);
    let rest: i64 = found.iter().skip(NAMED).map(|(_, many)| many).sum();
    let mut bars: Vec<Bar> = found
        .into_iter()
        .take(NAMED)
        .map(|(code, many)| Bar {
            name: category(ask, page, &code),
            many: thousands(many),
            href: question.href(ask, "/board/rows", &[("figure", name::REQUESTS), ("category", &code)]),
            rest: false,
        })
        .collect();
    if rest > 0 {
        bars.push(Bar {
            name: page.t("board-other"),
            many: thousands(rest),
            href: String::new(),
            rest: true,
        });
    }
    let words: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.many)).collect();
    Bars { sentence: page.tw("board-bars-sentence", "bars", words.join(&page.t("board-comma"))), bars }
}

/// The name of a top category; words for requests that nobody has sorted yet.
pub(crate) fn category(ask: &Ask, page: &Page, code: &str) -> String {
    let found = ask.county.playbook.categories.get(code);
    found.map_or_else(|| page.t("board-unsorted"), |one| one.name.read_in(page.lang).to_owned())
}
