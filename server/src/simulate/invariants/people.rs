//! What was promised to people: a call-back for everybody who can be reached, and notices that somebody reads.

use lianxin_base::Time;
use lianxin_cases::{Case, Request, State};

use super::Held;
use super::rows::Rows;
use crate::simulate::broken::Broken;

pub fn check(rows: &Rows) -> Held {
    for case in rows.cases.values() {
        for request in Rows::of(&rows.requests, case.id) {
            request_goes_on(rows, case, request)?;
        }
    }
    for notice in &rows.notices {
        let reader = |at: Time| {
            rows.posts.iter().any(|post| match notice.person_id {
                Some(person) => post.person_id == person && post.at(at),
                None => post.org_id == notice.org_id && post.role == notice.role && post.at(at),
            })
        };
        if !reader(notice.made_at) {
            let what = format!("{} to {} of {}", notice.stage, notice.role, notice.org_id);
            return Err(Broken::new("a notice reaches somebody", what));
        }
    }
    Ok(())
}

fn request_goes_on(rows: &Rows, case: &Case, request: &Request) -> Held {
    let broken = |promise| {
        Err(Broken::new(promise, format!("{} on {} ({})", request.number, case.number, case.state)))
    };
    if case.state() == State::Merged {
        return broken("a merged request goes on in the master");
    }
    if !rows.cases.contains_key(&request.first_case_id) {
        return broken("a request knows its first case");
    }
    let reachable = request.phone_sealed.is_some() || request.person_id.is_some();
    let answered =
        case.state() == State::Closed || (case.state() == State::Ended && case.ending != "withdrawn");
    if reachable && answered {
        let called = Rows::of(&rows.clocks, case.id).iter().any(|clock| {
            clock.request_id == Some(request.id)
                && clock.round == case.round
                && matches!(clock.stage.as_str(), "call-back" | "merged-call-back")
                && clock.result != "dropped"
        });
        if !called {
            return broken("everybody who can be reached is called back");
        }
    }
    let others = Rows::of(&rows.requests, case.id).len() > 1;
    if case.ending == "withdrawn" && others {
        return broken("nobody takes back what others asked");
    }
    Ok(())
}
