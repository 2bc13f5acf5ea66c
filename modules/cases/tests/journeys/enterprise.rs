//! J10: a firm's difficulty. Two needs said in one breath, two linked cases, each with its own pace and extension.

use lianxin_cases::{Channel, OpenChild, Solved};
use lianxin_db::{Db, values};

use crate::act;
use crate::stage::{Stage, code, heard, on_both, wall};

async fn yellow(stage: &Stage<'_>, case: lianxin_base::Id, name: &str) -> String {
    let clocks = lianxin_cases::clocks_of(&stage.trial.reader(), case).await.unwrap();
    wall(clocks.iter().rfind(|clock| clock.stage == name).unwrap().yellow_at.unwrap())
}

#[tokio::test]
async fn j10_a_firm_names_two_needs_and_each_is_answered_and_called_back() {
    on_both(async |stage| {
        let adviser = stage.trial.person("area-office", "370114011W03").named("程琳").await;
        let (labour_liaison, labour) = stage.liaison("labour").await;
        let (land_liaison, land) = stage.liaison("land").await;
        let said = stage
            .says_with("2026-08-03 16:20", |new| {
                new.channel = Channel::Firm;
                new.words = "章丘润锻机械缺三十个工人，还想要四亩地扩建".into();
                new.name = "苗国庆".into();
                new.phone = "13805310010".into();
            })
            .await;
        let workers = said.case_id;
        assert_eq!(stage.due(workers, "accept").await, "2026-08-04 10:20");
        stage.accepts("2026-08-03 16:40", workers, "U03").await;
        let need = OpenChild {
            parent: workers,
            category: "U02".into(),
            words: "要四亩地扩建厂房".into(),
            told: true,
        };
        let yard = act!(stage, stage.dispatcher, |a| lianxin_cases::open_child(a, need)).unwrap();
        assert_eq!(stage.case(workers).await.pace, "enterprise");
        assert_eq!(stage.case(yard).await.pace, "long", "land takes longer by itself");
        for (case, name, due, soon) in [
            (workers, "resolve", "2026-08-10 17:00", "2026-08-07 09:00"),
            (workers, "contact", "2026-08-04 17:00", "2026-08-04 12:00"),
            (yard, "plan", "2026-08-10 17:00", "2026-08-07 09:00"),
            (yard, "resolve", "2026-08-24 17:00", "2026-08-20 09:00"),
        ] {
            assert_eq!(stage.due(case, name).await, due, "{name}");
            assert_eq!(yellow(stage, case, name).await, soon, "{name}");
        }
        dispatch_with(stage, workers, stage.area, labour).await;
        dispatch_with(stage, yard, land, stage.area).await;
        for (who, case) in
            [(&adviser, workers), (&labour_liaison, workers), (&land_liaison, yard), (&adviser, yard)]
        {
            act!(stage, who, |a| lianxin_cases::sign(a, case, None)).unwrap();
        }
        stage.contacts("2026-08-04 10:30", &adviser, workers).await;
        stage.contacts("2026-08-04 10:30", &adviser, yard).await;
        assert_eq!(stage.result(workers, "contact").await, "met");

        stage.trial.at("2026-08-07 15:00");
        let id = || stage.trial.county().store.world().id();
        let more = id();
        act!(stage, adviser, |a| lianxin_cases::ask_extend(
            a,
            workers,
            more,
            "10wd",
            "三十人招到九人，再办专场"
        ))
        .unwrap();
        assert_eq!(stage.due(workers, "extend-decide").await, "2026-08-10 11:00");
        let plan = "用河北村闲置场院，走民主决策程序租给企业，九月中旬前办妥";
        act!(stage, adviser, |a| lianxin_cases::plan(a, yard, plan)).unwrap();
        assert_eq!(stage.result(yard, "plan").await, "met");
        stage.trial.at("2026-08-07 16:30");
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, more, true, "")).unwrap();
        assert_eq!(stage.due(workers, "resolve").await, "2026-08-24 17:00");
        stage.trial.at("2026-08-15 09:00");
        act!(stage, labour_liaison, |a| lianxin_cases::progress(
            a,
            workers,
            "三个村的专场，又签了二十二人",
            true
        ))
        .unwrap();
        stage.does("2026-08-20 15:00", &adviser, workers).await;
        assert_eq!(stage.result(workers, "resolve").await, "met");
        assert_eq!(stage.due(workers, "verify").await, "2026-08-24 17:00");
        assert_eq!(yellow(stage, workers, "verify").await, "2026-08-24 09:00");

        stage.trial.at("2026-08-21 10:00");
        let longer = id();
        let why = "成员大会要提前十天通知，方案还要公示";
        act!(stage, land_liaison, |a| lianxin_cases::ask_extend(a, yard, longer, "15wd", why)).unwrap();
        assert_eq!(stage.due(yard, "extend-decide").await, "2026-08-21 15:00");
        stage.verifies("2026-08-21 09:30", workers).await;
        assert_eq!(stage.due(workers, "call-back").await, "2026-08-25 17:00");
        stage.trial.at("2026-08-21 14:00");
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, longer, true, "")).unwrap();
        assert_eq!(stage.due(yard, "resolve").await, "2026-09-14 17:00");
        stage.calls("2026-08-24 10:00", said.request_id, heard(Solved::Yes, 5)).await.unwrap();
        assert_eq!(stage.case(workers).await.state, "ended");

        stage.trial.at("2026-09-01 09:00");
        act!(stage, land_liaison, |a| lianxin_cases::progress(a, yard, "成员大会通过了出租方案", true))
            .unwrap();
        stage.does("2026-09-11 16:00", &land_liaison, yard).await;
        assert_eq!(stage.due(yard, "verify").await, "2026-09-16 17:00");
        stage.verifies("2026-09-15 15:00", yard).await;
        assert_eq!(stage.due(yard, "call-back").await, "2026-09-18 17:00");
        let sql = "SELECT id FROM requests WHERE case_id = $1";
        let second = stage.trial.reader().value(sql, values![yard]).await.unwrap().unwrap();
        stage.calls("2026-09-17 09:30", second, heard(Solved::Yes, 4)).await.unwrap();
        assert_eq!(stage.case(yard).await.state, "ended");
        numbers_at_the_end(stage).await;
        both_open_with_one_word(stage, &said, yard).await;
    })
    .await;
}

async fn dispatch_with(
    stage: &Stage<'_>,
    case: lianxin_base::Id,
    unit: lianxin_base::Id,
    helps: lianxin_base::Id,
) {
    let order = lianxin_cases::Dispatch {
        case,
        revision: None,
        part: stage.trial.county().store.world().id(),
        unit,
        supports: vec![helps],
        item: String::new(),
        words: String::new(),
        suggestion: "none",
    };
    act!(stage, stage.dispatcher, |a| lianxin_cases::dispatch(a, order)).unwrap();
}

async fn numbers_at_the_end(stage: &Stage<'_>) {
    assert_eq!(
        stage.count("SELECT COUNT(*) FROM requests WHERE origin_id IS NULL").await,
        1,
        "one firm asked once"
    );
    assert_eq!(stage.count("SELECT COUNT(*) FROM cases").await, 2);
    assert_eq!(stage.count("SELECT COUNT(*) FROM asks WHERE state = 'confirmed'").await, 2);
    assert_eq!(stage.count("SELECT COUNT(*) FROM whistles").await, 0);
    let kept = "SELECT COUNT(*) FROM clocks WHERE stage = 'resolve' AND result = 'met'";
    assert_eq!(stage.count(kept).await, 2, "closed in time, extended");
    let first = "SELECT COUNT(*) FROM clocks WHERE stage = 'resolve' AND ended_at <= original_due";
    assert_eq!(stage.count(first).await, 0, "by the first deadlines: none");
    let spoken = "SELECT COUNT(*) FROM clocks WHERE stage = 'contact' AND result = 'met'";
    assert_eq!(stage.count(spoken).await, 2);
    // The firm's service record: visit, plan, job market, workers, decision, lease; the visit stands in both cases.
    let lines = "SELECT COUNT(DISTINCT e.verb || e.at || e.person) FROM notes n JOIN events e ON e.id = n.event_id \
                 WHERE e.verb IN ('case.contact', 'case.plan', 'case.progress', 'case.resolve')";
    assert_eq!(stage.count(lines).await, 6);
    let ids = stage.trial.reader().column("SELECT id FROM cases", values![]).await.unwrap();
    let lives = lianxin_cases::lives_of(&stage.trial.reader(), &ids).await.unwrap();
    assert_eq!(lives.iter().filter(|life| life.requested_at.is_some()).count(), 1, "counted as one request");
}

async fn both_open_with_one_word(
    stage: &Stage<'_>,
    said: &lianxin_cases::Registered,
    yard: lianxin_base::Id,
) {
    let number = stage.case(yard).await.number;
    let enter = stage.trial.get("/follow").await.ok().form("main form");
    let second = enter.set("number", &number).set("word", said.word.as_str()).await.follow().await.ok();
    assert!(second.says("要四亩地扩建厂房"));
    let first = second.press("#needs a").await.ok();
    assert!(first.path().ends_with(&said.number), "{}", first.path());
}

#[tokio::test]
async fn nobody_knows_whose_second_need_it_is_when_many_share_a_case() {
    on_both(async |stage| {
        let one = stage.says("2026-05-20 09:00", "门前路灯不亮了", "13800000001").await;
        let other = stage.says("2026-05-20 09:01", "门前路灯也不亮", "13800000002").await;
        stage.accepts("2026-05-20 09:05", one.case_id, "C06").await;
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, one.case_id, &[other.case_id])).unwrap();
        let need = OpenChild {
            parent: one.case_id,
            category: "C08".into(),
            words: "路面还有个坑".into(),
            told: true,
        };
        let refused = act!(stage, stage.dispatcher, |a| lianxin_cases::open_child(a, need));
        assert_eq!(code(refused), "cases-refused-child-who");
    })
    .await;
}
