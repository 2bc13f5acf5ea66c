use lianxin_access::By;
use lianxin_cases::{Act, Channel, Register, register};
use lianxin_trial::on_each;

use crate::stage::modules;

#[tokio::test]
async fn another_limit_is_tried_on_last_months_cases_and_changes_nothing() {
    on_each(modules, async |trial| {
        let officer = trial.person("organisation-officer", "370114").await;
        let village = trial.org("370114011227").await.id;
        trial.at("2026-05-20 10:15");
        for n in 0..3 {
            let by = By::nobody();
            let tx = trial.begin().await;
            let act = Act { tx: &tx, county: trial.county(), by: &by };
            register(act, Register::new(tx.id(), Channel::Code, village, format!("村口路灯不亮第 {n} 盏")))
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        // Nobody took them in: a month later they are late by any limit.
        trial.at("2026-06-10 10:00");
        let page = trial.get("/playbook/trial").by(&officer).await.ok();
        assert!(!page.has("#outcome"));
        let form = page.form("#trial").set("rule", "any accept").set("month", "2026-05");
        let tried = form.clone().set("limit", "200d").await.ok();
        assert!(tried.says("3 件试算“受理”"), "{}", tried.body_text());
        assert!(tried.says("少 3 件超期"));
        let before = trial.rows_in("events").await;
        let wrong = form.clone().set("limit", "soon").await.is(422);
        assert!(wrong.says("30min") && wrong.form("#trial").value("limit") == Some("soon"));
        form.clone().set("limit", "1wd").set("month", "2026-5x").await.is(422);
        form.set("limit", "1wd").set("rule", "nothing at all").await.is(422);
        assert_eq!(trial.rows_in("events").await, before, "a trial leaves no trace");
        let worker = trial.person("grid-worker", "370114011227").await;
        trial.get("/playbook/trial").by(&worker).await.is(403);
    })
    .await;
}
