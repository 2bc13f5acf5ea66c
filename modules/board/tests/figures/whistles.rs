//! J02 and J09: whistles, who reported in, the mutual scores.

use lianxin_board::{Kind, name};
use lianxin_cases::{Blow, Solved, parts_of};
use lianxin_playbook::WhistleKind;

use crate::act;
use crate::counted::{district, of, on_both, percent, sums};
use crate::stage::{Stage, heard};

async fn whistle(stage: &Stage<'_>, case: lianxin_base::Id, kind: WhistleKind, units: Vec<lianxin_base::Id>) {
    let blow = Blow {
        id: stage.trial.county().store.world().id(),
        case,
        kind,
        matter: "到现场会办".into(),
        units,
        meeting_at: None,
        meeting_place: String::new(),
    };
    act!(stage, stage.town_leader, |a| lianxin_cases::blow(a, blow)).unwrap();
}

async fn part_of(stage: &Stage<'_>, case: lianxin_base::Id, unit: lianxin_base::Id) -> lianxin_base::Id {
    let parts = parts_of(&stage.trial.reader(), case).await.unwrap();
    parts.into_iter().find(|part| part.unit_id == unit && part.kind == "whistle").unwrap().id
}

#[tokio::test]
async fn j02_four_of_five_report_in_in_time_and_nine_of_ten_scores_are_given() {
    on_both(async |stage| {
        let deputy = stage.trial.person("area-deputy", "370114011W03").await;
        let said = stage.says("2026-04-01 09:15", "小区物业费收得不合理，车位被占", "13800000020").await;
        let case = said.case_id;
        stage.accepts("2026-04-01 09:30", case, "A02").await;
        stage.dispatches("2026-04-01 09:30", case, stage.area).await;
        stage.signs("2026-04-01 10:40", &deputy, case).await;
        stage.contacts("2026-04-01 15:20", &deputy, case).await;
        let mut called = Vec::new();
        for unit in ["housing", "police", "market", "city-enforcement", "fire"] {
            called.push((unit, stage.liaison(unit).await));
        }
        stage.trial.at("2026-04-02 14:00");
        whistle(stage, case, WhistleKind::Ordinary, called.iter().map(|(_, (_, unit))| *unit).collect())
            .await;
        for ((_, (who, unit)), at) in
            called.iter().zip(["03 14:20", "03 14:25", "03 14:28", "03 14:35", "07 09:20"])
        {
            let part = part_of(stage, case, *unit).await;
            stage.trial.at(&format!("2026-04-{at}"));
            act!(stage, who, |a| lianxin_cases::report_in(a, part, None)).unwrap();
        }
        stage.trial.at("2026-04-08 10:00");
        let ask = stage.trial.county().store.world().id();
        act!(stage, deputy, |a| lianxin_cases::ask_extend(a, case, ask, "5wd", "业主要表决划线和立柱"))
            .unwrap();
        stage.trial.at("2026-04-08 11:30");
        act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, ask, true, "")).unwrap();
        stage.does("2026-04-15 16:20", &deputy, case).await;
        stage.verifies("2026-04-16 10:30", case).await;
        stage.calls("2026-04-17 09:50", said.request_id, heard(Solved::Yes, 3)).await.unwrap();
        stage.trial.at("2026-04-20 16:30");
        for (name, (_, unit)) in &called {
            let part = part_of(stage, case, *unit).await;
            act!(stage, stage.town_leader, |a| lianxin_cases::score(a, part, 4, "")).unwrap();
            if *name != "fire" {
                let leader = stage.trial.person("department-leader", name).await;
                act!(stage, leader, |a| lianxin_cases::score(a, part, 5, "")).unwrap();
            }
        }
        let figures = district(stage.trial).await;
        let names = [
            name::WHISTLES,
            name::REPORT_IN,
            name::REPORTED,
            name::SCORES,
            name::EXTENSIONS,
            name::EXTENSIONS_APPROVED,
        ];
        assert_eq!(sums(&figures, &names), [(1, 1), (4, 5), (5, 5), (9, 10), (1, 1), (1, 1)]);
        assert_eq!(sums(&figures, &[name::IN_TIME, name::IN_TIME_ORIGINAL]), [(1, 1), (0, 1)]);
        assert_eq!(percent(stage.trial, &figures, Kind::Satisfaction), "80.0");
        let fire = of(stage.trial, called[4].1.1).await;
        assert_eq!(sums(&fire, &[name::REPORT_IN, name::REPORTED, name::SCORES]), [(0, 1), (1, 1), (1, 2)]);
    })
    .await;
}

#[tokio::test]
async fn j09_an_emergency_is_in_no_response_and_each_of_five_is_called_back() {
    on_both(async |stage| {
        let said = stage.says("2026-11-08 21:47", "楼道里有煤气味，很重", "13800000030").await;
        let case = said.case_id;
        stage.accepts("2026-11-08 21:49", case, "P03").await;
        let mut called = Vec::new();
        for unit in ["gas", "fire", "police"] {
            called.push(stage.liaison(unit).await);
        }
        stage.trial.at("2026-11-08 21:55");
        whistle(stage, case, WhistleKind::Emergency, called.iter().map(|(_, unit)| *unit).collect()).await;
        for ((who, unit), at) in called.iter().zip(["22:08", "22:11", "22:14"]) {
            let part = part_of(stage, case, *unit).await;
            stage.trial.at(&format!("2026-11-08 {at}"));
            act!(stage, who, |a| lianxin_cases::report_in(a, part, None)).unwrap();
        }
        let mut others = Vec::new();
        for n in 1..5 {
            others.push(
                stage.says(&format!("2026-11-08 22:2{n}"), "我们楼道也有味", &format!("1380000003{n}")).await,
            );
        }
        let ids: Vec<_> = others.iter().map(|other| other.case_id).collect();
        stage.trial.at("2026-11-08 23:10");
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, case, &ids)).unwrap();
        let (gas_liaison, gas) = &called[0];
        stage.dispatches("2026-11-08 23:12", case, *gas).await;
        stage.signs("2026-11-08 23:15", gas_liaison, case).await;
        stage.contacts("2026-11-08 23:20", gas_liaison, case).await;
        stage.does("2026-11-09 15:20", gas_liaison, case).await;
        stage.verifies("2026-11-10 10:00", case).await;
        for (request, level) in
            std::iter::once(&said).chain(&others).map(|one| one.request_id).zip([5, 5, 5, 5, 4])
        {
            stage.calls("2026-11-11 09:40", request, heard(Solved::Yes, level)).await.unwrap();
        }
        let figures = district(stage.trial).await;
        let names = [
            name::REQUESTS,
            name::ACCEPTED,
            name::RESPONSE,
            name::WHISTLES,
            name::REPORT_IN,
            name::IN_TIME,
            name::CALL_BACKS,
        ];
        assert_eq!(sums(&figures, &names), [(5, 5), (1, 1), (0, 0), (1, 1), (3, 3), (1, 1), (5, 5)]);
        assert_eq!(figures.left_out(), [("left-out-merged", 4), ("left-out-emergency", 1)]);
        assert_eq!(percent(stage.trial, &figures, Kind::CallSatisfaction), "100.0");
    })
    .await;
}
