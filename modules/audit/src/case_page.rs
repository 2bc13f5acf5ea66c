//! `GET /audit/case?number=`: who looked at one case, inspectors among them.

use askama::Template;
use lianxin_access::Scope;
use lianxin_base::Id;
use lianxin_cases::{case_numbered, find, looks_of, reaches};
use lianxin_web::{Answer, Ask, Failed, Page};

use crate::line::Names;
use crate::pages::note;

struct Look {
    who: String,
    post: String,
    first: String,
    last: String,
    times: i64,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    page: Page,
    number: String,
    unknown: bool,
    rows: Vec<Look>,
}

pub(crate) async fn show(ask: Ask) -> Answer {
    let number: String = ask.query("number").unwrap_or_default().chars().take(30).collect();
    let db = ask.reader();
    let found = match case_numbered(&db, &number).await? {
        Some(case) if reached(&ask, case).await? => Some(case),
        _ => None,
    };
    let mut rows = Vec::new();
    if let Some(case) = found {
        let looks = looks_of(&db, case).await?;
        let people = looks.iter().map(|look| look.person_id).collect();
        let posts = looks.iter().map(|look| look.post_id).collect();
        let names = Names::of(&db, &ask, people, posts).await?;
        rows.extend(looks.into_iter().map(|look| Look {
            who: names.person(Some(look.person_id)).to_owned(),
            post: names.post(Some(look.post_id)).to_owned(),
            first: ask.when().say(look.first_at),
            last: ask.when().say(look.last_at),
            times: look.times,
        }));
        note(&ask, "audit.read", None).await?;
    }
    ask.html(&CasePage {
        page: ask.page(ask.t("audit-case-title")),
        unknown: !number.is_empty() && found.is_none(),
        number,
        rows,
    })
}

/// Whoever watches over the county asks about any case; whoever watches over a village, about those that reach it.
async fn reached(ask: &Ask, case: Id) -> Result<bool, Failed> {
    let grant = ask.grant(crate::SEE)?;
    if grant.scope == Scope::County {
        return Ok(true);
    }
    let db = ask.reader();
    match find(&db, case).await? {
        Some(case) => Ok(reaches(&db, &grant, &case).await?),
        None => Ok(false),
    }
}
