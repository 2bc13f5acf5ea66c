//! Each case has a holder or an honest end.

use lianxin_cases::{Asked, Case, ENDINGS, GROUNDS, Part, SEALED, State};
use lianxin_playbook::Playbook;

use super::Held;
use super::rows::{Held as Post, Rows};
use crate::simulate::broken::Broken;

pub fn check(rows: &Rows, playbook: &Playbook) -> Held {
    for case in rows.cases.values() {
        let broken = |promise, why: &str| {
            let parts: Vec<String> = Rows::of(&rows.parts, case.id)
                .iter()
                .map(|part| format!("{} {} round {}", part.kind, part.state, part.round))
                .collect();
            let verbs: Vec<&str> =
                rows.events_of("case", case.id).iter().map(|event| event.verb.as_str()).collect();
            let what = format!("{} {} {why}: parts {parts:?}, events {verbs:?}", case.number, case.state);
            Err(Broken::new(promise, what))
        };
        if let Some(why) = without_holder(rows, playbook, case) {
            return broken("each open case has a holder", why);
        }
        if let Some(why) = dishonest_end(rows, case) {
            return broken("each case that is not open has an honest end", why);
        }
        if let Some(why) = unheard(rows, case) {
            return broken("what somebody asked for waits for somebody", why);
        }
    }
    Ok(())
}

/// Does somebody in post now, whom the case reaches, hold the capability?
fn somebody(rows: &Rows, playbook: &Playbook, case: &Case, capability: &str) -> bool {
    let reach = rows.reach.get(&case.id);
    let able = |post: &&Post| post.at(rows.now) && playbook.roles.scope(&post.role, capability).is_some();
    let others = |post: &&Post| {
        !matches!(capability, "case.verify" | "case.call-back")
            || Rows::of(&rows.parts, case.id).iter().all(|part| part.handler_id != Some(post.person_id))
    };
    rows.posts
        .iter()
        .filter(able)
        .filter(others)
        .any(|post| reach.is_some_and(|reach| reach.contains(&post.org_id)))
}

fn without_holder(rows: &Rows, playbook: &Playbook, case: &Case) -> Option<&'static str> {
    let parts = Rows::of(&rows.parts, case.id);
    let leads: Vec<&Part> = parts.iter().filter(|part| part.is_lead() && part.is_live()).collect();
    let nobody = |capability| !somebody(rows, playbook, case, capability);
    match case.state() {
        State::Registered if nobody("case.accept") => Some("waits for nobody to accept it"),
        State::Accepted if nobody("case.dispatch") => Some("waits for nobody to send it"),
        State::Registered | State::Accepted if !leads.is_empty() => Some("is held and waits for a holder"),
        State::Dispatched | State::Signed => held(rows, playbook, case, &leads),
        State::Done if nobody("case.verify") => Some("waits for nobody to look"),
        State::Closed if nobody("case.call-back") => Some("waits for nobody to call"),
        State::Done | State::Closed if !leads.is_empty() => Some("is answered and still held"),
        _ => None,
    }
}

fn held(rows: &Rows, playbook: &Playbook, case: &Case, leads: &[&Part]) -> Option<&'static str> {
    let [lead] = leads else { return Some("has not exactly one lead") };
    if case.unit_id != Some(lead.unit_id) {
        return Some("names another unit than its lead");
    }
    let of_unit =
        |post: &Post| rows.is_within(lead.unit_id, post.org_id) || rows.is_within(post.org_id, lead.unit_id);
    let able = |capability: &str| {
        rows.posts.iter().any(|post| {
            post.at(rows.now) && of_unit(post) && playbook.roles.scope(&post.role, capability).is_some()
        })
    };
    match case.state() {
        State::Dispatched if lead.state != "dispatched" => Some("waits for a signature that was given"),
        State::Dispatched if !able("case.sign") => Some("waits for nobody to sign"),
        State::Signed if lead.state != "signed" => Some("is in hand, and its lead is not"),
        State::Signed if lead.handler_id.is_none() || lead.handler_id != case.handler_id => {
            Some("names another handler than its lead")
        }
        State::Signed => {
            let there = rows.posts.iter().any(|post| {
                Some(post.person_id) == case.handler_id
                    && post.at(rows.now)
                    && rows.reach.get(&case.id).is_some_and(|reach| reach.contains(&post.org_id))
                    && playbook.roles.scope(&post.role, "case.handle").is_some()
            });
            (!there).then_some("is in the hand of somebody who is not there any more")
        }
        _ => None,
    }
}

fn dishonest_end(rows: &Rows, case: &Case) -> Option<&'static str> {
    if case.is_open() {
        return case.ended_at.is_some().then_some("is open and has ended");
    }
    let parts = Rows::of(&rows.parts, case.id);
    if parts.iter().any(Part::is_live) {
        return Some("is over, and somebody still has an order for it");
    }
    let whistles = Rows::of(&rows.whistles, case.id);
    if whistles.iter().any(|whistle| whistle.closed_at.is_none()) {
        return Some("is over, and its whistle still sounds");
    }
    match case.state() {
        _ if case.ended_at.is_none() => Some("is over and nobody knows since when"),
        State::Merged if case.master_id.is_none() => Some("goes on nowhere"),
        State::Merged => None,
        State::Refused if case.ending == SEALED => {
            (!case.words.is_empty()).then_some("was sealed, and its words stand open")
        }
        State::Refused if !GROUNDS.contains(&case.ending.as_str()) => Some("was refused without a ground"),
        State::Refused => None,
        _ if !ENDINGS.contains(&case.ending.as_str()) => Some("ended, and nobody knows how"),
        _ => None,
    }
}

/// What was asked for and not decided belongs to a case that a unit holds; an appeal of a rating to one that is over.
fn unheard(rows: &Rows, case: &Case) -> Option<&'static str> {
    let asked: Vec<&Asked> =
        Rows::of(&rows.asks, case.id).iter().filter(|ask| ask.state == "asked").collect();
    let [one] = asked[..] else {
        return (!asked.is_empty()).then_some("has two things to decide at once");
    };
    let fits = match one.kind.as_str() {
        "appeal" => matches!(case.state(), State::Closed | State::Ended | State::Answered),
        _ => matches!(case.state(), State::Dispatched | State::Signed),
    };
    let runs = Rows::of(&rows.clocks, case.id)
        .iter()
        .any(|clock| clock.is_running() && clock.ask_id == Some(one.id));
    match (fits, runs) {
        (false, _) => Some("has something to decide that changes nothing any more"),
        (_, false) => Some("has something to decide, and no clock runs for it"),
        _ => None,
    }
}
