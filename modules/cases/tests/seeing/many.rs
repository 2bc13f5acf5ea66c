use lianxin_base::Id;
use lianxin_cases::State;
use lianxin_db::{Db, values};
use lianxin_trial::{Trial, on_each};

use super::{TOWN, VILLAGE, accept_as, case, modules, say};

async fn dispatch(trial: &Trial, who: &lianxin_trial::Who, id: Id) {
    let page = trial.get(&format!("/dispatch?case={id}")).by(who).await.ok();
    page.form("#send").await.is(303);
}

#[tokio::test]
async fn each_of_many_is_told_by_itself_and_one_that_is_refused_stops_no_other() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let leader = trial.person("town-leader", TOWN).await;
        let sent = say(trial, VILLAGE, "村口路灯坏了三天，晚上看不见").await;
        let waiting = say(trial, VILLAGE, "东头路灯也坏了一盏").await;
        dispatch(trial, &dispatcher, sent).await;
        let (one, two) = (sent.to_string(), waiting.to_string());
        let chosen =
            [("act", "press"), ("case", one.as_str()), ("case", two.as_str()), ("address", "?state=any")];
        let question = trial.post("/cases/bulk", &chosen).by(&leader).await.ok();
        assert!(question.says("选了 2 件") && question.says("1 个工作日内要答复"));
        let told = question.form("form[action$='/cases/bulk']").set("words", "怎么样了").await.ok();
        assert!(told.says("催了 1 件") && told.says("1 件没办成"));
        assert_eq!(told.all(".lx-list .lx-st.is-ok").len(), 1);
        assert!(trial.verbs("case", sent).await.contains(&"case.press".to_owned()));
        assert!(!trial.verbs("case", waiting).await.contains(&"case.press".to_owned()));
        assert!(told.one("a.lx-back").attr("href").unwrap().ends_with("/cases?state=any"));
    })
    .await;
}

#[tokio::test]
async fn merging_needs_a_case_to_go_into_and_keeps_every_requester() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let master = say(trial, VILLAGE, "村口路灯坏了三天").await;
        let other = say(trial, VILLAGE, "村口那盏路灯不亮").await;
        accept_as(trial, &dispatcher.by(trial).await, master, "C06").await;
        let (one, two) = (master.to_string(), other.to_string());
        let chosen = [("act", "merge"), ("case", one.as_str()), ("case", two.as_str())];
        let question = trial.post("/cases/bulk", &chosen).by(&dispatcher).await.ok();
        let form = question.form("form[action$='/cases/bulk']");
        assert!(form.clone().await.is(422).says("请选并到哪一件里"));
        form.set("master", &one).await.ok();
        assert_eq!(case(trial, other).await.state(), State::Merged);
        let sql = "SELECT COUNT(*) FROM requests WHERE case_id = $1";
        assert_eq!(trial.reader().count(sql, values![master]).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn chosen_cases_are_dispatched_to_one_unit_and_what_is_not_its_work_is_told() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let by = dispatcher.by(trial).await;
        let lamp = say(trial, VILLAGE, "村口路灯坏了三天").await;
        let fee = say(trial, VILLAGE, "想问问社保怎么转").await;
        accept_as(trial, &by, lamp, "C06").await;
        let lead = trial.playbook().lead_unit("C06").unwrap().code.clone();
        let other = trial.playbook().categories.leaves().find(|one| {
            let item = trial.playbook().primary_item(&one.code);
            !one.is_sealed()
                && item.is_some_and(|item| item.lead_unit != lead && !item.supporting_units.contains(&lead))
        });
        accept_as(trial, &by, fee, &other.unwrap().code).await;
        let unit = trial.org(&lead).await.id.to_string();
        let (one, two) = (lamp.to_string(), fee.to_string());
        let fields = [
            ("act", "dispatch"),
            ("sure", "1"),
            ("case", one.as_str()),
            ("case", two.as_str()),
            ("unit", unit.as_str()),
        ];
        let told = trial.post("/cases/bulk", &fields).by(&dispatcher).await.ok();
        assert!(told.says("派出了 1 件"), "{}", told.body_text());
        assert_eq!(case(trial, lamp).await.state(), State::Dispatched);
        assert_eq!(case(trial, fee).await.state(), State::Accepted);
    })
    .await;
}

#[tokio::test]
async fn cases_out_of_reach_are_not_touched_by_acts_on_many() {
    on_each(modules, async |trial: &Trial| {
        let id = say(trial, VILLAGE, "村口路灯坏了三天").await.to_string();
        let elsewhere = trial.person("town-leader", "370114007").await;
        let fields = [("act", "press"), ("sure", "1"), ("case", id.as_str())];
        let told = trial.post("/cases/bulk", &fields).by(&elsewhere).await.ok();
        assert_eq!(told.all("main .lx-list li").len(), 0);
        let resident = trial.person("resident", VILLAGE).await;
        trial.post("/cases/bulk", &fields).by(&resident).await.is(403);
        let many: Vec<(&str, &str)> = std::iter::once(("act", "press")).collect();
        trial.post("/cases/bulk", &many).by(&elsewhere).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn an_export_holds_the_same_rows_masked_and_marked_and_is_written_down() {
    on_each(modules, async |trial: &Trial| {
        let leader = trial.person("town-leader", TOWN).named("郑海涛").await;
        say(trial, VILLAGE, "路灯坏了请打 13805311234 找我").await;
        say(trial, "370114011227", "井盖丢了一个").await;
        let csv = trial.get("/cases/export.csv?org=370114011251").by(&leader).await.ok();
        let text = csv.body_text();
        assert!(text.contains("郑海涛") && text.contains("路灯坏了"), "{text}");
        assert!(!text.contains("13805311234") && !text.contains("井盖"), "{text}");
        assert_eq!(text.lines().count(), 3);
        let xlsx = trial.get("/cases/export.xlsx").by(&leader).await.ok();
        assert!(xlsx.body.starts_with(b"PK"));
        let sql = "SELECT data FROM events WHERE verb = 'case.export' ORDER BY data";
        let data: Vec<String> = trial.reader().column(sql, values![]).await.unwrap();
        assert_eq!(data, [r#"{"format":"csv","rows":1}"#, r#"{"format":"xlsx","rows":2}"#]);
        let dispatcher = trial.person("dispatcher", TOWN).await;
        trial.get("/cases/export.csv").by(&dispatcher).await.is(403);
    })
    .await;
}
