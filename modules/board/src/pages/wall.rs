//! GET /board/wall: 1920 x 1080, read from five metres. The same figures, renewed by themselves.

use askama::Template;
use lianxin_base::day_in_china;
use lianxin_web::{Answer, Ask, Page};

use crate::name;
use crate::pages::figure::{Fig, Said};
use crate::pages::late::{LateRow, late_rows};
use crate::pages::places::{Places, places};
use crate::pages::show::{Head, Read, read};
use crate::pages::trend::{Trend, trend};
use crate::rate::thousands;

#[derive(Template)]
#[template(path = "wall-board.html")]
struct Wall {
    page: Page,
    head: Head,
    said: String,
    clock: String,
    figs: Vec<Fig>,
    places: Option<Places>,
    rows: Vec<LateRow>,
    late: String,
    open: String,
    trend: Trend,
}

pub(crate) async fn wall(ask: Ask) -> Answer {
    let db = ask.reader();
    let mut page = ask.page("");
    let Read { question, own, before, head } = read(&ask, &page, &db).await?;
    page.title = page.tw(
        format!("board-wall-title-{}", question.period.word()),
        "org",
        question.org.short(page.is_zh()),
    );
    let figs = Said { ask: &ask, page: &page, question: &question, own: &own, before: &before }.four();
    let said = page.args(
        "board-wall-said",
        &[
            ("requests", &thousands(own.value(name::REQUESTS))),
            ("closed", &thousands(own.value(name::CLOSED))),
        ],
    );
    let wall = Wall {
        said,
        clock: page.clock().date(day_in_china(ask.now)),
        figs,
        places: places(&ask, &page, &db, &question, &own).await?,
        rows: late_rows(&ask, &page, &db, &question, 4).await?,
        late: thousands(own.value(name::LATE)),
        open: thousands(own.value(name::OPEN)),
        trend: trend(&ask, &page, &db, &question).await?,
        head,
        page,
    };
    ask.html(&wall)
}
