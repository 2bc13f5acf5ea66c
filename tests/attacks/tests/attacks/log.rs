//! The audit log: who came in or could not, read, took away, gave rights; with reasons; and who read the log.

use chrono::Duration;
use lianxin_access::By;
use lianxin_cases::{Act, requests_of};
use lianxin_trial::{PASSWORD, Trial, on_each};

use crate::{TOWN, VILLAGE, modules, said};

async fn opened(trial: &Trial, reason: &str) -> String {
    let secretary = trial.person("area-secretary", "370114011W03").named("陈久安").await;
    let done = said(trial, None).await;
    let by: By = secretary.by(trial).await;
    let tx = trial.begin().await;
    let request = requests_of(&tx, done.case_id).await.unwrap().remove(0);
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    lianxin_cases::reveal(act, request.id, reason).await.expect("opened");
    tx.commit().await.unwrap();
    done.number
}

#[tokio::test]
async fn who_opened_a_contact_took_a_list_or_failed_to_come_in_is_in_the_log_with_the_reason() {
    on_each(modules, async |trial| {
        let auditor = trial.person("auditor", "370114").await;
        let leader = trial.person("town-leader", TOWN).named("郑海涛").await;
        let number = opened(trial, "约人上门看路灯").await;
        trial.get("/cases/export.csv").by(&leader).await.ok();
        trial.post("/sign-in", &[("login", &leader.login), ("password", "wrong")]).await.is(422);
        trial.post("/sign-in", &[("login", "nobody"), ("password", "wrong")]).await.is(422);
        trial.post("/sign-in", &[("login", &leader.login), ("password", PASSWORD)]).await.is(303);
        trial.work().await;

        let personal = trial.get("/audit?kind=personal").by(&auditor).await.ok();
        let line = personal.text("tr.line");
        for part in ["陈久安", "看联系方式", "约人上门看路灯", number.as_str()] {
            assert!(line.contains(part), "{part} is not in {line}");
        }
        let export = trial.get("/audit?kind=export").by(&auditor).await.ok().text("tr.line");
        assert!(export.contains("郑海涛") && export.contains("1 行"), "{export}");
        let signs = trial.get("/audit?kind=sign-in").by(&auditor).await.ok().texts("tr.line");
        for part in ["密码不对", "用没有的账号登录", "登录"] {
            assert!(signs.iter().any(|line| line.contains(part)), "{part}: {signs:?}");
        }
        let his = trial.get("/audit?who=郑海涛").by(&auditor).await.ok().texts("tr.line");
        assert!(his.len() >= 3 && his.iter().all(|line| line.contains("郑海涛")), "{his:?}");
        assert!(trial.get("/audit?who=没有这个人").by(&auditor).await.ok().texts("tr.line").is_empty());
        let tomorrow = trial.get("/audit?from=2026-05-21").by(&auditor).await.ok();
        assert!(tomorrow.texts("tr.line").is_empty());
        assert!(!trial.get("/audit?to=2026-05-20").by(&auditor).await.ok().texts("tr.line").is_empty());
    })
    .await;
}

#[tokio::test]
async fn reading_and_exporting_the_log_is_in_the_log_and_the_sheet_is_marked() {
    on_each(modules, async |trial| {
        let auditor = trial.person("auditor", "370114").named("周思源").await;
        opened(trial, "核实情况").await;
        trial.work().await;
        trial.get("/audit").by(&auditor).await.ok();
        let sheet = trial.get("/audit/export.csv?kind=personal").by(&auditor).await.ok();
        let text = sheet.body_text();
        assert!(
            text.lines().next().is_some_and(|mark| mark.contains("周思源") && mark.contains("不得外传")),
            "{text}"
        );
        assert!(text.contains("核实情况") && text.lines().count() == 3, "{text}");
        assert!(sheet.header("content-disposition").starts_with("attachment;"));
        trial.work().await;
        let read = trial.get("/audit?kind=audit").by(&auditor).await.ok().texts("tr.line");
        assert!(read.iter().any(|line| line.contains("周思源")), "{read:?}");
        let exported = trial.get("/audit?kind=export").by(&auditor).await.ok().texts("tr.line");
        assert!(exported.iter().any(|line| line.contains("导出审计日志")), "{exported:?}");
    })
    .await;
}

#[tokio::test]
async fn the_log_is_kept_beyond_six_months_and_pages_leave_nothing_out() {
    on_each(modules, async |trial| {
        let auditor = trial.person("auditor", "370114").await;
        for n in 0..120 {
            trial.post("/sign-in", &[("login", &format!("nobody{n}")), ("password", "x")]).await.is(422);
        }
        trial.later(Duration::days(400));
        trial.work().await;
        let mut page = trial.get("/audit?kind=sign-in").by(&auditor).await.ok();
        let mut seen = page.all("tr.line").len();
        while page.has("a[rel=next]") {
            page = page.press("a[rel=next]").by(&auditor).await.ok();
            seen += page.all("tr.line").len();
        }
        assert_eq!(seen, 120);
    })
    .await;
}

#[tokio::test]
async fn who_looked_at_a_case_is_told_by_its_number() {
    on_each(modules, async |trial| {
        let auditor = trial.person("auditor", "370114").await;
        let inspector = trial.person("discipline-inspector", "370114").named("孙石磊").await;
        let secretary = trial.person("village-secretary", VILLAGE).named("李启明").await;
        let done = said(trial, None).await;
        for who in [&inspector, &secretary] {
            trial.get(&format!("/cases/{}", done.case_id)).by(who).await.ok();
        }
        let looks = trial.get(&format!("/audit/case?number={}", done.number)).by(&auditor).await.ok();
        let rows = looks.texts("tr.look");
        assert!(
            rows.iter().any(|row| row.contains("孙石磊")) && rows.iter().any(|row| row.contains("李启明")),
            "{rows:?}"
        );
        assert!(trial.get("/audit/case?number=26-0520-9999-9").by(&auditor).await.ok().says("没有这个编号"));
    })
    .await;
}
