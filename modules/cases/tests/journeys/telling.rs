//! Whom a deadline reaches, and how it is read away; who has a case out of the queue; what may be the same matter.

use lianxin_db::{Db, values};

use crate::act;
use crate::stage::{code, on_both};

#[tokio::test]
async fn an_unassigned_case_that_is_late_reaches_the_town_and_is_read_away_once_for_all() {
    on_both(async |stage| {
        let said = stage.says("2026-05-20 09:00", "村口的路灯不亮了", "13800000031").await;
        stage.trial.at("2026-05-20 11:01");
        stage.trial.work().await;
        let notices = stage.trial.get("/notices").by(&stage.town_officer).await.ok();
        assert!(notices.says("受理过了期限") && notices.says("村口的路灯不亮了"), "{}", notices.text("main"));
        assert!(
            !stage.trial.get("/notices").by(&stage.verifier).await.ok().says("受理"),
            "told to nobody else"
        );
        let page = stage.trial.get(&format!("/cases/{}", said.case_id)).by(&stage.town_officer).await.ok();
        assert!(page.text("main .lx-banner").contains("受理过了期限"));
        let read = page.form("main .lx-banner form").await.is(303).follow().await.ok();
        assert!(read.path().ends_with(&said.case_id.to_string()) && !read.has("main .lx-banner form"));
        let second = stage.trial.person("town-officer", "官庄街道").await;
        assert!(
            !stage.trial.get("/notices").by(&second).await.ok().says("受理"),
            "one took note for the role"
        );
        assert_eq!(stage.count("SELECT COUNT(*) FROM events WHERE verb = 'notice.read'").await, 1);
        // A day later nobody has moved: it goes up.
        stage.trial.at("2026-05-21 17:01");
        stage.trial.work().await;
        let up = stage.trial.get("/notices").by(&stage.town_leader).await.ok();
        assert!(up.says("超期没办，报给您"), "{}", up.text("main"));
        stage.accepts("2026-05-21 17:10", said.case_id, "C06").await;
        let still = stage.trial.get("/notices").by(&stage.town_leader).await.ok();
        assert!(still.says("超期没办，报给您"), "what was sent up stays until it is read");
        let all = still.form("form.my-3").await.is(303).follow().await.ok();
        assert!(all.says("没有没看过的"));
    })
    .await;
}

#[tokio::test]
async fn nobody_reads_away_what_was_told_to_somebody_else() {
    on_both(async |stage| {
        stage.says("2026-05-20 09:00", "村口的路灯不亮了", "13800000031").await;
        stage.trial.at("2026-05-20 11:01");
        stage.trial.work().await;
        let sql = "SELECT id FROM notices WHERE role = 'town-officer'";
        let id: lianxin_base::Id = stage.trial.reader().value(sql, values![]).await.unwrap().unwrap();
        let foreign = stage.trial.post("/notices/read", &[("notice", &id.to_string())]).by(&stage.verifier);
        foreign.await.is(404);
        assert_eq!(stage.count("SELECT COUNT(*) FROM notices WHERE read_at IS NOT NULL").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_holder_without_a_superior_is_reported_to_the_next_step_of_the_ladder() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let said = stage.says("2026-05-20 09:00", "村口的垃圾三天没人收了", "13800000032").await;
        stage.accepts("2026-05-20 09:05", said.case_id, "B07").await;
        stage.dispatches("2026-05-20 09:10", said.case_id, stage.area).await;
        stage.signs("2026-05-20 09:20", &office, said.case_id).await;
        stage.contacts("2026-05-20 09:30", &office, said.case_id).await;
        // The area has no secretary: what the playbook sends there goes to the town's leader.
        stage.trial.at("2026-05-22 17:01");
        stage.trial.work().await;
        let told = stage.trial.get("/notices").by(&stage.town_leader).await.ok();
        assert!(told.says("办结过了期限"), "{}", told.text("main"));
    })
    .await;
}

#[tokio::test]
async fn a_unit_that_is_complained_about_is_never_told_about_the_case() {
    on_both(async |stage| {
        let secretary = stage.trial.person("area-secretary", "370114011W03").await;
        let said = stage.says("2026-05-20 09:00", "工作区的人态度不好，办事推诿", "13800000033").await;
        stage.trial.at("2026-05-20 09:05");
        let order = lianxin_cases::Accept {
            case: said.case_id,
            revision: None,
            category: "V02".into(),
            kind: "complaint".into(),
            item: String::new(),
            title: String::new(),
            accused: Some(stage.area),
        };
        act!(stage, stage.dispatcher, |a| lianxin_cases::accept(a, order)).unwrap();
        stage.trial.at("2026-06-05 09:00");
        for _ in 0..4 {
            stage.trial.work().await;
        }
        assert!(!stage.trial.get("/notices").by(&secretary).await.ok().says("态度不好"));
        let leaked = "SELECT COUNT(*) FROM notices n WHERE NOT EXISTS (SELECT 1 FROM case_reach r \
                      WHERE r.case_id = n.case_id AND r.unit_id = n.org_id)";
        assert_eq!(stage.count(leaked).await, 0);
        assert!(stage.count("SELECT COUNT(*) FROM notices").await > 0);
    })
    .await;
}

#[tokio::test]
async fn a_case_that_one_dispatcher_has_is_not_taken_in_by_another_for_twenty_minutes() {
    on_both(async |stage| {
        let other = stage.trial.person("dispatcher", "官庄街道").named("白露").await;
        let said = stage.says("2026-05-20 09:00", "村口的路灯不亮了", "13800000034").await;
        stage.trial.at("2026-05-20 09:02");
        let desk = stage.trial.get("/dispatch").by(&other).await.ok();
        desk.form("form[action$='/claim']").await.is(303);
        let seen = stage.trial.get("/dispatch").by(&stage.dispatcher).await.ok();
        assert!(seen.says("白露在看") && seen.says("白露正在看这一件"), "{}", seen.text("main"));
        let order = lianxin_cases::Accept {
            case: said.case_id,
            revision: None,
            category: "C06".into(),
            kind: "help".into(),
            item: String::new(),
            title: String::new(),
            accused: None,
        };
        let first = order.clone();
        let taken = act!(stage, stage.dispatcher, |a| lianxin_cases::accept(a, first));
        assert_eq!(code(taken), "cases-refused-claimed");
        stage.trial.at("2026-05-20 09:21");
        let second = order.clone();
        assert_eq!(
            code(act!(stage, stage.dispatcher, |a| lianxin_cases::accept(a, second))),
            "cases-refused-claimed"
        );
        stage.trial.at("2026-05-20 09:22");
        act!(stage, stage.dispatcher, |a| lianxin_cases::accept(a, order)).unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_may_be_the_same_matter_stands_beside_the_case_with_reasons_and_goes_by_one_press() {
    on_both(async |stage| {
        let words = "村东头生产路的路灯坏了三天，晚上看不见路";
        let one = stage.says("2026-05-20 09:00", words, "13800000035").await;
        let same =
            stage.says("2026-05-20 09:20", "生产路的路灯坏了，村东头晚上看不见路", "13800000036").await;
        let third = stage.says("2026-05-20 09:25", "村东头生产路路灯坏了，晚上看不见路", "13800000037").await;
        stage.accepts("2026-05-20 09:30", one.case_id, "C06").await;
        let page = stage.trial.get(&format!("/cases/{}", one.case_id)).by(&stage.dispatcher).await.ok();
        assert_eq!(page.all(".case-same .lx-row").len(), 2, "{}", page.text("main"));
        assert!(page.text(".case-same").contains("都说"), "{}", page.text(".case-same"));
        let merge = format!(".case-same form[action$='/merge']:has(input[value='{}'])", same.case_id);
        let merged = page.form(&merge).await.is(303).follow().await.ok();
        assert_eq!(stage.case(same.case_id).await.state, "merged");
        let not = format!(".case-same form[action$='/relate']:has(input[value='{}'])", third.case_id);
        let told = merged.form(&not).set("kind", "not-same").await.is(303).follow().await.ok();
        assert!(!told.has(".case-same"), "what somebody looked at does not come back");
        assert_eq!(stage.case(third.case_id).await.state, "registered");
        // Who may only read sees the reasons and no buttons.
        let fourth = stage.says("2026-05-20 09:40", words, "13800000038").await;
        let officer = stage.trial.get(&format!("/cases/{}", one.case_id)).by(&stage.town_officer).await.ok();
        assert_eq!(
            officer
                .one(".case-same .lx-link")
                .attr("href")
                .map(|href| href.ends_with(&fourth.case_id.to_string())),
            Some(true)
        );
        assert!(!officer.has(".case-same form"));
    })
    .await;
}

#[tokio::test]
async fn a_new_category_moves_neither_the_promise_nor_the_clock() {
    on_both(async |stage| {
        let said = stage.says("2026-05-20 09:00", "路口的井盖没了，车轮陷进去", "13800000039").await;
        stage.accepts("2026-05-20 09:05", said.case_id, "C08").await;
        let before = stage.due(said.case_id, "resolve").await;
        stage.trial.at("2026-05-20 09:30");
        let case = said.case_id;
        let refused = act!(stage, stage.dispatcher, |a| lianxin_cases::classify(a, case, None, "C08", ""));
        assert_eq!(code(refused), "cases-refused-category");
        let page = stage.trial.get(&format!("/cases/{case}/classify")).by(&stage.dispatcher).await.ok();
        page.form("#main-form").set("category", "C07").set("words", "是井盖，不是路面").await.is(303);
        let now = stage.case(case).await;
        assert_eq!((now.category.as_str(), now.pace.as_str()), ("C07", "normal"));
        assert_eq!(stage.due(case, "resolve").await, before);
    })
    .await;
}

#[tokio::test]
async fn many_that_wait_to_go_up_keep_nobody_else_from_being_told() {
    on_both(async |stage| {
        for n in 0..60 {
            stage.says("2026-05-20 09:00", &format!("村口第 {n} 盏路灯坏了"), "").await;
        }
        stage.trial.at("2026-05-20 11:01");
        stage.trial.work().await;
        let red = "SELECT COUNT(*) FROM events WHERE verb = 'clock.red'";
        assert_eq!(stage.count(red).await, 60, "more than one piece is told in one round");
        stage.says("2026-05-20 11:05", "井盖丢了一个", "").await;
        stage.trial.at("2026-05-20 15:00");
        stage.trial.work().await;
        assert_eq!(stage.count(red).await, 61);
        let up = "SELECT COUNT(*) FROM events WHERE verb = 'clock.escalate'";
        assert_eq!(stage.count(up).await, 0, "not before its own time");
        stage.trial.at("2026-05-22 17:00");
        stage.trial.work().await;
        assert_eq!(stage.count(up).await, 61, "each goes up");
    })
    .await;
}
