//! J04 a return confirmed and a second one refused, J05 stopped by weather, the extension of J02.

use lianxin_cases::Solved;

use crate::act;
use crate::stage::{code, heard, on_both};

#[tokio::test]
async fn j04_a_department_returns_once_and_not_twice() {
    on_both(async |stage| {
        let (housing_liaison, housing) = stage.liaison("housing").await;
        let (transport_liaison, transport) = stage.liaison("transport").await;
        let said = stage.says("2026-06-16 15:30", "村北公路上有个大坑", "13800000004").await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "accept").await, "2026-06-17 09:30");
        stage.accepts("2026-06-16 15:45", case, "C08").await;
        assert_eq!(stage.due(case, "resolve").await, "2026-06-24 17:00");
        stage.dispatches("2026-06-16 15:50", case, housing).await;
        assert_eq!(stage.due(case, "sign").await, "2026-06-17 11:50");

        let id = || stage.trial.county().store.world().id();
        stage.trial.at("2026-06-17 10:05");
        let first = id();
        let why = "公路登记册上是县道，归交通";
        act!(stage, housing_liaison, |a| lianxin_cases::ask_return(a, case, first, "not-ours", why, Some(transport))).unwrap();
        assert_eq!(stage.due(case, "return-decide").await, "2026-06-17 15:05");
        stage.trial.at("2026-06-17 13:40");
        act!(stage, stage.dispatcher, |a| lianxin_cases::decide(a, first, true, "登记册属实")).unwrap();
        assert_eq!(stage.result(case, "return-decide").await, "met");
        assert_eq!(stage.due(case, "resolve").await, "2026-06-24 17:00", "the promise to the person stays");

        stage.dispatches("2026-06-17 13:45", case, transport).await;
        assert_eq!(stage.due(case, "contact").await, "2026-06-18 17:00");
        stage.trial.at("2026-06-18 09:30");
        let second = id();
        act!(stage, transport_liaison, |a| lianxin_cases::ask_return(a, case, second, "not-ours", "觉得是村内道路", None)).unwrap();
        assert_eq!(stage.due(case, "return-decide").await, "2026-06-18 14:30");
        stage.trial.at("2026-06-18 11:00");
        let same = act!(stage, stage.dispatcher, |a| lianxin_cases::decide(a, second, false, "登记册写明是县道"));
        assert_eq!(code(same), "cases-refused-second-decider");
        act!(stage, stage.town_officer, |a| lianxin_cases::decide(a, second, false, "登记册写明是县道")).unwrap();
        assert_eq!(stage.due(case, "sign").await, "2026-06-18 16:00", "sign starts anew");
        stage.trial.at("2026-06-18 11:10");
        let third = id();
        let again = act!(stage, transport_liaison, |a| lianxin_cases::ask_return(a, case, third, "not-ours", "还是觉得不归我们", None));
        assert_eq!(code(again), "cases-refused-return-barred");

        stage.signs("2026-06-18 11:20", &transport_liaison, case).await;
        stage.contacts("2026-06-18 15:10", &transport_liaison, case).await;
        stage.does("2026-06-23 16:40", &transport_liaison, case).await;
        assert_eq!(stage.clock(case, "verify").await.0, "2026-06-25 17:00");
        stage.verifies("2026-06-24 10:00", case).await;
        assert_eq!(stage.due(case, "call-back").await, "2026-06-26 17:00");
        stage.calls("2026-06-25 09:30", said.request_id, heard(Solved::Yes, 4)).await.unwrap();
        assert_eq!(stage.result(case, "resolve").await, "met");
        assert_eq!(stage.case(case).await.unit_id, Some(transport));
        let reach = format!("SELECT COUNT(*) FROM parts WHERE unit_id <> (SELECT unit_id FROM cases WHERE number = '{}') AND state = 'returned'", said.number);
        assert_eq!(stage.count(&reach).await, 1, "housing holds nothing any more");
    })
    .await;
}

#[tokio::test]
async fn a_return_after_four_working_hours_is_refused_by_itself() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let said = stage.says("2026-05-20 09:00", "小区门口路面坏了", "13800000005").await;
        stage.accepts("2026-05-20 09:05", said.case_id, "C08").await;
        stage.dispatches("2026-05-20 09:10", said.case_id, housing).await;
        stage.trial.at("2026-05-20 14:11");
        let id = stage.trial.county().store.world().id();
        let late = act!(stage, liaison, |a| lianxin_cases::ask_return(
            a,
            said.case_id,
            id,
            "not-ours",
            "不归我们管这条路",
            None
        ));
        assert_eq!(code(late), "cases-refused-return-late");
    })
    .await;
}

#[tokio::test]
async fn j05_a_rain_warning_stops_the_clock_for_three_working_days() {
    on_both(async |stage| {
        let (liaison, water) = stage.liaison("water").await;
        let said = stage.says("2026-07-13 08:30", "浇地的水渠断了一段", "13800000005").await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "accept").await, "2026-07-13 11:00");
        stage.accepts("2026-07-13 09:05", case, "G05").await;
        assert_eq!(stage.due(case, "resolve").await, "2026-07-20 17:00");
        stage.dispatches("2026-07-13 09:10", case, water).await;
        assert_eq!(stage.due(case, "sign").await, "2026-07-13 14:10");
        assert_eq!(stage.due(case, "contact").await, "2026-07-14 17:00");
        stage.signs("2026-07-13 10:30", &liaison, case).await;
        stage.contacts("2026-07-14 14:00", &liaison, case).await;
        stage.trial.at("2026-07-15 10:20");
        let id = stage.trial.county().store.world().id();
        let bare = act!(stage, liaison, |a| lianxin_cases::ask_suspend(
            a,
            case,
            id,
            "weather",
            "下雨，路断了没法干"
        ));
        assert_eq!(code(bare), "cases-refused-weather-number");
        act!(stage, liaison, |a| lianxin_cases::ask_suspend(
            a,
            case,
            id,
            "weather",
            "暴雨红色预警 2026 第 3 号"
        ))
        .unwrap();
        assert_eq!(stage.due(case, "suspend-decide").await, "2026-07-15 15:20");
        stage.trial.at("2026-07-15 11:05");
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, id, true, "")).unwrap();
        stage.trial.at("2026-07-19 09:00");
        stage.trial.work().await;
        assert_eq!(
            stage.count("SELECT COUNT(*) FROM notices WHERE stage = 'resolve'").await,
            0,
            "a stopped clock tells nobody"
        );
        stage.trial.at("2026-07-20 09:00");
        act!(stage, stage.town_leader, |a| lianxin_cases::lift(a, case, "预警解除，路通了")).unwrap();
        assert_eq!(stage.due(case, "resolve").await, "2026-07-23 17:00");
        let now = stage.case(case).await;
        assert_eq!(
            crate::stage::wall(now.promise_original.unwrap()),
            "2026-07-20 17:00",
            "the original stays visible"
        );
        assert_eq!(crate::stage::wall(now.promise_due.unwrap()), "2026-07-23 17:00");
        stage.does("2026-07-22 15:30", &liaison, case).await;
        assert_eq!(stage.due(case, "verify").await, "2026-07-24 17:00");
        stage.verifies("2026-07-23 11:10", case).await;
        assert_eq!(stage.due(case, "call-back").await, "2026-07-27 17:00");
        stage.calls("2026-07-24 10:00", said.request_id, heard(Solved::Yes, 5)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn nobody_decides_by_the_deadline_and_there_is_no_extension() {
    on_both(async |stage| {
        let (liaison, water) = stage.liaison("water").await;
        let said = stage.says("2026-07-13 08:30", "浇地的水渠断了一段", "13800000006").await;
        stage.accepts("2026-07-13 09:05", said.case_id, "G05").await;
        stage.dispatches("2026-07-13 09:10", said.case_id, water).await;
        stage.signs("2026-07-13 10:30", &liaison, said.case_id).await;
        stage.contacts("2026-07-13 10:40", &liaison, said.case_id).await;
        stage.trial.at("2026-07-14 10:00");
        let id = stage.trial.county().store.world().id();
        let own = stage.trial.county().store.world().id();
        let much = act!(stage, liaison, |a| lianxin_cases::ask_extend(
            a,
            said.case_id,
            id,
            "20wd",
            "材料要从外地运来"
        ));
        assert_eq!(code(much), "cases-refused-extension");
        act!(stage, liaison, |a| lianxin_cases::ask_extend(a, said.case_id, own, "5wd", "材料要从外地运来"))
            .unwrap();
        stage.trial.at("2026-07-14 17:01");
        stage.trial.work().await;
        assert_eq!(stage.count("SELECT COUNT(*) FROM asks WHERE state = 'lapsed'").await, 1);
        assert_eq!(stage.due(said.case_id, "resolve").await, "2026-07-20 17:00");
        let verbs = stage.trial.verbs("case", said.case_id).await;
        assert!(verbs.contains(&"case.lapse-ask".to_owned()));
        assert!(
            stage.count("SELECT COUNT(*) FROM events WHERE verb = 'clock.red'").await > 0,
            "a passed deadline is an event"
        );
    })
    .await;
}

#[tokio::test]
async fn an_extended_deadline_comes_near_a_second_time_and_is_told_again() {
    on_both(async |stage| {
        let deputy = stage.trial.person("area-deputy", "370114011W03").await;
        let said = stage.says("2026-04-01 09:15", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-04-01 09:30", case, "A02").await;
        stage.dispatches("2026-04-01 09:30", case, stage.area).await;
        stage.signs("2026-04-01 10:40", &deputy, case).await;
        stage.contacts("2026-04-01 15:20", &deputy, case).await;
        stage.trial.at("2026-04-08 09:30");
        stage.trial.work().await;
        let yellow = "SELECT COUNT(*) FROM events WHERE verb = 'clock.yellow'";
        let before = stage.count(yellow).await;
        assert!(before > 0);
        stage.trial.at("2026-04-08 10:00");
        let ask = stage.trial.county().store.world().id();
        act!(stage, deputy, |a| lianxin_cases::ask_extend(a, case, ask, "5wd", "业主要表决划线和立柱"))
            .unwrap();
        stage.trial.at("2026-04-08 11:30");
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, ask, true, "")).unwrap();
        stage.trial.at("2026-04-16 16:30");
        stage.trial.work().await;
        assert!(stage.count(yellow).await > before, "the new deadline comes near as well");
    })
    .await;
}
