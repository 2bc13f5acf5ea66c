//! What waits to be accepted or dispatched, the least time left first.

use std::collections::HashSet;

use lianxin_access::Grant;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, values};
use lianxin_web::{Ask, Page};

use crate::listing::COUNTED;
use crate::pages::clock_words::ClockWords;
use crate::pages::list::row::hidden;
use crate::pages::list::show::number;
use crate::pages::names::Names;
use crate::time_left::{running_of, time_left};
use crate::{Case, State, claims_of};

const SHOWN: i64 = 30;

pub(super) struct Queue {
    pub waiting: String,
    pub rows: Vec<Waiting>,
    pub cases: Vec<Case>,
}

pub(super) struct Waiting {
    pub href: String,
    pub title: String,
    pub hidden: bool,
    pub more: String,
    pub clock: ClockWords,
    pub on: bool,
}

/// Both states, each by its own index.
async fn cases(db: &impl Db, org: Id) -> Result<Vec<Case>, Fault> {
    let state = |word: &str| {
        format!(
            "SELECT * FROM (SELECT case_id, due_at FROM case_reach WHERE unit_id = $1 AND state = '{word}' \
             ORDER BY due_at, case_id LIMIT $2) {word}"
        )
    };
    let sql = format!(
        "SELECT c.* FROM ({} UNION ALL {}) k JOIN cases c ON c.id = k.case_id ORDER BY k.due_at, k.case_id LIMIT $2",
        state(State::Registered.word()),
        state(State::Accepted.word())
    );
    db.rows(&sql, values![org, SHOWN]).await
}

async fn count(db: &impl Db, org: Id) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM case_reach WHERE unit_id = $1 \
               AND state IN ('registered', 'accepted') LIMIT $2) s";
    db.count(sql, values![org, COUNTED + 1]).await
}

pub(super) async fn queue(
    ask: &Ask,
    db: &impl Db,
    page: &Page,
    grant: &Grant,
    chosen: Option<Id>,
) -> Result<Queue, Fault> {
    let cases = cases(db, grant.org_id).await?;
    let names = Names::of(db, &cases, page.is_zh()).await?;
    let ids: Vec<Id> = cases.iter().map(|case| case.id).collect();
    let running = running_of(db, &ids).await?;
    let hidden: HashSet<Id> = hidden(ask, db, grant, &cases).await?;
    let claims = claims_of(db, &ids, ask.now).await?;
    let on = chosen.or_else(|| cases.first().map(|case| case.id));
    let row = |case: &Case| {
        let left = time_left(&ask.county.playbook.clock, case, &running, ask.now);
        let is_hidden = hidden.contains(&case.id);
        let state = page.t(format!("cases-state-{}", case.state));
        let place = names.org(case.place_id);
        Waiting {
            href: ask.href(&format!("/dispatch?case={}#case", case.id)),
            title: if is_hidden { page.t("cases-list-hidden") } else { case.title.clone() },
            hidden: case.sensitive,
            more: match claims.iter().find(|claim| claim.case_id == case.id) {
                Some(claim) if Some(claim.person_id) != ask.by.person => {
                    format!("{place}·{}", page.tw("cases-dispatch-claimed-by", "name", &claim.name))
                }
                _ => format!("{place}·{}·{state}", page.when(case.registered_at)),
            },
            clock: ClockWords::new(page, &left),
            on: on == Some(case.id),
        }
    };
    Ok(Queue {
        waiting: number(page, count(db, grant.org_id).await?),
        rows: cases.iter().map(row).collect(),
        cases,
    })
}
