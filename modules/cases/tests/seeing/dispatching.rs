use lianxin_cases::State;
use lianxin_db::{Db, values};
use lianxin_trial::{Seen, Trial, on_each};

use super::{TOWN, VILLAGE, accept_as, case, modules, say};

const LAMP: &str = "村东头的路灯坏了三天，晚上看不见路，老人摔了一跤";

#[tokio::test]
async fn one_key_accepts_and_dispatches_as_suggested() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let id = say(trial, VILLAGE, LAMP).await;
        let page = trial.get("/dispatch").by(&dispatcher).await.ok();
        let marked = page.texts(".dispatch-words mark");
        assert!(marked.iter().any(|words| words.contains("路灯")), "{marked:?}");
        let lead = trial.playbook().lead_unit("C06").unwrap();
        assert!(page.says(&lead.name.zh));
        assert_eq!(page.one("button[data-key=e]").text, "按建议派出 E");
        let next = page.form("#send").await.follow().await.ok();
        assert!(next.text("main [role=status] b").starts_with("派出了"), "{}", next.body_text());
        let sent = case(trial, id).await;
        assert_eq!((sent.state(), sent.category.as_str()), (State::Dispatched, "C06"));
        assert_eq!(sent.unit_id, Some(trial.org(&lead.code).await.id));
        assert_eq!(trial.verbs("case", id).await, ["case.register", "case.accept", "case.dispatch"]);
        let dispatched = trial.events("case", id).await.pop().unwrap();
        assert_eq!(dispatched.text("suggestion").as_deref(), Some("accepted"));
    })
    .await;
}

#[tokio::test]
async fn when_two_dispatch_one_case_one_wins_and_the_other_is_told() {
    on_each(modules, async |trial: &Trial| {
        let one = trial.person("dispatcher", TOWN).await;
        let two = trial.person("dispatcher", TOWN).await;
        let id = say(trial, VILLAGE, LAMP).await;
        let first = trial.get("/dispatch").by(&one).await.ok();
        let second = trial.get("/dispatch").by(&two).await.ok();
        first.form("#send").await.is(303);
        let told = second.form("#send").await.is(409);
        assert!(told.text("[role=alert]").contains("有人先办了一步"), "{}", told.body_text());
        assert_eq!(trial.verbs("case", id).await.len(), 3);
        let sql = "SELECT COUNT(*) FROM parts WHERE case_id = $1";
        assert_eq!(trial.reader().count(sql, values![id]).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_queue_goes_by_time_left_and_shows_the_next_case() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let early = say(trial, VILLAGE, LAMP).await;
        trial.at("2026-05-20 11:00");
        say(trial, VILLAGE, "想问问户口迁回村里要哪些材料").await;
        let page = trial.get("/dispatch").by(&dispatcher).await.ok();
        assert_eq!(page.all(".dispatch-list li").len(), 2);
        assert!(page.one(".dispatch-list a.is-on").text.contains("路灯"));
        assert!(page.text(".dispatch-queue [role=status]").contains("待派 2 件"));
        let next = page.form("#send").await.follow().await.ok();
        assert!(next.text("h2.lx-h1").contains("户口"));
        assert!(next.has(&format!("[role=status] a[href$='{early}']")));
    })
    .await;
}

fn pick(page: &Seen, select: &str, text: &str) -> String {
    let options = page.all(&format!("{select} option"));
    let found = options.iter().find(|option| option.text == text);
    found.unwrap().attr("value").unwrap().to_owned()
}

#[tokio::test]
async fn category_and_unit_can_be_changed_and_the_event_says_so() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let id = say(trial, VILLAGE, LAMP).await;
        let page = trial.get("/dispatch").by(&dispatcher).await.ok();
        let name = trial.playbook().category("C08").unwrap().name.zh.clone();
        let code = pick(&page, "#other-category", &name);
        let changed = page.form("form:has(#other-category)").set("category", &code).await.ok();
        assert!(changed.says(&name));
        let town = trial.org(TOWN).await;
        let code = pick(&changed, "#other-unit", &town.name_zh);
        let changed = changed.form("form:has(#other-unit)").set("unit", &code).await.ok();
        changed.form("#send").await.is(303);
        let sent = case(trial, id).await;
        assert_eq!((sent.category.as_str(), sent.unit_id), ("C08", Some(town.id)));
        let event = trial.events("case", id).await.pop().unwrap();
        assert_eq!(event.text("suggestion").as_deref(), Some("changed"));
    })
    .await;
}

#[tokio::test]
async fn a_question_is_answered_at_once_and_what_is_too_short_is_kept() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let id = say(trial, VILLAGE, "想问问户口迁回村里要哪些材料").await;
        let form = trial.get("/dispatch").by(&dispatcher).await.ok().press("a[data-key=a]").await.ok();
        let again = form.form("form[action$='/answer']").set("answer", "要").await.is(422);
        assert_eq!(again.text("#answer"), "要");
        again
            .form("form[action$='/answer']")
            .set("answer", "带户口本和村里的证明，到派出所窗口办")
            .await
            .is(303);
        assert_eq!(case(trial, id).await.state(), State::Answered);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_needs_a_ground_and_where_to_go() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let id = say(trial, VILLAGE, "法院判了我不服，请政府改判").await;
        let form = trial.get("/dispatch").by(&dispatcher).await.ok().press("a[data-key=x]").await.ok();
        let again = form.form("form[action$='/refuse']").set("directions", "去法院").await.is(422);
        assert_eq!(again.text("#directions"), "去法院");
        let form = again.form("form[action$='/refuse']").set("ground", "court");
        form.set("directions", "请到区法院立案庭，电话在门口公示").await.is(303);
        assert_eq!(case(trial, id).await.state(), State::Refused);
    })
    .await;
}

#[tokio::test]
async fn a_likely_repeat_is_shown_with_its_reasons_and_what_was_said_about_it_does_not_come_back() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let earlier = say(trial, VILLAGE, LAMP).await;
        accept_as(trial, &dispatcher.by(trial).await, earlier, "C06").await;
        trial
            .get(&format!("/dispatch?case={earlier}"))
            .by(&dispatcher)
            .await
            .ok()
            .form("#send")
            .await
            .is(303);
        let new = say(trial, VILLAGE, "村东头路灯还是坏的，晚上看不见路，老人摔跤了").await;
        let third = say(trial, VILLAGE, "村东头的路灯坏了，晚上看不见路").await;
        let page = trial.get(&format!("/dispatch?case={new}")).by(&dispatcher).await.ok();
        assert!(
            page.has(&format!("form[action$='/relate'] input[value='{earlier}']")),
            "{}",
            page.body_text()
        );
        assert!(page.says("同一个村"));
        page.form(&format!("form[action$='/relate']:has(input[value='{earlier}'])"))
            .set("kind", "not-same")
            .await
            .is(303);
        let page = trial.get(&format!("/dispatch?case={new}")).by(&dispatcher).await.ok();
        assert!(!page.has(&format!("form[action$='/relate'] input[value='{earlier}']")));
        let page = trial.get(&format!("/dispatch?case={third}")).by(&dispatcher).await.ok();
        page.form(&format!("form[action$='/merge']:has(input[value='{earlier}'])")).await.is(303);
        assert_eq!(case(trial, third).await.master_id, Some(earlier));
    })
    .await;
}

#[tokio::test]
async fn the_dispatch_desk_reaches_no_further_than_the_post() {
    on_each(modules, async |trial: &Trial| {
        let id = say(trial, VILLAGE, LAMP).await;
        let elsewhere = trial.person("dispatcher", "370114007").await;
        let page = trial.get(&format!("/dispatch?case={id}")).by(&elsewhere).await.ok();
        assert!(!page.says("路灯"));
        trial.post(&format!("/dispatch/{id}"), &[("category", "C06")]).by(&elsewhere).await.is(404);
        let officer = trial.person("town-officer", TOWN).await;
        trial.get("/dispatch").by(&officer).await.is(403);
    })
    .await;
}

#[tokio::test]
async fn how_suggestions_fare_is_counted_from_what_dispatchers_did() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        say(trial, VILLAGE, LAMP).await;
        trial.get("/dispatch").by(&dispatcher).await.ok().form("#send").await.is(303);
        trial.work().await;
        let page = trial.get("/triage").by(&dispatcher).await.ok();
        assert!(page.says("1 / 1 件有建议的派单"), "{}", page.body_text());
        assert!(page.says("不到 50 件，不算比率"));
    })
    .await;
}
