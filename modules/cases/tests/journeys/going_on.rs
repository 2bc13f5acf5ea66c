//! What a seeded simulation found: cases go on when the county changes under them, when people leave, tap twice or take
//! back what others asked.

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Act, Blow, CallBack, Channel, Register, Solved, asks_of, parts_of};
use lianxin_db::{Db, values};
use lianxin_people::{NewPost, end_post, grant_post, hand_over};
use lianxin_playbook::WhistleKind;

use crate::act;
use crate::stage::{Stage, code, heard, on_both};

async fn reached_by(stage: &Stage<'_>, case: Id, org: &str) -> bool {
    let org = stage.trial.org(org).await.id;
    let sql = "SELECT COUNT(*) FROM case_reach WHERE case_id = $1 AND unit_id = $2";
    stage.trial.reader().count(sql, values![case, org]).await.unwrap() == 1
}

#[tokio::test]
async fn a_village_that_moves_takes_its_cases_along_at_once() {
    on_both(async |stage| {
        let admin = stage.trial.person("county-admin", "370114").await;
        let said = stage.says("2026-05-20 09:00", "村口的路灯不亮", "13800000004").await;
        assert!(reached_by(stage, said.case_id, "370114011W03").await);
        let village = stage.trial.org("370114011251").await;
        let to = stage.trial.org("370114007W01").await.id.to_string();
        let revision = village.revision.to_string();
        let path = format!("/orgs/{}/move", village.id);
        let moved = stage.trial.post(&path, &[("parent", &to), ("revision", &revision)]).by(&admin).await;
        assert!(moved.status.is_redirection(), "{}", moved.body_text());
        assert!(!reached_by(stage, said.case_id, "370114011W03").await, "the former area reads on");
        assert!(!reached_by(stage, said.case_id, "370114011").await, "the former town reads on");
        assert!(reached_by(stage, said.case_id, "370114007W01").await);
        assert!(reached_by(stage, said.case_id, "370114007").await);
    })
    .await;
}

#[tokio::test]
async fn what_is_open_in_a_grid_that_closes_goes_on_where_its_successor_stands() {
    on_both(async |stage| {
        let admin = stage.trial.person("county-admin", "370114").await;
        let mut grids = Vec::new();
        for village in ["370114011251", "370114007200"] {
            let village = stage.trial.org(village).await;
            let path = format!("/orgs/{}/add", village.id);
            let id = stage.trial.county().store.world().id();
            let fields = [("id", &*id.to_string()), ("kind", "grid")];
            let added = stage.trial.post(&path, &fields).by(&admin).await;
            assert!(added.status.is_redirection(), "{}", added.body_text());
            grids.push(id);
        }
        let said = stage.says_with("2026-05-20 09:00", |new| {
            new.words = "二组的路灯不亮了".into();
            new.place_id = grids[0];
        });
        let said = said.await;
        let path = format!("/orgs/{}/close", grids[0]);
        let next = grids[1].to_string();
        let closed = stage.trial.post(&path, &[("revision", "1"), ("replaced_by", &next)]).by(&admin).await;
        assert!(closed.status.is_redirection(), "{}", closed.body_text());
        assert!(reached_by(stage, said.case_id, "370114007200").await, "whoever comes after reads it");
        assert!(!reached_by(stage, said.case_id, "370114011251").await);
        let by = By::nobody();
        let tx = stage.trial.begin().await;
        let act = Act { tx: &tx, county: stage.trial.county(), by: &by };
        let new = Register::new(tx.id(), Channel::Web, grids[0], "还有一盏灯也不亮");
        assert_eq!(code(lianxin_cases::register(act, new).await), "cases-refused-place-unknown");
        tx.rollback().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_leaves_a_post_leaves_no_case_behind() {
    on_both(async |stage| {
        let admin = stage.trial.person("county-admin", "370114").await;
        let (mut gone, housing) = stage.liaison("housing").await;
        let next = stage.trial.person("liaison", "civil").await;
        let playbook = stage.trial.playbook();
        let mut cases = Vec::new();
        for minute in ["09:00", "09:05"] {
            let said = stage.says(&format!("2026-05-20 {minute}"), "村口的路灯不亮", "13800000004").await;
            stage.accepts("2026-05-20 09:10", said.case_id, "C06").await;
            stage.dispatches("2026-05-20 09:20", said.case_id, housing).await;
            stage.signs("2026-05-20 09:30", &gone, said.case_id).await;
            cases.push(said.case_id);
        }
        stage.trial.at("2026-05-20 10:00");
        let by = admin.by(stage.trial).await;
        let tx = stage.trial.begin().await;
        hand_over(&tx, &by, playbook, gone.post, tx.id(), next.id).await.unwrap();
        tx.commit().await.unwrap();
        stage.trial.work().await;
        for case in &cases {
            let case = stage.case(*case).await;
            assert_eq!(
                (case.state.as_str(), case.handler_id),
                ("signed", Some(next.id)),
                "the successor has it"
            );
        }
        // The successor leaves too, and nobody takes the post over: a colleague who was there signs anew.
        let tx = stage.trial.begin().await;
        let back = tx.id();
        let post = NewPost {
            id: back,
            person: gone.id,
            role: "liaison",
            org: housing,
            stands_in_for: None,
            from: None,
            until: None,
        };
        grant_post(&tx, &by, playbook, post).await.unwrap();
        tx.commit().await.unwrap();
        gone.post = back;
        stage.trial.at("2026-05-20 11:00");
        let sql = "SELECT id FROM posts WHERE person_id = $1 AND org_id = $2";
        let own: Id = stage.trial.reader().value(sql, values![next.id, housing]).await.unwrap().unwrap();
        let tx = stage.trial.begin().await;
        end_post(&tx, &by, playbook, own).await.unwrap();
        tx.commit().await.unwrap();
        stage.trial.work().await;
        let case = stage.case(cases[0]).await;
        assert_eq!((case.state.as_str(), case.handler_id), ("dispatched", None));
        assert_eq!(stage.clock(cases[0], "sign").await.1, "", "the unit has its time to sign");
        stage.signs("2026-05-20 11:10", &gone, cases[0]).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_waits_for_a_decision_once_the_answer_is_given() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let said = stage.says("2026-05-20 09:00", "村口的路灯不亮", "13800000004").await;
        stage.accepts("2026-05-20 09:10", said.case_id, "C06").await;
        stage.dispatches("2026-05-20 09:20", said.case_id, housing).await;
        stage.signs("2026-05-20 09:30", &liaison, said.case_id).await;
        stage.contacts("2026-05-20 09:40", &liaison, said.case_id).await;
        let (case, ask) = (said.case_id, stage.trial.county().store.world().id());
        act!(stage, liaison, |a| lianxin_cases::ask_suspend(a, case, ask, "materials", "配件停产，已经订货"))
            .unwrap();
        stage.does("2026-05-20 11:00", &liaison, case).await;
        assert_eq!(asks_of(&stage.trial.reader(), case).await.unwrap()[0].state, "lapsed");
        let late = act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, ask, true, "同意"));
        assert_eq!(code(late), "cases-refused-decided-already");
        assert_eq!(stage.case(case).await.suspended_at, None);
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_back_what_a_neighbour_asked_too_and_nobody_joins_a_case_that_is_being_called_back() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let first = stage.says("2026-05-20 09:00", "村口的路灯不亮", "13800000004").await;
        let second = stage.says("2026-05-20 09:05", "村口路灯不亮了", "13800000005").await;
        let third = stage.says("2026-05-20 09:07", "村口的路灯还是不亮", "13800000006").await;
        let master = first.case_id;
        stage.accepts("2026-05-20 09:10", master, "C06").await;
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, master, &[second.case_id])).unwrap();
        let mut case = stage.case(master).await;
        let back = act!(stage, stage.dispatcher, |a| lianxin_cases::withdraw(a, &mut case, "自己修好了"));
        assert_eq!(code(back), "cases-refused-withdraw-others");
        stage.dispatches("2026-05-20 09:20", master, housing).await;
        stage.signs("2026-05-20 09:30", &liaison, master).await;
        stage.contacts("2026-05-20 09:40", &liaison, master).await;
        stage.does("2026-05-20 11:00", &liaison, master).await;
        stage.verifies("2026-05-20 14:00", master).await;
        let late = act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, master, &[third.case_id]));
        assert_eq!(code(late), "cases-refused-merge-state");
        // A call without an answer, tapped twice, is one call.
        let call = CallBack {
            id: stage.trial.county().store.world().id(),
            request: first.request_id,
            way: "phone",
            heard: None,
            words: String::new(),
        };
        for _ in 0..2 {
            let same = call.clone();
            act!(stage, stage.caller, |a| lianxin_cases::call_back(a, same)).unwrap();
        }
        assert_eq!(stage.count("SELECT COUNT(*) FROM call_backs").await, 1);
        stage.calls("2026-05-21 09:00", second.request_id, heard(Solved::Yes, 5)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_return_leaves_those_called_by_the_town_called_and_an_end_calls_nobody() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let (called, transport) = stage.liaison("transport").await;
        let said = stage.says("2026-05-20 09:00", "村口的路灯不亮", "13800000004").await;
        let case = said.case_id;
        stage.accepts("2026-05-20 09:10", case, "C06").await;
        stage.dispatches("2026-05-20 09:20", case, housing).await;
        let whistle = Blow {
            id: stage.trial.county().store.world().id(),
            case,
            kind: WhistleKind::Ordinary,
            matter: "请到现场一起看".into(),
            units: vec![transport],
            meeting_at: None,
            meeting_place: String::new(),
        };
        for _ in 0..2 {
            let same = whistle.clone();
            act!(stage, stage.town_leader, |a| lianxin_cases::blow(a, same)).unwrap();
        }
        assert_eq!(stage.count("SELECT COUNT(*) FROM whistles").await, 1, "a second tap calls nobody twice");
        let ask = stage.trial.county().store.world().id();
        act!(stage, liaison, |a| lianxin_cases::ask_return(a, case, ask, "not-ours", "按清单不归我们", None))
            .unwrap();
        act!(stage, stage.dispatcher, |a| lianxin_cases::decide(a, ask, true, "")).unwrap();
        let parts = parts_of(&stage.trial.reader(), case).await.unwrap();
        let own = parts.iter().find(|part| part.kind == "whistle").unwrap();
        assert_eq!(own.state, "dispatched");
        let id = own.id;
        let mut taken = stage.case(case).await;
        act!(stage, stage.dispatcher, |a| lianxin_cases::withdraw(a, &mut taken, "自己修好了")).unwrap();
        let late = act!(stage, called, |a| lianxin_cases::report_in(a, id, None));
        assert!(matches!(code(late), "cases-refused-moved-on" | "cases-refused-absent"));
        assert_eq!(stage.count("SELECT COUNT(*) FROM whistles WHERE closed_at IS NULL").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_decision_that_nobody_took_in_time_is_late_and_waits_no_more() {
    on_both(async |stage| {
        let (liaison, housing) = stage.liaison("housing").await;
        let said = stage.says("2026-05-20 09:00", "村口的路灯不亮", "13800000004").await;
        stage.accepts("2026-05-20 09:10", said.case_id, "C06").await;
        stage.dispatches("2026-05-20 09:20", said.case_id, housing).await;
        stage.signs("2026-05-20 09:30", &liaison, said.case_id).await;
        let (case, ask) = (said.case_id, stage.trial.county().store.world().id());
        act!(stage, liaison, |a| lianxin_cases::ask_return(a, case, ask, "not-ours", "按清单不归我们", None))
            .unwrap();
        stage.trial.at("2026-05-21 09:00");
        stage.trial.work().await;
        assert_eq!(asks_of(&stage.trial.reader(), case).await.unwrap()[0].state, "lapsed");
        assert_eq!(stage.result(case, "return-decide").await, "late");
        assert_eq!(stage.result(case, "sign").await, "met", "who has signed need not sign again");
    })
    .await;
}
