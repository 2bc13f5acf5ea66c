//! GET /board/brief: one sheet of A4, sentences first.

use askama::Template;
use lianxin_web::{Answer, Ask, Page};

use crate::figures::Kind;
use crate::name;
use crate::pages::figure::{Fig, Said};
use crate::pages::late::{LateRow, late_rows};
use crate::pages::places::{Places, places};
use crate::pages::show::{Head, Read, read};
use crate::pages::trend::{Bars, bars};
use crate::rate::thousands;

#[derive(Template)]
#[template(path = "brief.html")]
struct Brief {
    page: Page,
    head: Head,
    sentences: Vec<String>,
    figs: Vec<Fig>,
    bars: Bars,
    places: Option<Places>,
    rows: Vec<LateRow>,
}

pub(crate) async fn brief(ask: Ask) -> Answer {
    let db = ask.reader();
    let mut page = ask.page("");
    let Read { question, own, before, head } = read(&ask, &page, &db).await?;
    page.title = page.tw(
        format!("board-brief-title-{}", question.period.word()),
        "org",
        question.org.short(page.is_zh()),
    );
    let said = Said { ask: &ask, page: &page, question: &question, own: &own, before: &before };
    let n = |name: &str| thousands(own.value(name));
    let mut sentences = vec![page.args(
        "board-brief-came",
        &[
            ("requests", &n(name::REQUESTS)),
            ("accepted", &n(name::ACCEPTED)),
            ("closed", &n(name::CLOSED)),
            ("open", &n(name::OPEN)),
            ("late", &n(name::LATE)),
        ],
    )];
    let (in_time, original) = (said.rate(Kind::InTime), said.rate(Kind::InTimeOriginal));
    if in_time.of > 0 {
        sentences.push(page.args(
            "board-brief-in-time",
            &[("of", &thousands(in_time.of)), ("good", &in_time.good()), ("original", &original.good())],
        ));
    }
    sentences.extend(said.left_out().map(|(words, ..)| words));
    let figs = said.four();
    let brief = Brief {
        sentences,
        figs,
        bars: bars(&ask, &page, &question, &own),
        places: places(&ask, &page, &db, &question, &own).await?,
        rows: late_rows(&ask, &page, &db, &question, 3).await?,
        head,
        page,
    };
    ask.html(&brief)
}
