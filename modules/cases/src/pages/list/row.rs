//! One case of a list, in words.

use std::collections::HashSet;

use lianxin_access::{Grant, Scope};
use lianxin_base::Id;
use lianxin_db::{Db, Fault};
use lianxin_web::{Ask, Page};

use crate::pages::clock_words::ClockWords;
use crate::pages::names::Names;
use crate::sensitive::{Reader, hidden_from};
use crate::time_left::{running_of, time_left};
use crate::{Case, State};

pub(crate) struct Row {
    pub id: String,
    pub clock_id: String,
    pub href: String,
    pub number: String,
    pub title: String,
    pub hidden: bool,
    pub place: String,
    pub category: String,
    pub holder: String,
    pub holder_more: String,
    pub status: Status,
    pub clock: ClockWords,
}

/// A state as an icon and a word.
pub(crate) struct Status {
    pub tone: &'static str,
    pub icon: &'static str,
    pub text: String,
}

/// The sensitive cases among these whose matter this person may not read. What somebody asked for themselves is theirs.
pub(crate) async fn hidden(
    ask: &Ask,
    db: &impl Db,
    grant: &Grant,
    cases: &[Case],
) -> Result<HashSet<Id>, Fault> {
    if matches!(grant.scope, Scope::Own | Scope::Household) {
        return Ok(HashSet::new());
    }
    let keys: Vec<(Id, bool, State)> =
        cases.iter().map(|case| (case.id, case.sensitive, case.state())).collect();
    hidden_from(db, &Reader::of(&ask.by, &ask.county.playbook.roles), &keys).await
}

pub(crate) async fn rows(
    ask: &Ask,
    db: &impl Db,
    page: &Page,
    grant: &Grant,
    cases: &[Case],
) -> Result<Vec<Row>, Fault> {
    let names = Names::of(db, cases, page.is_zh()).await?;
    let ids: Vec<Id> = cases.iter().map(|case| case.id).collect();
    let running = running_of(db, &ids).await?;
    let hidden = hidden(ask, db, grant, cases).await?;
    let playbook = &ask.county.playbook;
    Ok(cases
        .iter()
        .map(|case| {
            let left = time_left(&playbook.clock, case, &running, ask.now);
            let is_hidden = hidden.contains(&case.id);
            let handler = names.person(case.handler_id).to_owned();
            Row {
                id: case.id.to_string(),
                clock_id: format!("clock-{}", case.id),
                href: ask.href(&format!("/cases/{}", case.id)),
                number: case.number.clone(),
                title: if is_hidden { page.t("cases-list-hidden") } else { case.title.clone() },
                hidden: is_hidden,
                place: names.org(case.place_id).to_owned(),
                category: category(page, ask, &case.category),
                holder: holder(page, &names, case),
                holder_more: handler,
                status: status(page, case, is_hidden),
                clock: ClockWords::new(page, &left),
            }
        })
        .collect())
}

/// The name of a category, words for none yet.
pub(crate) fn category(page: &Page, ask: &Ask, code: &str) -> String {
    let found = ask.county.playbook.category(code);
    found.map_or_else(|| page.t("cases-list-unsorted"), |one| one.name.read_in(page.lang).to_owned())
}

fn holder(page: &Page, names: &Names, case: &Case) -> String {
    match names.org(case.unit_id) {
        "" => page.t("cases-list-nobody"),
        unit => unit.to_owned(),
    }
}

pub(crate) fn status(page: &Page, case: &Case, hidden: bool) -> Status {
    let (tone, icon, word) = match case.state() {
        _ if hidden => ("run", "lock", "cases-list-restricted".to_owned()),
        state if case.suspended_at.is_some() && state.is_open() => {
            ("hold", "player-pause", "cases-state-suspended".to_owned())
        }
        state if case.whistled && state.in_hand() => ("run", "users", "cases-state-whistled".to_owned()),
        state => {
            let (tone, icon) = look(state);
            (tone, icon, format!("cases-state-{}", state.word()))
        }
    };
    Status { tone, icon, text: page.t(word) }
}

fn look(state: State) -> (&'static str, &'static str) {
    match state {
        State::Registered | State::Accepted => ("soon", "inbox"),
        State::Dispatched => ("run", "send"),
        State::Signed => ("run", "tool"),
        State::Done => ("run", "clipboard-check"),
        State::Closed => ("run", "phone-call"),
        State::Answered => ("ok", "message-circle"),
        State::Ended => ("ok", "circle-check"),
        State::Refused => ("quiet", "ban"),
        State::Merged => ("quiet", "git-merge"),
    }
}
