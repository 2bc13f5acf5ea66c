//! A deadline that runs into a year whose holidays nobody has announced, and the day on which they are.

use std::sync::Arc;

use chrono::NaiveDate;
use lianxin_cases::Solved;
use lianxin_playbook::{Basis, Calendar, Clock, DayKind, Mark, SpecialDay, Words};
use lianxin_web::County;

use crate::act;
use crate::stage::{Stage, on_both, redo};

/// The same county, once the notice for 2027 is out: New Year's Day, and the two days after it.
fn noticed(county: &County) -> County {
    let mut playbook = (*county.playbook).clone();
    let holiday = |day| SpecialDay {
        date: NaiveDate::from_ymd_opt(2027, 1, day).unwrap(),
        kind: DayKind::Holiday,
        name: Words::new("元旦", "New Year's Day"),
        basis: Basis { mark: Mark::Drafted, note: Words::new("", "") },
    };
    let known = (2023..=2026).flat_map(|year| playbook.calendar.year(year)).cloned();
    let days = known.chain([1, 4, 5].map(holiday)).collect();
    playbook.calendar = Calendar::new(days, playbook.calendar.hours().to_vec());
    playbook.clock = Clock::new(&playbook.calendar);
    County {
        code: county.code.clone(),
        store: county.store.clone(),
        playbook: Arc::new(playbook),
        keys: county.keys.clone(),
        live: county.live.clone(),
        shelf: lianxin_web::Shelf::default(),
    }
}

async fn announce(stage: &Stage<'_>) -> usize {
    let county = noticed(stage.trial.county());
    let app = stage.trial.app();
    let job = app.modules().iter().flat_map(|module| &module.jobs).find(|job| job.name == "recompute-due");
    (job.unwrap().run)(&county).await.unwrap()
}

#[tokio::test]
async fn a_date_is_said_to_be_provisional_and_moves_with_the_notice() {
    on_both(async |stage| {
        let said = stage.says("2026-12-29 09:00", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-12-29 09:30", case, "A02").await;
        // Friday, 1 January, is a holiday by law; Monday to Wednesday are worked as long as nobody says otherwise.
        assert_eq!(stage.due(case, "resolve").await, "2027-01-06 17:00");
        let page = stage.trial.get(&format!("/cases/{case}")).by(&stage.dispatcher).await.ok();
        assert!(page.says("2027 年放假安排公布后，日期可能调整"), "{}", page.text("main"));
        let accepted =
            stage.count("SELECT COUNT(*) FROM clocks WHERE provisional AND stage = 'accept'").await;
        assert_eq!(accepted, 0, "what ends in this year is settled");
        stage.trial.work().await;
        assert_eq!(stage.due(case, "resolve").await, "2027-01-06 17:00", "no notice, no other date");
        assert!(announce(stage).await > 0);
        assert_eq!(stage.due(case, "resolve").await, "2027-01-08 17:00");
        assert_eq!(crate::stage::wall(stage.case(case).await.promise_due.unwrap()), "2027-01-08 17:00");
        let address = format!("/follow/{}?w={}", said.number, said.word.as_str());
        let follow = stage.trial.get(&address).await.is(303).follow().await.ok();
        assert!(follow.says("放假安排公布，答复日期改到"), "{}", follow.text("main"));
        assert!(!follow.says("日期可能调整"));
        assert_eq!(announce(stage).await, 0, "once is enough");
    })
    .await;
}

#[tokio::test]
async fn an_extension_counts_from_the_date_that_moved() {
    on_both(async |stage| {
        let said = stage.says("2026-12-29 09:00", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-12-29 09:30", case, "A02").await;
        let (liaison, housing) = stage.liaison("housing").await;
        stage.dispatches("2026-12-29 09:40", case, housing).await;
        stage.signs("2026-12-29 10:40", &liaison, case).await;
        stage.trial.at("2026-12-30 10:00");
        let ask = stage.trial.county().store.world().id();
        let why = "业主要表决划线和立柱，要公示";
        act!(stage, liaison, |a| lianxin_cases::ask_extend(a, case, ask, "2wd", why)).unwrap();
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, ask, true, "")).unwrap();
        assert_eq!(stage.due(case, "resolve").await, "2027-01-08 17:00");
        announce(stage).await;
        assert_eq!(stage.due(case, "resolve").await, "2027-01-12 17:00");
        let original = stage.case(case).await.promise_original.unwrap();
        assert_eq!(crate::stage::wall(original), "2027-01-08 17:00");
    })
    .await;
}

#[tokio::test]
async fn the_hotlines_earlier_deadline_binds_also_after_the_notice() {
    on_both(async |stage| {
        stage.trial.at("2027-01-07 12:00");
        let due = stage.trial.county().store.world().now();
        let said = stage
            .says_with("2026-12-29 09:00", |new| {
                new.channel = lianxin_cases::Channel::Hotline;
                new.words = "小区物业费收得不合理，车位被占".into();
                new.hotline = Some(("JN-1229-1".into(), Some(due)));
            })
            .await;
        stage.accepts("2026-12-29 09:30", said.case_id, "A02").await;
        assert_eq!(stage.due(said.case_id, "resolve").await, "2027-01-06 17:00", "the own one is earlier");
        announce(stage).await;
        assert_eq!(stage.due(said.case_id, "resolve").await, "2027-01-07 12:00", "now the hotline's is");
        let promise = stage.case(said.case_id).await.promise_due.unwrap();
        assert_eq!(crate::stage::wall(promise), "2027-01-07 12:00");
    })
    .await;
}

#[tokio::test]
async fn the_promise_of_a_redo_moves_as_well() {
    on_both(async |stage| {
        let said = stage.says("2026-12-21 09:00", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-12-21 09:30", case, "A02").await;
        let (liaison, housing) = stage.liaison("housing").await;
        stage.dispatches("2026-12-21 09:40", case, housing).await;
        stage.signs("2026-12-21 10:40", &liaison, case).await;
        stage.contacts("2026-12-21 11:00", &liaison, case).await;
        stage.does("2026-12-29 10:00", &liaison, case).await;
        stage.verifies("2026-12-29 16:00", case).await;
        stage.calls("2026-12-30 10:00", said.request_id, redo(Solved::No, 2)).await.unwrap();
        assert_eq!(stage.due(case, "reopen-1").await, "2027-01-05 17:00");
        announce(stage).await;
        assert_eq!(stage.due(case, "reopen-1").await, "2027-01-07 17:00");
        let promise = stage.case(case).await.promise_due.unwrap();
        assert_eq!(crate::stage::wall(promise), "2027-01-07 17:00");
    })
    .await;
}
