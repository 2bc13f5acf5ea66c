//! The work order on A4, to take along.

use askama::Template;
use lianxin_web::{Answer, Ask, Page};

use crate::case_rows::CaseRows;
use crate::requests_of;

use super::errand::{ErrandBox, errand_box};
use super::head::Head;
use super::parts::{self, BasisRow, PartRow};
use super::ring::{self, Ring};
use super::seen::Seen;
use super::timeline::{Moment, Past};
use super::words::{self, Said};

#[derive(Template)]
#[template(path = "print-order.html")]
struct Order {
    page: Page,
    head: Head,
    ring: Option<Ring>,
    said: Vec<Said>,
    place_words: String,
    errand: Option<ErrandBox>,
    parts: Vec<PartRow>,
    basis: Option<BasisRow>,
    moments: Vec<Moment>,
    whole: bool,
    printed: String,
    by: String,
}

pub(crate) async fn print(ask: Ask) -> Answer {
    let seen = Seen::of(&ask).await?;
    let db = ask.reader();
    let case = &seen.case;
    let requests = requests_of(&db, case.id).await?;
    let past = Past::read(&db, case.id, &seen.rows.clocks).await?;
    let names = super::names_of(&ask, &seen, &past).await?;
    let CaseRows { parts, clocks, asks, items, whistles, .. } = &seen.rows;
    let whole = seen.reads_whole();
    let head = Head::of(&ask, &seen, &names);
    let who = ask.session.as_ref().map(|session| session.name.clone()).unwrap_or_default();
    let page = ask.page(format!("{}·{}", ask.t("cases-print-title"), case.number));
    let order = Order {
        ring: ring::ring(&ask, &page, case, clocks, asks, &names),
        said: if whole { words::said(&ask, case, &requests, &[])? } else { Vec::new() },
        place_words: if whole { lianxin_seal::mask_in_text(&case.place_words) } else { String::new() },
        errand: errand_box(&db, &ask, case, items, clocks, whole).await?,
        parts: parts::rows(&db, &ask, parts, clocks, whistles, &names).await?,
        basis: parts::basis(&ask, case),
        moments: past.moments(&ask, &names, &[], whole),
        printed: ask.when().say(ask.now),
        by: who,
        head,
        whole,
        page,
    };
    ask.html(&order)
}
