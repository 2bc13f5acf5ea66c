//! J01 a lamp mended in time over a holiday, J03 an anonymous report, J08 a petition, J09 an emergency, J11 a cover.

use lianxin_cases::Solved;

use crate::act;
use crate::stage::{code, heard, on_both};

#[tokio::test]
async fn j01_a_lamp_is_mended_in_time_over_a_holiday() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let said =
            stage.says("2026-09-24 16:40", "村东头生产路的路灯坏了三天，晚上看不见路", "13800000001").await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "accept").await, "2026-09-28 10:40");
        stage.accepts("2026-09-24 16:50", case, "C06").await;
        assert_eq!(stage.clock(case, "accept").await.1, "met");
        assert_eq!(stage.due(case, "resolve").await, "2026-09-29 17:00");
        assert_eq!(stage.due(case, "dispatch").await, "2026-09-28 09:50");
        stage.dispatches("2026-09-24 16:55", case, housing).await;
        assert_eq!(stage.due(case, "sign").await, "2026-09-28 10:55");
        assert_eq!(stage.due(case, "contact").await, "2026-09-28 13:55");

        stage.trial.at("2026-09-25 09:00");
        stage.trial.work().await;
        assert_eq!(
            stage.count("SELECT COUNT(*) FROM notices").await,
            0,
            "in the holiday nothing turns yellow"
        );

        stage.signs("2026-09-28 09:20", &liaison, case).await;
        stage.contacts("2026-09-28 09:40", &liaison, case).await;
        stage.does("2026-09-28 15:30", &liaison, case).await;
        assert_eq!(stage.clock(case, "resolve").await.1, "met");
        assert_eq!(stage.due(case, "verify").await, "2026-09-29 17:00");
        stage.verifies("2026-09-29 10:00", case).await;
        assert_eq!(stage.due(case, "call-back").await, "2026-10-08 17:00");
        stage.calls("2026-09-29 14:10", said.request_id, heard(Solved::Yes, 4)).await.unwrap();
        let ended = stage.case(case).await;
        assert_eq!((ended.state.as_str(), ended.ending.as_str()), ("ended", "solved"));
        for stage_name in ["accept", "dispatch", "sign", "contact", "resolve", "verify", "call-back"] {
            assert_eq!(stage.result(case, stage_name).await, "met", "{stage_name}");
        }
        let (from, to) = (ended.accepted_at.unwrap(), ended.done_at.unwrap());
        assert_eq!(stage.trial.playbook().clock.working_time(from, to).num_minutes(), 5 * 60 + 40);
    })
    .await;
}

#[tokio::test]
async fn j03_an_anonymous_report_keeps_nothing_of_the_person_and_owes_no_call() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").named("于洪亮").await;
        let said = stage.says("2026-05-09 10:20", "桥头倒了两车建筑垃圾，没人管", "").await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "accept").await, "2026-05-09 13:20");
        stage.accepts("2026-05-09 10:40", case, "B07").await;
        assert_eq!(stage.due(case, "resolve").await, "2026-05-12 17:00");
        stage.dispatches("2026-05-09 10:50", case, stage.area).await;
        assert_eq!(stage.due(case, "sign").await, "2026-05-09 13:50");
        assert_eq!(stage.count("SELECT COUNT(*) FROM clocks WHERE stage = 'contact'").await, 0);
        stage.signs("2026-05-09 13:30", &office, case).await;
        stage.does("2026-05-11 16:00", &office, case).await;
        assert_eq!(stage.due(case, "verify").await, "2026-05-12 17:00");
        stage.verifies("2026-05-12 09:40", case).await;
        assert_eq!(stage.case(case).await.state, "ended", "nobody to call back");
        stage.trial.at("2026-05-12 20:15");
        let tx = stage.trial.begin().await;
        let found = lianxin_cases::follow(&tx, stage.trial.county(), &said.number, said.word.as_str()).await.unwrap();
        assert_eq!(found.unwrap().1.id, case);
        let wrong = lianxin_cases::follow(&tx, stage.trial.county(), &said.number, "2222222222").await.unwrap();
        assert!(wrong.is_none(), "the number alone shows nothing");
        let by = lianxin_access::By::nobody();
        let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
        lianxin_cases::rate(act, said.request_id, 5, "").await.unwrap();
        tx.commit().await.unwrap();
        let personal = "SELECT COUNT(*) FROM requests WHERE name_sealed IS NOT NULL OR phone_sealed IS NOT NULL \
                        OR phone_blind IS NOT NULL OR person_id IS NOT NULL OR registered_by IS NOT NULL";
        assert_eq!(stage.count(personal).await, 0);
        assert_eq!(stage.count("SELECT COUNT(*) FROM call_backs").await, 0);
        assert_eq!(stage.count("SELECT COUNT(*) FROM requests WHERE rating = 5").await, 1);
    })
    .await;
}

#[tokio::test]
async fn j08_a_petition_matter_is_refused_with_directions_and_makes_no_order() {
    on_both(async |stage| {
        let said = stage.says("2026-03-02 10:00", "征地补偿款分得不对，要求重新分", "13800000008").await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "accept").await, "2026-03-02 12:00");
        stage.trial.at("2026-03-02 10:15");
        let short =
            act!(stage, stage.dispatcher, |a| lianxin_cases::refuse(a, case, None, "petition", "去信访"));
        assert_eq!(code(short), "cases-refused-directions");
        let directions = "区信访局已于 2 月 11 日受理，4 月 12 日前答复您，请向他们询问";
        act!(stage, stage.dispatcher, |a| lianxin_cases::refuse(a, case, None, "petition", directions))
            .unwrap();
        assert_eq!(stage.due(case, "channel-told").await, "2026-03-03 17:00");
        stage.trial.at("2026-03-02 10:25");
        act!(stage, stage.dispatcher, |a| lianxin_cases::tell_channel(a, case, "电话和书面都告诉了"))
            .unwrap();
        assert_eq!(stage.result(case, "channel-told").await, "met");
        stage.trial.at("2026-03-05 15:50");
        act!(stage, stage.dispatcher, |a| lianxin_cases::ask_again(a, case, "说了信访局的进度")).unwrap();
        assert_eq!(stage.count("SELECT COUNT(*) FROM parts").await, 0, "no order on the compensation");
        assert_eq!(stage.case(case).await.state, "refused");

        let water = stage.says("2026-03-09 08:10", "门前自来水爆管了，水一直流", "13800000008").await;
        assert_eq!(stage.due(water.case_id, "accept").await, "2026-03-09 08:25", "its words sound urgent");
        stage.accepts("2026-03-09 08:20", water.case_id, "C01").await;
        assert_eq!(stage.due(water.case_id, "resolve").await, "2026-03-10 08:20");
        assert_eq!(stage.due(water.case_id, "dispatch").await, "2026-03-09 08:35");
        let (liaison, unit) = stage.liaison("water").await;
        stage.dispatches("2026-03-09 08:30", water.case_id, unit).await;
        assert_eq!(stage.due(water.case_id, "sign").await, "2026-03-09 09:00");
        assert_eq!(stage.due(water.case_id, "contact").await, "2026-03-09 09:30");
        stage.signs("2026-03-09 08:44", &liaison, water.case_id).await;
        stage.contacts("2026-03-09 08:44", &liaison, water.case_id).await;
        stage.does("2026-03-09 14:20", &liaison, water.case_id).await;
        stage.verifies("2026-03-10 09:10", water.case_id).await;
        assert_eq!(stage.due(water.case_id, "call-back").await, "2026-03-11 17:00");
        stage.calls("2026-03-11 09:30", water.request_id, heard(Solved::Yes, 4)).await.unwrap();
        assert_eq!(stage.case(water.case_id).await.state, "ended");
    })
    .await;
}

#[tokio::test]
async fn j11_a_missing_cover_is_made_safe_the_same_night() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let said = stage.says("2026-10-09 20:30", "路口井盖没了，太危险", "13800000011").await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "accept").await, "2026-10-09 20:45");
        stage.accepts("2026-10-09 20:38", case, "C07").await;
        assert_eq!(stage.due(case, "resolve").await, "2026-10-10 20:38");
        stage.dispatches("2026-10-09 20:45", case, housing).await;
        for (clock, due) in
            [("sign", "2026-10-09 21:15"), ("contact", "2026-10-09 21:45"), ("arrive", "2026-10-09 22:45")]
        {
            assert_eq!(stage.due(case, clock).await, due, "{clock}");
        }
        stage.signs("2026-10-09 20:58", &liaison, case).await;
        stage.contacts("2026-10-09 21:05", &liaison, case).await;
        let grid_worker = stage.trial.person("village-secretary", "370114011251").named("贺兰").await;
        stage.trial.at("2026-10-09 21:40");
        act!(stage, grid_worker, |a| lianxin_cases::arrive(a, case, "围栏和灯放好了")).unwrap();
        assert_eq!(stage.result(case, "arrive").await, "met");
        stage.does("2026-10-10 10:50", &liaison, case).await;
        assert_eq!(stage.due(case, "verify").await, "2026-10-12 17:00");
        stage.verifies("2026-10-10 16:10", case).await;
        assert_eq!(stage.due(case, "call-back").await, "2026-10-12 17:00");
        stage.calls("2026-10-12 09:30", said.request_id, heard(Solved::Yes, 5)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_handled_a_case_neither_verifies_nor_calls_back() {
    on_both(async |stage| {
        let everyone =
            stage.trial.person("village-secretary", "370114011251").also("verifier", "官庄街道").await;
        let said = stage.says("2026-05-20 10:15", "村里的路灯不亮了", "13800000002").await;
        stage.accepts("2026-05-20 10:20", said.case_id, "C06").await;
        stage.dispatches("2026-05-20 10:25", said.case_id, stage.area).await;
        let deputy = stage.trial.person("area-deputy", "370114011W03").await;
        stage.signs("2026-05-20 10:30", &deputy, said.case_id).await;
        stage.trial.at("2026-05-20 10:35");
        act!(stage, deputy, |a| lianxin_cases::assign(a, said.case_id, everyone.id, &[], "")).unwrap();
        stage.contacts("2026-05-20 10:40", &deputy, said.case_id).await;
        stage.does("2026-05-20 11:00", &deputy, said.case_id).await;
        let verifier_post =
            everyone.posts(stage.trial).await.into_iter().find(|post| post.role == "verifier").unwrap();
        let by = lianxin_access::By::in_post(verifier_post);
        let tx = stage.trial.begin().await;
        let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
        let own = lianxin_cases::verify(act, said.case_id, None, "我看过了").await;
        assert_eq!(code(own), "cases-refused-own-handling");
        tx.rollback().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_order_of_the_hotline_that_is_accepted_too_late_is_late_and_nothing_is_broken() {
    on_both(async |stage| {
        stage.trial.at("2026-08-21 17:00");
        let due = stage.trial.county().store.world().now();
        let said = stage
            .says_with("2026-08-19 14:37", |new| {
                new.channel = lianxin_cases::Channel::Hotline;
                new.words = "楼上漏水，物业一直不管".into();
                new.hotline = Some(("JN-0819-7".into(), Some(due)));
            })
            .await;
        stage.accepts("2026-08-24 10:00", said.case_id, "A08").await;
        assert_eq!(
            stage.due(said.case_id, "resolve").await,
            "2026-08-21 17:00",
            "the earlier deadline binds"
        );
        let page = stage.trial.get(&format!("/cases/{}", said.case_id)).by(&stage.dispatcher).await.ok();
        assert!(page.text(".lx-ring").contains("超"), "{}", page.text("main"));
    })
    .await;
}
