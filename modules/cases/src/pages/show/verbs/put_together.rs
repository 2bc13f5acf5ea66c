//! Merge, relate, take back.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, values};
use lianxin_seal::{CaseNumber, mask_in_text};
use lianxin_web::{Ask, Failed, Form};

use crate::case::reaches_org;
use crate::{Act, Case, Reader, State, Verb, find, hidden_from, merge, relate, search, withdraw};

use super::super::field::{Choice, Field, FieldKind, choice};
use super::super::seen::Seen;
use super::{Asking, Doing, Picker, label};

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    if verb == Verb::Withdraw {
        let field = Field::area("words", label(ask, "withdraw-words")).hint(ask.t("cases-hint-withdraw"));
        return Ok(vec![field].into());
    }
    let q = ask.query("q").unwrap_or_default().to_owned();
    let found = if q.is_empty() { Vec::new() } else { found(ask, seen, &q).await? };
    let said = if q.is_empty() {
        String::new()
    } else {
        ask.args("cases-found", &[("n", &found.len().to_string())])
    };
    let picker = Picker { label: ask.t("cases-pick-case"), q, found: said, ..Picker::default() };
    let mut fields = Vec::new();
    if !found.is_empty() {
        let kind = if verb == Verb::Merge { FieldKind::Ticks } else { FieldKind::Radios };
        let mut others = Field::new(kind, "other", label(ask, "other-case"));
        others.options = found;
        fields.push(others);
        if verb == Verb::Relate {
            let options = ["related", "not-same"];
            let options =
                options.iter().map(|kind| choice(kind, ask.t(&format!("cases-link-{kind}")))).collect();
            fields.push(Field::segments("kind", label(ask, "link"), options).value("related"));
        }
    }
    Ok(Asking { picker: Some(picker), fields, sealed: None })
}

/// By number, else by words; only open cases that this person reaches and may read.
async fn found(ask: &Ask, seen: &Seen, q: &str) -> Result<Vec<Choice>, Failed> {
    let db = ask.reader();
    let Some(org) = ask.by.org_id() else { return Ok(vec![]) };
    let ids: Vec<Id> = match q.parse::<CaseNumber>() {
        Ok(number) => {
            let sql =
                "SELECT case_id FROM requests WHERE number = $1 UNION SELECT id FROM cases WHERE number = $1";
            db.column(sql, values![number.to_string()]).await?
        }
        Err(_) => search(&db, org, q, 20).await?.0,
    };
    let mut cases: Vec<Case> = Vec::new();
    for id in ids.into_iter().filter(|id| *id != seen.case.id) {
        if let Some(case) = find(&db, id).await?
            && case.is_open()
            && reaches_org(&db, org, id).await?
        {
            cases.push(case);
        }
    }
    let keys: Vec<(Id, bool, State)> =
        cases.iter().map(|case| (case.id, case.sensitive, case.state())).collect();
    let hidden = hidden_from(&db, &Reader::of(&ask.by, &ask.county.playbook.roles), &keys).await?;
    let text = |case: &Case| {
        let state = ask.t(&format!("cases-state-{}", case.state));
        format!("{}·{}·{state}", mask_in_text(&case.title), case.number)
    };
    Ok(cases
        .iter()
        .filter(|case| !hidden.contains(&case.id))
        .map(|case| choice(case.id, text(case)))
        .collect())
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form) -> Done<()> {
    let id = doing.seen.case.id;
    let none = || Refused::field("other", "cases-refused-other");
    match doing.verb {
        Verb::Merge => {
            let others: Vec<Id> = form.all("other").filter_map(|other| other.parse().ok()).collect();
            if others.is_empty() {
                return Err(none().into());
            }
            merge(act, id, &others).await.map(|_| ())
        }
        Verb::Relate => {
            let other = form.id("other").filter(|other| *other != id).ok_or_else(none)?;
            relate(act, id, other, form.text("kind") != "not-same").await
        }
        _ => {
            let mut case = act.case("case.create-for-other", id).await?;
            if form.text("words").chars().count() < 4 {
                return Err(Refused::field("words", "cases-refused-withdraw-words").into());
            }
            withdraw(act, &mut case, form.text("words")).await
        }
    }
}
