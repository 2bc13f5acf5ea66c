//! J01 and J03 to J08, as far as their numbers at the end are counted here.

use lianxin_board::{Kind, name};
use lianxin_cases::{Heard, Solved, Then};

use crate::act;
use crate::counted::{district, of, on_both, percent, sums};
use crate::stage::{heard, redo};

const PLAIN: [&str; 8] = [
    name::REQUESTS,
    name::ACCEPTED,
    name::SIGN,
    name::RESPONSE,
    name::CLOSED,
    name::IN_TIME,
    name::IN_TIME_ORIGINAL,
    name::RESOLUTION,
];

#[tokio::test]
async fn j01_a_lamp_mended_in_time_is_one_of_one_everywhere_above_it() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let said = stage.says("2026-09-24 16:40", "村东头生产路的路灯坏了三天", "13800000001").await;
        stage.accepts("2026-09-24 16:50", said.case_id, "C06").await;
        stage.dispatches("2026-09-24 16:55", said.case_id, housing).await;
        stage.signs("2026-09-28 09:20", &liaison, said.case_id).await;
        stage.contacts("2026-09-28 09:40", &liaison, said.case_id).await;
        stage.does("2026-09-28 15:30", &liaison, said.case_id).await;
        stage.verifies("2026-09-29 10:00", said.case_id).await;
        stage.calls("2026-09-29 14:10", said.request_id, heard(Solved::Yes, 4)).await.unwrap();
        let district = stage.trial.org("370114").await.id;
        for org in [stage.village, stage.area, stage.town, district, housing] {
            let figures = of(stage.trial, org).await;
            assert_eq!(sums(&figures, &PLAIN), [(1, 1); 8], "{org}");
            assert_eq!(percent(stage.trial, &figures, Kind::Satisfaction), "100.0");
            assert_eq!(percent(stage.trial, &figures, Kind::FirstTime), "100.0");
            assert_eq!(
                sums(&figures, &[name::RETURNS, name::WHISTLES, name::REOPENED, name::OPEN]),
                [(0, 0); 4]
            );
        }
        let other = stage.trial.org("370114007").await.id;
        assert_eq!(sums(&of(stage.trial, other).await, &PLAIN), [(0, 0); 8]);
    })
    .await;
}

#[tokio::test]
async fn j03_an_anonymous_report_is_in_no_response_and_no_call_back() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let said = stage.says("2026-05-09 10:20", "桥头倒了两车建筑垃圾，没人管", "").await;
        stage.accepts("2026-05-09 10:40", said.case_id, "B07").await;
        stage.dispatches("2026-05-09 10:50", said.case_id, stage.area).await;
        stage.signs("2026-05-09 13:30", &office, said.case_id).await;
        stage.does("2026-05-11 16:00", &office, said.case_id).await;
        stage.verifies("2026-05-12 09:40", said.case_id).await;
        stage.trial.at("2026-05-12 20:15");
        let by = lianxin_access::By::nobody();
        let tx = stage.trial.begin().await;
        let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
        lianxin_cases::rate(act, said.request_id, 5, "").await.unwrap();
        tx.commit().await.unwrap();
        let figures = district(stage.trial).await;
        assert_eq!(sums(&figures, &[name::REQUESTS, name::ACCEPTED, name::IN_TIME]), [(1, 1); 3]);
        assert_eq!(
            sums(&figures, &[name::RESPONSE, name::CALL_BACKS, name::RESOLUTION, name::CALLS]),
            [(0, 0); 4]
        );
        assert_eq!(figures.left_out(), [("left-out-anonymous", 1)], "the reason is kept");
        assert_eq!(percent(stage.trial, &figures, Kind::Ratings), "100.0");
        assert_eq!(percent(stage.trial, &figures, Kind::Satisfaction), "-", "a rating is no call-back");
    })
    .await;
}

#[tokio::test]
async fn j04_a_confirmed_return_leaves_the_figures_of_the_unit() {
    on_both(async |stage| {
        let (housing_liaison, housing) = stage.liaison("housing").await;
        let (transport_liaison, transport) = stage.liaison("transport").await;
        let said = stage.says("2026-06-16 15:30", "村北公路上有个大坑", "13800000004").await;
        let case = said.case_id;
        stage.accepts("2026-06-16 15:45", case, "C08").await;
        stage.dispatches("2026-06-16 15:50", case, housing).await;
        assert_eq!(sums(&of(stage.trial, housing).await, &[name::ORDERS]), [(1, 1)]);
        let id = || stage.trial.county().store.world().id();
        let (first, second) = (id(), id());
        stage.trial.at("2026-06-17 10:05");
        let why = "公路登记册上是县道，归交通";
        act!(stage, housing_liaison, |a| lianxin_cases::ask_return(
            a,
            case,
            first,
            "not-ours",
            why,
            Some(transport)
        ))
        .unwrap();
        stage.trial.at("2026-06-17 13:40");
        act!(stage, stage.dispatcher, |a| lianxin_cases::decide(a, first, true, "登记册属实")).unwrap();
        stage.dispatches("2026-06-17 13:45", case, transport).await;
        stage.trial.at("2026-06-18 09:30");
        act!(stage, transport_liaison, |a| lianxin_cases::ask_return(
            a,
            case,
            second,
            "not-ours",
            "觉得是村内道路",
            None
        ))
        .unwrap();
        stage.trial.at("2026-06-18 11:00");
        act!(stage, stage.town_officer, |a| lianxin_cases::decide(a, second, false, "登记册写明是县道"))
            .unwrap();
        stage.signs("2026-06-18 11:20", &transport_liaison, case).await;
        stage.contacts("2026-06-18 15:10", &transport_liaison, case).await;
        stage.does("2026-06-23 16:40", &transport_liaison, case).await;
        stage.verifies("2026-06-24 10:00", case).await;
        stage.calls("2026-06-25 09:30", said.request_id, heard(Solved::Yes, 4)).await.unwrap();
        let whole = district(stage.trial).await;
        let returns = [name::RETURNS, name::RETURNS_CONFIRMED, name::RETURNS_REFUSED, name::FIRST_RIGHT];
        assert_eq!(sums(&whole, &returns), [(2, 2), (1, 1), (1, 1), (0, 1)]);
        assert_eq!(sums(&whole, &PLAIN), [(1, 1); 8]);
        let housing = of(stage.trial, housing).await;
        assert_eq!(sums(&housing, &[name::ORDERS, name::IN_TIME, name::RESPONSE, name::SIGN]), [(0, 0); 4]);
        let transport = of(stage.trial, transport).await;
        assert_eq!(sums(&transport, &[name::ORDERS, name::IN_TIME, name::RESPONSE]), [(1, 1); 3]);
    })
    .await;
}

#[tokio::test]
async fn j05_what_stood_still_is_in_time_by_the_deadline_in_force_and_not_by_the_first() {
    on_both(async |stage| {
        let (liaison, water) = stage.liaison("water").await;
        let said = stage.says("2026-07-13 08:30", "浇地的水渠断了一段", "13800000005").await;
        let case = said.case_id;
        stage.accepts("2026-07-13 09:05", case, "G05").await;
        stage.dispatches("2026-07-13 09:10", case, water).await;
        stage.signs("2026-07-13 10:30", &liaison, case).await;
        stage.contacts("2026-07-14 14:00", &liaison, case).await;
        stage.trial.at("2026-07-15 10:20");
        let id = stage.trial.county().store.world().id();
        act!(stage, liaison, |a| lianxin_cases::ask_suspend(
            a,
            case,
            id,
            "weather",
            "暴雨红色预警 2026 第 3 号"
        ))
        .unwrap();
        stage.trial.at("2026-07-15 11:05");
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, id, true, "")).unwrap();
        stage.trial.at("2026-07-20 09:00");
        act!(stage, stage.town_leader, |a| lianxin_cases::lift(a, case, "预警解除，路通了")).unwrap();
        stage.does("2026-07-22 15:30", &liaison, case).await;
        stage.verifies("2026-07-23 11:10", case).await;
        stage.calls("2026-07-24 10:00", said.request_id, heard(Solved::Yes, 5)).await.unwrap();
        let figures = district(stage.trial).await;
        let names = [
            name::IN_TIME,
            name::IN_TIME_ORIGINAL,
            name::SUSPENSIONS,
            name::SUSPENSIONS_APPROVED,
            name::RESPONSE,
        ];
        assert_eq!(sums(&figures, &names), [(1, 1), (0, 1), (1, 1), (1, 1), (1, 1)]);
    })
    .await;
}

#[tokio::test]
async fn j06_the_last_call_counts_for_the_case_and_each_round_for_itself() {
    on_both(async |stage| {
        let first = stage.trial.person("area-office", "370114011W03").await;
        let said = stage.says("2026-03-09 11:50", "楼下烧烤店油烟太大，开不了窗", "13800000009").await;
        let case = said.case_id;
        stage.accepts("2026-03-09 13:10", case, "E06").await;
        stage.dispatches("2026-03-09 13:10", case, stage.area).await;
        stage.signs("2026-03-09 16:00", &first, case).await;
        stage.contacts("2026-03-09 16:00", &first, case).await;
        stage.does("2026-03-12 16:00", &first, case).await;
        stage.verifies("2026-03-13 11:00", case).await;
        stage.calls("2026-03-16 10:00", said.request_id, redo(Solved::No, 2)).await.unwrap();
        let between = district(stage.trial).await;
        let names = [name::RESOLUTION, name::CLOSED, name::IN_TIME, name::REOPENED, name::OPEN];
        assert_eq!(sums(&between, &names), [(0, 1), (0, 0), (1, 1), (1, 1), (1, 1)], "back in hand");
        stage.signs("2026-03-17 20:00", &stage.town_officer, case).await;
        stage.does("2026-03-19 11:30", &stage.town_officer, case).await;
        stage.verifies("2026-03-19 20:30", case).await;
        stage.calls("2026-03-20 15:00", said.request_id, redo(Solved::Partly, 2)).await.unwrap();
        let second = stage.trial.person("town-officer", "官庄街道").await;
        stage.signs("2026-03-24 14:30", &second, case).await;
        stage.does("2026-03-27 10:20", &second, case).await;
        stage.verifies("2026-03-27 20:10", case).await;
        stage.calls("2026-03-30 10:10", said.request_id, heard(Solved::Yes, 3)).await.unwrap();
        let figures = district(stage.trial).await;
        let names = [
            name::IN_TIME,
            name::REOPENED,
            name::RESOLUTION,
            name::FIRST_TIME,
            name::CALL_BACKS,
            name::CALLS,
            name::CLOSED,
        ];
        assert_eq!(sums(&figures, &names), [(3, 3), (2, 2), (1, 1), (0, 1), (3, 3), (1, 3), (1, 1)]);
        assert_eq!(percent(stage.trial, &figures, Kind::Satisfaction), "80.0");
        assert_eq!(figures.value("calls-2") + figures.value("calls-1"), 2, "bad ratings");
    })
    .await;
}

#[tokio::test]
async fn j07_merged_requests_count_among_calls_and_not_among_cases() {
    on_both(async |stage| {
        let (liaison, heating) = stage.liaison("heating").await;
        let first = stage.says("2026-01-20 18:05", "家里停暖了，暖气冰凉只有十四度", "13800000100").await;
        let case = first.case_id;
        stage.accepts("2026-01-20 18:12", case, "C04").await;
        stage.dispatches("2026-01-20 18:20", case, heating).await;
        stage.signs("2026-01-20 18:41", &liaison, case).await;
        stage.contacts("2026-01-20 18:50", &liaison, case).await;
        let mut others = Vec::new();
        for n in 1..14 {
            let at = format!("2026-01-20 19:{:02}", 10 + n);
            others.push(stage.says(&at, "我们楼暖气也不热", &format!("138000001{n:02}")).await);
        }
        stage.trial.at("2026-01-20 20:50");
        let ids: Vec<_> = others.iter().map(|other| other.case_id).collect();
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, case, &ids)).unwrap();
        stage.does("2026-01-21 13:30", &liaison, case).await;
        stage.verifies("2026-01-21 15:40", case).await;
        let everyone: Vec<_> = std::iter::once(&first).chain(&others).collect();
        for (n, person) in everyone[..12].iter().enumerate() {
            let level = [5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3][n];
            stage.calls("2026-01-22 11:30", person.request_id, heard(Solved::Yes, level)).await.unwrap();
        }
        let silent = everyone[13].request_id;
        stage.calls("2026-01-22 11:35", silent, None).await.unwrap();
        stage.calls("2026-01-22 15:00", silent, None).await.unwrap();
        let own = Some(Heard { solved: Solved::No, satisfaction: 2, then: Then::Split });
        stage.calls("2026-01-23 10:15", everyone[12].request_id, own).await.unwrap();
        stage.calls("2026-01-23 16:20", silent, None).await.unwrap();

        let figures = district(stage.trial).await;
        assert_eq!(sums(&figures, &[name::CALL_BACKS, name::CALLS]), [(14, 14), (12, 13)]);
        assert_eq!(percent(stage.trial, &figures, Kind::Calls), "92.3");
        assert_eq!(percent(stage.trial, &figures, Kind::CallSatisfaction), "90.8");
        assert_eq!(sums(&figures, &[name::RESOLUTION]), [(1, 1)], "of cases: the one who asked first");
        assert_eq!(figures.left_out(), [("left-out-merged", 13), ("left-out-no-answer", 1)]);

        let split =
            lianxin_cases::request(&stage.trial.reader(), everyone[12].request_id).await.unwrap().unwrap();
        stage.dispatches("2026-01-23 10:20", split.case_id, heating).await;
        stage.signs("2026-01-23 10:30", &liaison, split.case_id).await;
        stage.does("2026-01-23 17:30", &liaison, split.case_id).await;
        stage.verifies("2026-01-26 10:00", split.case_id).await;
        stage.calls("2026-01-26 15:00", split.id, heard(Solved::Yes, 4)).await.unwrap();
        let figures = district(stage.trial).await;
        let names = [
            name::REQUESTS,
            name::ACCEPTED,
            name::RESPONSE,
            name::IN_TIME,
            name::RESOLUTION,
            name::CALL_BACKS,
        ];
        assert_eq!(sums(&figures, &names), [(14, 14), (2, 2), (2, 2), (2, 2), (2, 2), (15, 15)]);
    })
    .await;
}

#[tokio::test]
async fn j08_a_petition_is_in_no_denominator() {
    on_both(async |stage| {
        let said = stage.says("2026-03-02 10:00", "征地补偿款分得不对，要求重新分", "13800000008").await;
        let case = said.case_id;
        stage.trial.at("2026-03-02 10:15");
        let directions = "区信访局已于 2 月 11 日受理，4 月 12 日前答复您，请向他们询问";
        act!(stage, stage.dispatcher, |a| lianxin_cases::refuse(a, case, None, "petition", directions))
            .unwrap();
        stage.trial.at("2026-03-02 10:25");
        act!(stage, stage.dispatcher, |a| lianxin_cases::tell_channel(a, case, "电话和书面都告诉了"))
            .unwrap();
        stage.trial.at("2026-03-05 15:50");
        act!(stage, stage.dispatcher, |a| lianxin_cases::ask_again(a, case, "说了信访局的进度")).unwrap();
        let figures = district(stage.trial).await;
        assert_eq!(sums(&figures, &[name::REQUESTS, name::REFUSED, name::TOLD]), [(1, 1); 3]);
        assert_eq!(sums(&figures, &PLAIN[1..]), [(0, 0); 7]);
        assert_eq!(sums(&figures, &[name::ORDERS, name::OPEN, name::LATE]), [(0, 0); 3]);
        assert_eq!(figures.left_out(), [("left-out-refused", 1)]);
    })
    .await;
}

#[tokio::test]
async fn what_is_handed_over_sealed_is_in_no_figure() {
    on_both(async |stage| {
        let said = stage.says("2026-05-20 09:00", "村会计把路灯款报了两遍", "13800000077").await;
        assert_eq!(sums(&district(stage.trial).await, &[name::REQUESTS]), [(1, 1)]);
        stage.trial.at("2026-05-20 09:20");
        let order = lianxin_cases::HandOver {
            id: stage.trial.county().store.world().id(),
            case: said.case_id,
            revision: None,
            category: "V06".into(),
            words: "已移交区纪委监委，电话 12388，由他们答复您".into(),
        };
        act!(stage, stage.dispatcher, |a| lianxin_cases::hand_over(a, order)).unwrap();
        let figures = district(stage.trial).await;
        assert_eq!(sums(&figures, &[name::REQUESTS, name::REFUSED]), [(0, 0); 2]);
        assert_eq!(figures.left_out(), []);
        assert!(figures.by_category(name::REQUESTS).is_empty(), "no category tells of it either");
    })
    .await;
}

#[tokio::test]
async fn a_bad_rating_with_a_right_appeal_is_left_out_and_a_later_one_counts() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let supervisor = stage.trial.person("district-supervisor", "370114").await;
        let said = stage.says("2026-05-20 09:00", "村口的垃圾三天没人收了", "13800000077").await;
        stage.accepts("2026-05-20 09:05", said.case_id, "B07").await;
        stage.dispatches("2026-05-20 09:10", said.case_id, stage.area).await;
        stage.signs("2026-05-20 09:20", &office, said.case_id).await;
        stage.contacts("2026-05-20 09:30", &office, said.case_id).await;
        stage.does("2026-05-20 15:00", &office, said.case_id).await;
        stage.verifies("2026-05-20 16:00", said.case_id).await;
        stage.calls("2026-05-20 16:30", said.request_id, heard(Solved::Yes, 1)).await.unwrap();
        let figures = district(stage.trial).await;
        assert_eq!(percent(stage.trial, &figures, Kind::Satisfaction), "0.0");
        let ask = stage.trial.county().store.world().id();
        let order = lianxin_cases::Appeal {
            ask,
            request: said.request_id,
            ground: "abuse".into(),
            words: "电话里只有辱骂，没有说事".into(),
        };
        stage.trial.at("2026-05-21 09:00");
        act!(stage, office, |a| lianxin_cases::appeal_rating(a, order)).unwrap();
        act!(stage, supervisor, |a| lianxin_cases::decide(a, ask, true, "录音核实，申诉成立")).unwrap();
        let figures = district(stage.trial).await;
        assert_eq!(percent(stage.trial, &figures, Kind::Satisfaction), "-", "nobody else was asked");
        assert_eq!(percent(stage.trial, &figures, Kind::CallSatisfaction), "-");
        assert_eq!(sums(&figures, &[name::RESOLUTION]), [(1, 1)], "what they said of the matter counts");
        assert_eq!(figures.left_out(), [("left-out-appeal", 1)]);

        let by = lianxin_access::By::nobody();
        stage.trial.at("2026-05-21 20:00");
        let tx = stage.trial.begin().await;
        let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
        lianxin_cases::rate(act, said.request_id, 5, "").await.unwrap();
        tx.commit().await.unwrap();
        let figures = district(stage.trial).await;
        assert_eq!(percent(stage.trial, &figures, Kind::Ratings), "100.0");
    })
    .await;
}
