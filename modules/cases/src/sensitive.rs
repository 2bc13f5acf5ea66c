//! Sensitive cases: who reads more than number, place, state and clock (`roles.md` 3, last paragraph). One rule for
//! page, list, search, export and API.

use std::collections::{HashMap, HashSet};

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult};
use lianxin_playbook::Roles;

use crate::State;
use crate::case_rows::by_case;

/// What the rule needs to know of somebody who reads, in the post that was chosen.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub person: Option<Id>,
    pub org: Option<Id>,
    pub sees_sensitive: bool,
    pub dispatches: bool,
    pub signs: bool,
    pub verifies: bool,
    pub calls_back: bool,
}

/// Who holds a part: a unit, and the person there once somebody was named.
#[derive(Clone, Debug, FromQueryResult)]
pub struct PartHolder {
    pub case_id: Id,
    pub unit_id: Id,
    pub handler_id: Option<Id>,
    /// dispatched signed returned done dropped
    pub state: String,
}

impl Reader {
    pub fn of(by: &By, roles: &Roles) -> Self {
        Self {
            person: by.person,
            org: by.org_id(),
            sees_sensitive: by.may(roles, "case.see-sensitive"),
            dispatches: by.may(roles, "case.dispatch"),
            signs: by.may(roles, "case.sign"),
            verifies: by.may(roles, "case.verify"),
            calls_back: by.may(roles, "case.call-back"),
        }
    }
}

/// Does somebody who reaches the case read all of it? Everyone, unless it is sensitive; then those with
/// `case.see-sensitive`, and without it the person whom it waits for: the handler, whoever may sign for the unit until
/// somebody did, the verifier of what is done, the caller of what is closed, the dispatcher until it is dispatched.
pub fn reads_whole(reader: &Reader, sensitive: bool, state: State, holders: &[PartHolder]) -> bool {
    if !sensitive || reader.sees_sensitive {
        return true;
    }
    match state {
        State::Registered | State::Accepted if reader.dispatches => return true,
        State::Done if reader.verifies => return true,
        State::Closed if reader.calls_back => return true,
        _ => {}
    }
    holders.iter().any(|holder| is_assigned(reader, holder))
}

fn is_assigned(reader: &Reader, holder: &PartHolder) -> bool {
    // What was given back or taken away is no longer assigned; what is done still is, until the case ends.
    if matches!(holder.state.as_str(), "returned" | "dropped") {
        return false;
    }
    if holder.handler_id.is_some() && holder.handler_id == reader.person {
        return true;
    }
    let waits_for_the_unit = holder.state == "dispatched" && holder.handler_id.is_none();
    waits_for_the_unit && reader.signs && reader.org == Some(holder.unit_id)
}

/// Who holds parts of these cases.
pub async fn holders_of(db: &impl Db, cases: &[Id]) -> Result<HashMap<Id, Vec<PartHolder>>, Fault> {
    let sql =
        |ids: &str| format!("SELECT case_id, unit_id, handler_id, state FROM parts WHERE case_id IN ({ids})");
    Ok(by_case(db.rows_among(cases, sql).await?, |holder: &PartHolder| holder.case_id))
}

/// Which of these cases (id, sensitive, state) the person may not read whole: their titles and words stay hidden.
pub async fn hidden_from(
    db: &impl Db,
    reader: &Reader,
    cases: &[(Id, bool, State)],
) -> Result<HashSet<Id>, Fault> {
    let sensitive: Vec<Id> = cases.iter().filter(|case| case.1).map(|case| case.0).collect();
    if sensitive.is_empty() || reader.sees_sensitive {
        return Ok(HashSet::new());
    }
    let holders = holders_of(db, &sensitive).await?;
    let none = Vec::new();
    let hidden = cases.iter().filter(|(id, sensitive, state)| {
        !reads_whole(reader, *sensitive, *state, holders.get(id).unwrap_or(&none))
    });
    Ok(hidden.map(|case| case.0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Id {
        Id::from_u128(n)
    }

    fn part(unit: u128, handler: Option<u128>, state: &str) -> PartHolder {
        PartHolder { case_id: id(1), unit_id: id(unit), handler_id: handler.map(id), state: state.into() }
    }

    fn somebody() -> Reader {
        Reader { person: Some(id(10)), org: Some(id(20)), ..Reader::default() }
    }

    #[test]
    fn what_is_not_sensitive_is_read_by_all_who_reach_it() {
        assert!(reads_whole(&somebody(), false, State::Signed, &[]));
        assert!(!reads_whole(&somebody(), true, State::Signed, &[]));
    }

    #[test]
    fn the_handler_reads_it_until_it_is_taken_away() {
        assert!(reads_whole(&somebody(), true, State::Signed, &[part(99, Some(10), "signed")]));
        assert!(!reads_whole(&somebody(), true, State::Accepted, &[part(99, Some(10), "returned")]));
        assert!(!reads_whole(&somebody(), true, State::Signed, &[part(20, Some(11), "signed")]));
    }

    #[test]
    fn whoever_signs_for_the_unit_reads_it_until_somebody_is_named() {
        let liaison = Reader { signs: true, ..somebody() };
        assert!(reads_whole(&liaison, true, State::Dispatched, &[part(20, None, "dispatched")]));
        assert!(!reads_whole(&liaison, true, State::Dispatched, &[part(21, None, "dispatched")]));
        assert!(!reads_whole(&liaison, true, State::Signed, &[part(20, Some(11), "signed")]));
        assert!(!reads_whole(&somebody(), true, State::Dispatched, &[part(20, None, "dispatched")]));
    }

    #[test]
    fn dispatcher_verifier_and_caller_read_it_while_it_waits_for_them() {
        let dispatcher = Reader { dispatches: true, ..somebody() };
        let verifier = Reader { verifies: true, ..somebody() };
        let caller = Reader { calls_back: true, ..somebody() };
        for state in State::ALL {
            let waits = matches!(state, State::Registered | State::Accepted);
            assert_eq!(reads_whole(&dispatcher, true, state, &[]), waits, "{state:?}");
            assert_eq!(reads_whole(&verifier, true, state, &[]), state == State::Done, "{state:?}");
            assert_eq!(reads_whole(&caller, true, state, &[]), state == State::Closed, "{state:?}");
        }
    }

    #[test]
    fn a_leader_with_the_permission_reads_it_always() {
        let leader = Reader { sees_sensitive: true, ..somebody() };
        assert!(State::ALL.into_iter().all(|state| reads_whole(&leader, true, state, &[])));
    }
}
