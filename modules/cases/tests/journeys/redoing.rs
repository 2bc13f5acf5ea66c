//! J06: unsatisfied twice, escalated, and no third round.

use lianxin_cases::Solved;

use crate::act;
use crate::stage::{code, heard, on_both, redo};

#[tokio::test]
async fn j06_twice_unsatisfied_goes_up_and_there_is_no_third_round() {
    on_both(async |stage| {
        let first = stage.trial.person("area-office", "370114011W03").named("马超").await;
        let said = stage.says("2026-03-09 11:50", "楼下烧烤店油烟太大，开不了窗", "13800000009").await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "accept").await, "2026-03-09 14:50");
        stage.accepts("2026-03-09 13:10", case, "E06").await;
        stage.dispatches("2026-03-09 13:10", case, stage.area).await;
        assert_eq!(stage.due(case, "resolve").await, "2026-03-16 17:00");
        assert_eq!(stage.due(case, "contact").await, "2026-03-10 17:00");
        stage.signs("2026-03-09 16:00", &first, case).await;
        stage.contacts("2026-03-09 16:00", &first, case).await;
        stage.does("2026-03-12 16:00", &first, case).await;
        stage.verifies("2026-03-13 11:00", case).await;
        assert_eq!(stage.due(case, "call-back").await, "2026-03-17 17:00");
        stage.calls("2026-03-16 10:00", said.request_id, redo(Solved::No, 2)).await.unwrap();
        assert_eq!(stage.due(case, "reopen-1").await, "2026-03-19 17:00");
        assert_eq!(stage.case(case).await.round, 2);

        stage.trial.at("2026-03-17 09:00");
        let same = act!(stage, first, |a| lianxin_cases::sign(a, case, None));
        assert_eq!(code(same), "cases-refused-earlier-handler");
        stage.signs("2026-03-17 20:00", &stage.town_officer, case).await;
        stage.does("2026-03-19 11:30", &stage.town_officer, case).await;
        assert_eq!(stage.result(case, "reopen-1").await, "met");
        assert_eq!(stage.due(case, "verify").await, "2026-03-23 17:00");
        stage.verifies("2026-03-19 20:30", case).await;
        assert_eq!(stage.due(case, "call-back").await, "2026-03-23 17:00");
        stage.calls("2026-03-20 15:00", said.request_id, redo(Solved::Partly, 2)).await.unwrap();
        assert_eq!(stage.due(case, "reopen-2").await, "2026-03-27 17:00");
        let up = stage.case(case).await;
        assert_eq!((up.round, up.unit_id), (3, Some(stage.town)), "the second time it goes one level up");

        let second = stage.trial.person("town-officer", "官庄街道").named("石磊").await;
        stage.signs("2026-03-24 14:30", &second, case).await;
        stage.does("2026-03-27 10:20", &second, case).await;
        assert_eq!(stage.due(case, "verify").await, "2026-03-31 17:00");
        stage.verifies("2026-03-27 20:10", case).await;
        stage.trial.at("2026-03-28 09:00");
        let third = stage.calls("2026-03-30 10:00", said.request_id, redo(Solved::No, 1)).await;
        assert_eq!(code(third), "cases-refused-no-third-round");
        stage.calls("2026-03-30 10:10", said.request_id, heard(Solved::Yes, 3)).await.unwrap();
        let ended = stage.case(case).await;
        assert_eq!((ended.state.as_str(), ended.round), ("ended", 3));
        assert_eq!(stage.count("SELECT COUNT(*) FROM call_backs WHERE reached = TRUE").await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_person_may_ask_for_a_redo_within_five_working_days_and_not_later() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let said = stage.says("2026-05-20 09:00", "村口的垃圾三天没人收了", "").await;
        stage.accepts("2026-05-20 09:05", said.case_id, "B07").await;
        stage.dispatches("2026-05-20 09:10", said.case_id, stage.area).await;
        stage.signs("2026-05-20 09:20", &office, said.case_id).await;
        stage.does("2026-05-20 15:00", &office, said.case_id).await;
        stage.verifies("2026-05-20 16:00", said.case_id).await;
        assert_eq!(stage.case(said.case_id).await.state, "ended");
        let by = lianxin_access::By::nobody();
        let ask = async |at: &str| {
            stage.trial.at(at);
            let tx = stage.trial.begin().await;
            let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
            let done = lianxin_cases::ask_redo(act, said.case_id, "又堆满了，没收干净").await;
            tx.commit().await.unwrap();
            done
        };
        assert_eq!(code(ask("2026-05-28 09:00").await), "cases-refused-redo-late");
        ask("2026-05-27 16:59").await.unwrap();
        assert_eq!(stage.case(said.case_id).await.round, 2);
    })
    .await;
}
