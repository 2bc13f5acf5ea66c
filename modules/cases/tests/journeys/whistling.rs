//! J02 five departments are called, J09 an emergency is passed on and whistled.

use lianxin_base::Id;
use lianxin_cases::{Blow, Solved, parts_of, scores_of, whistle_asked, whistles_of};
use lianxin_db::values;
use lianxin_playbook::WhistleKind;

use crate::act;
use crate::stage::{Stage, code, heard, on_both};

async fn part_of(stage: &Stage<'_>, case: Id, unit: Id) -> Id {
    let parts = parts_of(&stage.trial.reader(), case).await.unwrap();
    parts.into_iter().find(|part| part.unit_id == unit && part.kind == "whistle").unwrap().id
}

async fn part_clock(stage: &Stage<'_>, part: Id, name: &str) -> (String, String) {
    use lianxin_db::{Db, FromQueryResult};
    #[derive(FromQueryResult)]
    struct Row {
        due_at: lianxin_base::Time,
        result: String,
    }
    let sql = "SELECT due_at, result FROM clocks WHERE part_id = $1 AND stage = $2";
    let row: Row = stage.trial.reader().row(sql, values![part, name]).await.unwrap().unwrap();
    (crate::stage::wall(row.due_at), row.result)
}

#[tokio::test]
async fn j02_a_town_whistles_for_five_departments() {
    on_both(async |stage| {
        let deputy = stage.trial.person("area-deputy", "370114011W03").named("程明").await;
        let said = stage.says("2026-04-01 09:15", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-04-01 09:30", case, "A02").await;
        stage.dispatches("2026-04-01 09:30", case, stage.area).await;
        for (clock, due) in
            [("resolve", "2026-04-09 17:00"), ("sign", "2026-04-01 14:30"), ("contact", "2026-04-02 17:00")]
        {
            assert_eq!(stage.due(case, clock).await, due, "{clock}");
        }
        stage.signs("2026-04-01 10:40", &deputy, case).await;
        stage.contacts("2026-04-01 15:20", &deputy, case).await;

        let mut called = Vec::new();
        for unit in ["housing", "police", "fire", "city-enforcement", "market"] {
            called.push((unit, stage.liaison(unit).await));
        }
        stage.trial.at("2026-04-02 14:00");
        let blow = |units: Vec<Id>| Blow {
            id: stage.trial.county().store.world().id(),
            case,
            kind: WhistleKind::Ordinary,
            matter: "到小区现场会办停车和收费".into(),
            units,
            meeting_at: None,
            meeting_place: "小区门口".into(),
        };
        let none = blow(vec![]);
        assert_eq!(
            code(act!(stage, stage.town_leader, |a| lianxin_cases::blow(a, none))),
            "cases-refused-whistle-units"
        );
        stage.asks_for_a_whistle("2026-04-02 11:00", case, called.iter().map(|(_, (_, unit))| *unit)).await;
        stage.trial.at("2026-04-02 14:00");
        let five = blow(called.iter().map(|(_, (_, unit))| *unit).collect());
        act!(stage, stage.town_leader, |a| lianxin_cases::blow(a, five)).unwrap();
        assert!(whistle_asked(&stage.trial.reader(), case).await.unwrap().is_none());
        let answered = "SELECT COUNT(*) FROM whistle_asks a JOIN whistles w ON w.id = a.whistle_id WHERE a.state = 'blown'";
        assert_eq!(stage.count(answered).await, 1, "what was asked for is answered by the whistle");
        let times =
            [("housing", "14:20"), ("police", "14:25"), ("market", "14:28"), ("city-enforcement", "14:35")];
        for (unit, at) in times {
            let (who, org) = &called.iter().find(|(name, _)| *name == unit).unwrap().1;
            let part = part_of(stage, case, *org).await;
            assert_eq!(part_clock(stage, part, "report-in").await.0, "2026-04-03 17:00");
            assert_eq!(part_clock(stage, part, "result").await.0, "2026-04-10 17:00");
            stage.trial.at(&format!("2026-04-03 {at}"));
            act!(stage, who, |a| lianxin_cases::report_in(a, part, Some((117.5, 36.7)))).unwrap();
            assert_eq!(part_clock(stage, part, "report-in").await.1, "met");
        }
        let (fire_liaison, fire) = &called[2].1;
        let fire_part = part_of(stage, case, *fire).await;
        let (police_liaison, _) = &called[1].1;
        let foreign = act!(stage, police_liaison, |a| lianxin_cases::report_in(a, fire_part, None));
        assert_eq!(code(foreign), "cases-refused-not-your-unit");
        stage.trial.at("2026-04-07 09:20");
        act!(stage, fire_liaison, |a| lianxin_cases::report_in(a, fire_part, None)).unwrap();
        assert_eq!(
            part_clock(stage, fire_part, "report-in").await.1,
            "late",
            "twenty minutes after the holiday"
        );

        stage.trial.at("2026-04-08 10:00");
        let ask = stage.trial.county().store.world().id();
        act!(stage, deputy, |a| lianxin_cases::ask_extend(
            a,
            case,
            ask,
            "5wd",
            "业主要表决划线和立柱，要公示"
        ))
        .unwrap();
        assert_eq!(stage.due(case, "extend-decide").await, "2026-04-08 15:00");
        let own = act!(stage, stage.trial.person("area-secretary", "370114011W03").await, |a| {
            lianxin_cases::decide(a, ask, true, "")
        });
        assert_eq!(code(own), "cases-refused-decider", "the playbook names the town leader");
        stage.trial.at("2026-04-08 11:30");
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, ask, true, "")).unwrap();
        assert_eq!(stage.due(case, "resolve").await, "2026-04-16 17:00");
        let now = stage.case(case).await;
        assert_eq!(crate::stage::wall(now.promise_original.unwrap()), "2026-04-09 17:00");

        stage.does("2026-04-15 16:20", &deputy, case).await;
        assert_eq!(stage.due(case, "verify").await, "2026-04-17 17:00");
        assert_eq!(part_clock(stage, fire_part, "mutual-score").await.0, "2026-04-20 17:00");
        stage.verifies("2026-04-16 10:30", case).await;
        assert_eq!(stage.due(case, "call-back").await, "2026-04-20 17:00");
        stage.calls("2026-04-17 09:50", said.request_id, heard(Solved::Yes, 3)).await.unwrap();

        stage.trial.at("2026-04-20 16:30");
        for (name, (_, org)) in &called {
            let part = part_of(stage, case, *org).await;
            act!(stage, stage.town_leader, |a| lianxin_cases::score(a, part, 4, "")).unwrap();
            if *name != "fire" {
                let unit = stage.trial.org(name).await;
                let leader = stage.trial.person("department-leader", &unit.code).await;
                act!(stage, leader, |a| lianxin_cases::score(a, part, 5, "")).unwrap();
            }
        }
        let whistle = whistles_of(&stage.trial.reader(), case).await.unwrap().remove(0);
        assert_eq!(
            scores_of(&stage.trial.reader(), whistle.id).await.unwrap().len(),
            9,
            "fire has not scored the street"
        );
        let late_unit = stage.trial.org("fire").await;
        let leader = stage.trial.person("department-leader", &late_unit.code).await;
        stage.trial.at("2026-04-21 09:00");
        assert_eq!(
            code(act!(stage, leader, |a| lianxin_cases::score(a, fire_part, 5, ""))),
            "cases-refused-score-late"
        );
    })
    .await;
}

#[tokio::test]
async fn an_officer_asks_for_a_whistle_and_the_leader_says_why_not() {
    on_both(async |stage| {
        let said = stage.says("2026-04-01 09:15", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-04-01 09:30", case, "A02").await;
        let address = format!("/cases/{case}");
        let (_, housing) = stage.liaison("housing").await;
        let open = stage.trial.get(&format!("{address}/ask-whistle")).by(&stage.town_officer).await.ok();
        let form = || open.form("#main-form").set("kind", "ordinary").set("matter", "三件事在部门手里");
        let wrong = form().set("matter", "").await.is(422);
        assert!(wrong.has("#matter-error") && wrong.has("#units-error"), "{}", wrong.text("main"));
        form().set("units", &housing.to_string()).set("meeting_at", "2026-04-03T14:30").await.is(303);
        let again = stage.trial.get(&format!("{address}/ask-whistle")).by(&stage.town_officer).await;
        again.is(409);
        assert_eq!(stage.count("SELECT COUNT(*) FROM whistles").await, 0, "nobody is called yet");

        let seen = stage.trial.get(&address).by(&stage.town_leader).await.ok();
        assert!(seen.says("等街镇领导定"), "{}", seen.text("main"));
        let blow = stage.trial.get(&format!("{address}/blow")).by(&stage.town_leader).await.ok();
        assert!(blow.says("范宏") && blow.says("三件事在部门手里"), "{}", blow.text("main"));
        assert!(blow.has(&format!("input[name=units][value='{housing}'][checked]")));
        assert!(blow.has("input[name=meeting_at][value='2026-04-03T14:30']"));
        let decline =
            stage.trial.get(&format!("{address}/decline-whistle")).by(&stage.town_leader).await.ok();
        decline.form("#main-form").set("words", "").await.is(422);
        decline.form("#main-form").set("words", "先由街道召集一次").await.is(303);
        decline.form("#main-form").set("words", "再按一次").await.is(409);
        assert!(whistle_asked(&stage.trial.reader(), case).await.unwrap().is_none());

        let told = stage.trial.get("/notices").by(&stage.town_officer).await.ok();
        assert!(told.says("您提请的哨没有吹"), "{}", told.text("main"));
        let page = stage.trial.get(&address).by(&stage.town_officer).await.ok();
        assert!(page.says("先由街道召集一次"), "the reason stands in the history");
    })
    .await;
}

#[tokio::test]
async fn advice_that_is_given_at_once_calls_departments_off() {
    on_both(async |stage| {
        let said = stage.says("2026-04-01 09:15", "问一下小区物业费该怎么交", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-04-01 09:30", case, "A02").await;
        let (liaison, housing) = stage.liaison("housing").await;
        let blow = Blow {
            id: stage.trial.county().store.world().id(),
            case,
            kind: WhistleKind::Ordinary,
            matter: "请到现场会办".into(),
            units: vec![housing],
            meeting_at: None,
            meeting_place: String::new(),
        };
        act!(stage, stage.town_leader, |a| lianxin_cases::blow(a, blow)).unwrap();
        act!(stage, stage.dispatcher, |a| lianxin_cases::answer_at_once(
            a,
            case,
            "A02",
            "每年三月前到物业交"
        ))
        .unwrap();
        let left = "SELECT COUNT(*) FROM parts WHERE state IN ('dispatched', 'signed')";
        assert_eq!(stage.count(left).await, 0);
        assert_eq!(stage.count("SELECT COUNT(*) FROM whistles WHERE closed_at IS NULL").await, 0);
        let part = part_of(stage, case, housing).await;
        let late = act!(stage, liaison, |a| lianxin_cases::report_in(a, part, None));
        assert!(matches!(code(late), "cases-refused-absent" | "cases-refused-moved-on"));
    })
    .await;
}

#[tokio::test]
async fn whoever_follows_the_asker_in_office_hears_the_answer() {
    on_both(async |stage| {
        let said = stage.says("2026-04-01 09:15", "小区物业费收得不合理，车位被占", "13800000020").await;
        stage.accepts("2026-04-01 09:30", said.case_id, "A02").await;
        let (_, police) = stage.liaison("police").await;
        stage.asks_for_a_whistle("2026-04-01 11:00", said.case_id, [police].into_iter()).await;
        let leaver = stage.town_officer.by(stage.trial).await.person.unwrap();
        let tx = stage.trial.begin().await;
        tx.run("UPDATE posts SET valid_to = $2 WHERE person_id = $1", values![leaver, tx.now()])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let successor = stage.trial.person("town-officer", "官庄街道").await;
        stage.trial.at("2026-04-01 14:00");
        act!(stage, stage.town_leader, |a| lianxin_cases::decline_whistle(a, said.case_id, "街道自己能办"))
            .unwrap();
        assert!(stage.trial.get("/notices").by(&successor).await.ok().says("您提请的哨没有吹"));
    })
    .await;
}

#[tokio::test]
async fn what_was_asked_for_lapses_with_the_answer() {
    on_both(async |stage| {
        let said = stage.says("2026-04-01 09:15", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-04-01 09:30", case, "A02").await;
        let (liaison, housing) = stage.liaison("housing").await;
        stage.dispatches("2026-04-01 09:30", case, housing).await;
        stage.signs("2026-04-01 10:40", &liaison, case).await;
        let (_, police) = stage.liaison("police").await;
        stage.asks_for_a_whistle("2026-04-01 11:00", case, [police].into_iter()).await;
        stage.contacts("2026-04-01 15:20", &liaison, case).await;
        stage.does("2026-04-02 16:20", &liaison, case).await;
        assert_eq!(stage.count("SELECT COUNT(*) FROM whistle_asks WHERE state = 'lapsed'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn j09_an_emergency_is_passed_on_and_its_aftercare_has_a_clock() {
    on_both(async |stage| {
        let said = stage.says("2026-11-08 21:47", "楼道里有煤气味，很重", "13800000030").await;
        let case = said.case_id;
        assert_eq!(said.call.first().map(String::as_str), Some("119"), "the page says at once whom to call");
        assert_eq!(stage.due(case, "emergency-pass-on").await, "2026-11-08 21:52");
        stage.accepts("2026-11-08 21:49", case, "P03").await;
        assert_eq!(stage.result(case, "emergency-pass-on").await, "met");
        assert_eq!(stage.due(case, "resolve").await, "2026-11-09 21:49");
        let mut called = Vec::new();
        for unit in ["gas", "fire", "police"] {
            called.push(stage.liaison(unit).await);
        }
        stage.trial.at("2026-11-08 21:55");
        let blow = Blow {
            id: stage.trial.county().store.world().id(),
            case,
            kind: WhistleKind::Emergency,
            matter: "楼道燃气味，请到场处置".into(),
            units: called.iter().map(|(_, unit)| *unit).collect(),
            meeting_at: None,
            meeting_place: String::new(),
        };
        act!(stage, stage.town_leader, |a| lianxin_cases::blow(a, blow)).unwrap();
        for ((who, unit), at) in called.iter().zip(["22:08", "22:11", "22:14"]) {
            let part = part_of(stage, case, *unit).await;
            assert_eq!(part_clock(stage, part, "report-in").await.0, "2026-11-08 22:25");
            assert_eq!(part_clock(stage, part, "result").await.0, "2026-11-09 21:55");
            stage.trial.at(&format!("2026-11-08 {at}"));
            act!(stage, who, |a| lianxin_cases::report_in(a, part, None)).unwrap();
            assert_eq!(part_clock(stage, part, "report-in").await.1, "met");
        }
        let (gas_liaison, gas) = &called[0];
        stage.dispatches("2026-11-08 22:50", case, *gas).await;
        stage.signs("2026-11-08 22:51", gas_liaison, case).await;
        stage.contacts("2026-11-08 22:55", gas_liaison, case).await;
        stage.does("2026-11-09 15:20", gas_liaison, case).await;
        assert_eq!(stage.result(case, "resolve").await, "met");
        assert_eq!(stage.due(case, "verify").await, "2026-11-10 17:00");
        stage.verifies("2026-11-10 10:00", case).await;
        stage.calls("2026-11-11 09:40", said.request_id, heard(Solved::Yes, 5)).await.unwrap();
    })
    .await;
}
