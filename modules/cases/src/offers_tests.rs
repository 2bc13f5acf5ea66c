use lianxin_base::Id;
use lianxin_playbook::Stage;

use super::*;
use crate::ask::Asked;

const ALL_CAPABILITIES: [&str; 20] = [
    "case.accept",
    "case.answer-at-once",
    "case.dispatch",
    "case.sign",
    "case.handle",
    "case.contact",
    "case.verify",
    "case.call-back",
    "case.return-ask",
    "case.extend-ask",
    "case.suspend-ask",
    "case.return-decide",
    "case.extend-approve",
    "case.suspend-approve",
    "whistle.ask",
    "whistle.blow",
    "whistle.report-in",
    "case.press",
    "case.merge",
    "case.create-for-other",
];

fn id(n: u128) -> Id {
    Id::from_u128(n)
}

fn part(kind: &str, state: &str) -> Part {
    Part {
        id: id(7),
        case_id: id(1),
        unit_id: id(2),
        kind: kind.into(),
        round: 1,
        state: state.into(),
        task: String::new(),
        handler_id: None,
        dispatched_by: None,
        dispatched_at: Time::default(),
        signed_at: None,
        return_barred: false,
        whistle_id: None,
        reported_in_at: None,
        result: String::new(),
        done_at: None,
    }
}

/// Somebody with these capabilities, before a case in this state.
fn standing(state: State, held: &[&'static str]) -> Standing {
    Standing {
        state,
        suspended: false,
        contacted: false,
        reads_whole: true,
        person: Some(id(10)),
        role: String::new(),
        held: held.to_vec(),
        own: None,
        own_is_exact: true,
        has_handled: false,
        led_before: false,
        has_lead: state.in_hand(),
        running: vec![],
        asked: None,
        whistle_asked: None,
        to_appeal: vec![],
        may_decide: false,
        may_ask_return: true,
        may_ask_extend: true,
        called: vec![],
        to_score: vec![],
        to_call: vec![],
        to_fix: vec![],
        items: vec![],
        own_items: vec![],
        claimed: None,
    }
}

fn now(standing: &Standing) -> Vec<Verb> {
    offered(standing).into_iter().filter(|offer| offer.wait.is_none()).map(|offer| offer.verb).collect()
}

fn waits(standing: &Standing, verb: Verb) -> Option<&'static str> {
    offered(standing).into_iter().find(|offer| offer.verb == verb).and_then(|offer| offer.wait)
}

#[test]
fn nothing_is_offered_without_a_permission() {
    for state in State::ALL {
        let mut at = standing(state, &[]);
        at.own = Some(part("lead", "signed"));
        assert_eq!(offered(&at), vec![], "{state:?}");
    }
}

#[test]
fn a_dispatcher_accepts_first_and_dispatches_afterwards() {
    let held = ["case.accept", "case.dispatch", "case.answer-at-once", "case.merge"];
    let at = standing(State::Registered, &held);
    assert_eq!(now(&at)[..3], [Verb::Accept, Verb::AnswerAtOnce, Verb::Refuse]);
    assert_eq!(waits(&at, Verb::Dispatch), Some("cases-wait-accept"));
    let at = standing(State::Accepted, &held);
    assert_eq!(now(&at)[0], Verb::Dispatch);
    assert!(!now(&at).contains(&Verb::Refuse));
}

#[test]
fn the_unit_signs_contacts_and_only_then_reports_done() {
    let held = ["case.sign", "case.handle", "case.contact"];
    let mut at = standing(State::Dispatched, &held);
    at.own = Some(part("lead", "dispatched"));
    at.running = vec![(Stage::Contact.code().into(), Some(id(7)))];
    assert_eq!(now(&at)[0], Verb::Sign);
    assert_eq!(waits(&at, Verb::Resolve), Some("cases-wait-sign"));
    at.state = State::Signed;
    at.own = Some(part("lead", "signed"));
    assert_eq!(now(&at)[0], Verb::Contact);
    assert_eq!(waits(&at, Verb::Resolve), Some("cases-wait-contact"));
    at.contacted = true;
    at.running.clear();
    assert_eq!(now(&at)[0], Verb::Resolve);
}

#[test]
fn a_case_in_another_units_hands_is_not_signed_or_reported_done() {
    let held = ["case.sign", "case.handle", "case.extend-ask", "case.return-ask", "case.suspend-ask"];
    for state in [State::Dispatched, State::Signed] {
        let offers = now(&standing(state, &held));
        for verb in
            [Verb::Sign, Verb::Assign, Verb::Resolve, Verb::AskReturn, Verb::AskExtend, Verb::AskSuspend]
        {
            assert!(!offers.contains(&verb), "{verb:?} in {state:?}");
        }
    }
}

#[test]
fn a_redo_goes_to_somebody_else_but_may_be_handed_on() {
    let mut at = standing(State::Dispatched, &["case.sign", "case.handle"]);
    at.own = Some(part("lead", "dispatched"));
    at.led_before = true;
    assert!(!now(&at).contains(&Verb::Sign));
    assert!(now(&at).contains(&Verb::Assign));
}

#[test]
fn whoever_handled_neither_verifies_nor_calls_back() {
    let mut at = standing(State::Done, &["case.verify", "case.call-back"]);
    assert_eq!(now(&at), [Verb::Verify, Verb::SendBack]);
    assert_eq!(waits(&at, Verb::CallBack), Some("cases-wait-verify"));
    at.has_handled = true;
    assert_eq!(offered(&at), vec![]);
    at.state = State::Closed;
    at.to_call = vec![id(20)];
    assert_eq!(offered(&at), vec![]);
    at.has_handled = false;
    assert_eq!(offered(&at), vec![Offer { verb: Verb::CallBack, of: Some(id(20)), wait: None }]);
}

#[test]
fn one_thing_is_asked_for_at_a_time() {
    let held = ["case.return-ask", "case.extend-ask", "case.suspend-ask"];
    let mut at = standing(State::Signed, &held);
    at.own = Some(part("lead", "signed"));
    assert_eq!(now(&at), [Verb::AskExtend, Verb::AskReturn, Verb::AskSuspend]);
    at.may_ask_return = false;
    at.may_ask_extend = false;
    assert_eq!(now(&at), [Verb::AskSuspend]);
    at.asked = Some(Asked {
        id: id(30),
        case_id: id(1),
        part_id: id(7),
        kind: "extend".into(),
        ground: String::new(),
        words: String::new(),
        amount: "2wd".into(),
        unit_id: None,
        asked_by: Some(id(10)),
        asked_at: Time::default(),
        state: "asked".into(),
        decided_by: None,
        decided_at: None,
        lifted_at: None,
        request_id: None,
        rate: String::new(),
    });
    assert_eq!(now(&at), vec![]);
    let mut decider = Standing { held: vec!["case.extend-approve"], own: None, ..at };
    assert_eq!(now(&decider), vec![]);
    decider.may_decide = true;
    assert_eq!(offered(&decider)[0], Offer { verb: Verb::Decide, of: Some(id(30)), wait: None });
}

#[test]
fn a_department_reports_in_before_it_gives_its_result() {
    let mut at = standing(State::Signed, &["whistle.report-in"]);
    at.called = vec![(id(40), false, false)];
    assert_eq!(now(&at), [Verb::ReportIn]);
    assert_eq!(waits(&at, Verb::GiveResult), Some("cases-wait-report-in"));
    at.called = vec![(id(40), true, false)];
    assert_eq!(now(&at), [Verb::GiveResult]);
}

#[test]
fn whoever_asks_for_a_whistle_leaves_it_to_the_leader() {
    let mut officer = standing(State::Signed, &["whistle.ask"]);
    assert_eq!(now(&officer), [Verb::AskWhistle]);
    let mut leader = standing(State::Signed, &["whistle.blow"]);
    assert_eq!(now(&leader), [Verb::Blow]);
    officer.whistle_asked = Some(true);
    assert_eq!(now(&officer), vec![], "one at a time");
    leader.whistle_asked = Some(false);
    assert_eq!(now(&leader), [Verb::Blow, Verb::DeclineWhistle]);
    leader.whistle_asked = Some(true);
    assert_eq!(now(&leader), vec![], "nobody decides what they asked for themselves");
}

#[test]
fn a_unit_does_not_press_itself() {
    let mut at = standing(State::Signed, &["case.press"]);
    assert_eq!(now(&at), [Verb::Press]);
    at.own = Some(part("lead", "signed"));
    assert_eq!(now(&at), vec![]);
    at.own_is_exact = false;
    assert_eq!(now(&at), [Verb::Press]);
}

#[test]
fn whoever_may_not_read_it_does_not_decide_about_its_words() {
    for state in State::ALL {
        let mut at = standing(state, &ALL_CAPABILITIES);
        at.reads_whole = false;
        for verb in now(&at) {
            assert!(matches!(verb, Verb::Press | Verb::Blow | Verb::AskAgain), "{verb:?} in {state:?}");
        }
    }
}

#[test]
fn what_is_over_offers_nothing_but_what_follows_a_refusal() {
    for state in [State::Ended, State::Answered, State::Merged] {
        assert_eq!(offered(&standing(state, &ALL_CAPABILITIES)), vec![], "{state:?}");
    }
    assert_eq!(now(&standing(State::Refused, &ALL_CAPABILITIES)), [Verb::AskAgain]);
}

#[test]
fn a_bad_rating_is_appealed_once_by_the_unit_that_led_while_nothing_else_waits() {
    let mut at = standing(State::Ended, &["case.handle", "rating.appeal"]);
    at.to_fix = vec![id(40)];
    at.to_appeal = vec![id(40)];
    let open = [(Verb::FixRating, Some(id(40))), (Verb::AppealRating, Some(id(40)))];
    let acts =
        |at: &Standing| offered(at).into_iter().map(|offer| (offer.verb, offer.of)).collect::<Vec<_>>();
    assert_eq!(acts(&at), open);
    at.to_appeal = vec![];
    assert_eq!(acts(&at), open[..1]);
}
