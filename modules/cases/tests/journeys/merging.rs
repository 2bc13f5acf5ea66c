//! J07: many people, one matter: merged, each called back; the one with another matter gets a case of her own.

use lianxin_cases::{Heard, Solved, Then};

use crate::act;
use crate::stage::{code, heard, on_both};

#[tokio::test]
async fn j07_fourteen_people_one_matter_each_called_back() {
    on_both(async |stage| {
        let (liaison, heating) = stage.liaison("heating").await;
        let first = stage.says("2026-01-20 18:05", "家里停暖了，暖气冰凉只有十四度", "13800000100").await;
        let case = first.case_id;
        stage.accepts("2026-01-20 18:12", case, "C04").await;
        assert_eq!(stage.due(case, "resolve").await, "2026-01-21 18:12");
        assert_eq!(stage.due(case, "dispatch").await, "2026-01-20 18:27");
        stage.dispatches("2026-01-20 18:20", case, heating).await;
        for (clock, due) in
            [("sign", "2026-01-20 18:50"), ("contact", "2026-01-20 19:20"), ("arrive", "2026-01-20 20:20")]
        {
            assert_eq!(stage.due(case, clock).await, due, "{clock}");
        }
        stage.signs("2026-01-20 18:41", &liaison, case).await;
        stage.contacts("2026-01-20 18:50", &liaison, case).await;
        let mut others = Vec::new();
        for n in 1..14 {
            let at = format!("2026-01-20 19:{:02}", 10 + n);
            others.push(stage.says(&at, "我们楼暖气也不热", &format!("138000001{n:02}")).await);
        }
        stage.trial.at("2026-01-20 19:55");
        act!(stage, liaison, |a| lianxin_cases::arrive(a, case, "开了阀门井")).unwrap();
        stage.trial.at("2026-01-20 20:50");
        let ids: Vec<_> = others.iter().map(|other| other.case_id).collect();
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, case, &ids)).unwrap();
        let own = act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, case, &[case]));
        assert_eq!(code(own), "cases-refused-merge-self");
        stage.does("2026-01-21 13:30", &liaison, case).await;
        stage.verifies("2026-01-21 15:40", case).await;
        assert_eq!(stage.due(case, "merged-call-back").await, "2026-01-23 17:00");
        assert_eq!(stage.count("SELECT COUNT(*) FROM clocks WHERE stage = 'merged-call-back'").await, 14);

        let everyone: Vec<_> = std::iter::once(&first).chain(&others).collect();
        for (n, person) in everyone[..12].iter().enumerate() {
            let satisfaction = [5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3][n];
            stage
                .calls("2026-01-22 11:30", person.request_id, heard(Solved::Yes, satisfaction))
                .await
                .unwrap();
        }
        let silent = everyone[13].request_id;
        stage.calls("2026-01-22 11:35", silent, None).await.unwrap();
        let at_once = stage.calls("2026-01-22 11:40", silent, None).await;
        assert_eq!(code(at_once), "cases-refused-same-half-day");
        stage.calls("2026-01-22 15:00", silent, None).await.unwrap();

        let own = Some(Heard { solved: Solved::No, satisfaction: 2, then: Then::Split });
        stage.calls("2026-01-23 10:15", everyone[12].request_id, own).await.unwrap();
        let split =
            lianxin_cases::request(&stage.trial.reader(), everyone[12].request_id).await.unwrap().unwrap();
        assert_ne!(split.case_id, case);
        assert_eq!(stage.due(split.case_id, "resolve").await, "2026-01-24 10:15");
        assert_eq!(stage.case(case).await.round, 1, "the master is not reopened");

        stage.calls("2026-01-23 16:20", silent, None).await.unwrap();
        assert_eq!(stage.case(case).await.state, "ended");
        assert_eq!(stage.count("SELECT COUNT(*) FROM exclusions WHERE reason = 'no-answer'").await, 2);
        assert_eq!(stage.count("SELECT COUNT(*) FROM cases WHERE state = 'merged'").await, 13);
        assert_eq!(stage.count("SELECT COUNT(*) FROM requests").await, 14);

        stage.dispatches("2026-01-23 10:20", split.case_id, heating).await;
        stage.signs("2026-01-23 10:30", &liaison, split.case_id).await;
        stage.does("2026-01-23 17:30", &liaison, split.case_id).await;
        stage.verifies("2026-01-26 10:00", split.case_id).await;
        assert_eq!(stage.due(split.case_id, "call-back").await, "2026-01-27 17:00");
        stage.calls("2026-01-26 15:00", split.id, heard(Solved::Yes, 4)).await.unwrap();
        assert_eq!(stage.case(split.case_id).await.state, "ended");
    })
    .await;
}

#[tokio::test]
async fn a_complaint_about_the_village_is_not_merged_into_what_the_village_reads() {
    on_both(async |stage| {
        let lamp = stage.says("2026-01-20 09:00", "村口的路灯坏了三天", "13800000200").await.case_id;
        stage.accepts("2026-01-20 09:05", lamp, "C06").await;
        let complaint = stage.says("2026-01-20 09:10", "村里收了修灯的钱却不修", "13800000201").await.case_id;
        let order = lianxin_cases::Accept {
            case: complaint,
            revision: None,
            category: "C06".into(),
            kind: "complaint".into(),
            item: String::new(),
            title: String::new(),
            accused: Some(stage.village),
        };
        act!(stage, stage.dispatcher, |a| lianxin_cases::accept(a, order)).unwrap();
        let merged = act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, lamp, &[complaint]));
        assert_eq!(code(merged), "cases-refused-merge-accused");
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, complaint, &[lamp])).unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_takes_in_a_sensitive_matter_is_sensitive_from_then_on() {
    on_both(async |stage| {
        let noise = stage.says("2026-01-20 09:00", "隔壁夜里总有吵闹声", "13800000200").await.case_id;
        stage.accepts("2026-01-20 09:05", noise, "E05").await;
        let quarrel = stage.says("2026-01-20 09:10", "隔壁老人总被家里人打骂", "13800000201").await.case_id;
        stage.accepts("2026-01-20 09:15", quarrel, "R02").await;
        assert!(!stage.case(noise).await.sensitive);
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, noise, &[quarrel])).unwrap();
        assert!(stage.case(noise).await.sensitive, "the words of the other are read here");
    })
    .await;
}
