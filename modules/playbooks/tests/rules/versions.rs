use lianxin_playbooks::{changes_of, versions};
use lianxin_trial::on_each;

use crate::stage::{changed, earlier, modules, with_two_versions};

#[tokio::test]
async fn a_start_with_other_files_is_a_version_with_its_changes_and_one_event() {
    on_each(modules, async |trial| {
        with_two_versions(trial).await;
        let all = versions(&trial.reader()).await.unwrap();
        let told: Vec<(i64, &str, i64)> =
            all.iter().map(|one| (one.number, one.name.as_str(), one.changed)).collect();
        assert_eq!(told, [(2, "2026.1", 5), (1, "2025.4", 0)]);
        let rows = changes_of(&trial.reader(), all[0].id).await.unwrap();
        assert!(
            rows.iter().any(|row| row.code == "SI01"
                && row.field == "limit"
                && row.became.as_deref() == Some("30wd"))
        );
        let event = trial.events("playbook", all[0].id).await.remove(0);
        assert_eq!((event.verb.as_str(), event.json()["changed"].as_i64()), ("playbook.begin", Some(5)));

        trial.work().await;
        assert_eq!(trial.rows_in("playbook_versions").await, 2, "the same files make no version");
        let tx = trial.begin().await;
        assert!(
            lianxin_playbooks::record(&tx, &earlier()).await.unwrap().is_some(),
            "going back is a version"
        );
        tx.commit().await.unwrap();
        let files: i64 = trial.rows_in("playbook_files").await;
        assert!(files < 17 + 4, "files that stayed are kept once: {files}");
    })
    .await;
}

#[tokio::test]
async fn what_changed_is_struck_and_added_in_its_place() {
    on_each(modules, async |trial| {
        with_two_versions(trial).await;
        let officer = trial.person("organisation-officer", "370114").await;
        let list = trial.get("/playbook").by(&officer).await.ok();
        let services = list.press("a.playbook-changed[href*='/services']").await.ok();
        assert_eq!(services.all("main tbody tr").len(), 1, "only what changed");
        assert_eq!(services.texts("main tbody del"), ["45", "5.00 元"]);
        assert_eq!(services.texts("main tbody ins"), ["30", "不收费"]);
        assert!(services.says("改了 1 处"));
        let whole = trial.get("/playbook/services?version=2&against=1&all=1").by(&officer).await.ok();
        assert!(whole.all("main tbody tr").len() > 30);

        let words = trial.get("/playbook/emergency-words?version=2&against=1").by(&officer).await.ok();
        assert_eq!(words.texts("tr.is-gone th del"), ["断粮"]);
        assert_eq!(words.texts("tr.is-new th ins"), ["没饭吃"]);
        let same = trial.get("/playbook/limits?version=2&against=1").by(&officer).await.ok();
        assert!(same.says("没有不同"));

        let both = trial.get("/playbook/changes?from=1&to=2").by(&officer).await.ok();
        assert!(both.says("服务事项") && both.says("应急词"));
        let back = trial.get("/playbook/changes?from=2&to=1").by(&officer).await.ok();
        assert!(back.texts("main ins").iter().any(|text| text == "45"), "any two, in any order");
        let old = trial.get("/playbook/services?version=1").by(&officer).await.ok();
        assert!(old.says("45 个工作日") && old.says("以前的"), "an earlier version is read as it was");
        trial.get("/playbook/services?version=9").by(&officer).await.is(404);
        trial.get("/playbook/services?version=x").by(&officer).await.is(404);
        trial.get("/playbook/changes?from=1").by(&officer).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn an_approval_is_noted_once_by_whoever_approves() {
    on_each(modules, async |trial| {
        with_two_versions(trial).await;
        let leader = trial.person("department-leader", "civil").await;
        let officer = trial.person("organisation-officer", "370114").await;
        let page = trial.get("/playbook/versions").by(&leader).await.ok();
        assert_eq!(page.all("form.approve").len(), 2);
        assert!(!trial.get("/playbook/versions").by(&officer).await.ok().has("form.approve"));
        let form = page.form("form.approve[action$='/versions/2/approve']");
        let empty = form.clone().set("on", "2026-05-01").set("document", " ").await.is(422);
        assert!(empty.says("批准文件的文号"));
        assert_eq!(
            empty.form("form.approve[action$='/versions/2/approve']").value("on"),
            Some("2026-05-01"),
            "kept"
        );
        let later = form.clone().set("on", "2027-01-01").set("document", "会议纪要").await.is(422);
        assert!(later.says("不能晚于今天"));
        let done = form
            .clone()
            .set("on", "2026-05-01")
            .set("document", "区委社工〔2026〕3 号")
            .await
            .follow()
            .await
            .ok();
        assert!(
            done.says("5 月 1 日（周五）批准")
                && done.says("区委社工〔2026〕3 号")
                && done.says(&leader.name)
        );
        form.set("on", "2026-05-02").set("document", "另一个").await.is(409);
        let limits = trial.get("/playbook/limits").await.ok();
        assert!(limits.says("区委社工〔2026〕3 号"), "everybody reads who approved");
        trial.post("/playbook/versions/2/approve", &[("on", "2026-05-01")]).by(&officer).await.is(403);
        let version = versions(&trial.reader()).await.unwrap().remove(0);
        assert_eq!(trial.verbs("playbook", version.id).await, ["playbook.begin", "playbook.approve"]);
    })
    .await;
}

#[tokio::test]
async fn a_version_that_can_no_longer_be_loaded_is_told_cell_by_cell() {
    on_each(modules, async |trial| {
        with_two_versions(trial).await;
        let officer = trial.person("organisation-officer", "370114").await;
        // As if a later program asked for another heading.
        let tx = trial.begin().await;
        let broken = "code,name\ncivil,民政\n".as_bytes().to_vec();
        let insert = "INSERT INTO playbook_files (digest, content) VALUES ('broken', $1)";
        tx.run(insert, lianxin_db::values![broken]).await.unwrap();
        let sql = "UPDATE playbook_version_files SET digest = 'broken' WHERE file = 'units.csv' AND version_id = \
                   (SELECT id FROM playbook_versions WHERE number = 1)";
        tx.run(sql, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        let page = trial.get("/playbook/units?version=2&against=1").by(&officer).await.ok();
        assert!(page.says("对不上"));
        let raw = trial.get("/playbook/changes?from=1&to=2").by(&officer).await.ok();
        assert!(raw.says("逐格列出") && raw.texts("main del").iter().any(|text| text == "45wd"));
        trial.get("/playbook").by(&officer).await.ok();
        trial.get("/playbook/units/sheet?version=1").by(&officer).await.is(422);
    })
    .await;
}

#[test]
fn a_change_of_one_figure_changes_the_digest() {
    assert_ne!(earlier().files, changed(&[]).files);
}
