//! J12: errands for a bedridden person. One order with two items, told through the pages that its people use.

use lianxin_base::Id;
use lianxin_db::{Db, values};
use lianxin_trial::{Seen, Who};

use crate::stage::{Stage, on_both, wall};

/// The form of an act on the case's page, filled in and sent.
async fn act(stage: &Stage<'_>, who: &Who, case: Id, verb: &str, fields: &[(&str, &str)]) -> Seen {
    let open = stage.trial.get(&format!("/cases/{case}/{verb}")).by(who).await.ok();
    let form = open.form("#main-form");
    let filled = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
    filled.await.is(303).follow().await.ok()
}

async fn item(stage: &Stage<'_>, case: Id, service: &str) -> Id {
    let items = lianxin_cases::items_of(&stage.trial.reader(), case).await.unwrap();
    items.into_iter().find(|item| item.service == service).unwrap().id
}

/// Deadline and result of one item's own limit.
async fn item_clock(stage: &Stage<'_>, item: Id) -> (String, String) {
    let sql = "SELECT case_id FROM errand_items WHERE id = $1";
    let case: Id = stage.trial.reader().value(sql, values![item]).await.unwrap().unwrap();
    let clocks = lianxin_cases::clocks_of(&stage.trial.reader(), case).await.unwrap();
    let clock = clocks.into_iter().find(|clock| clock.item_id == Some(item)).unwrap();
    (wall(clock.due_at), clock.result)
}

/// The daughter orders by phone. Answers the case and the slip's number and query word.
async fn ordered(stage: &Stage<'_>) -> (Id, String, String) {
    stage.trial.at("2026-04-28 10:10");
    let form = stage.trial.get("/cases/new").by(&stage.dispatcher).await.ok().form("main form");
    let form = form.set("phone", "13805310012").set("name", "房春燕").set("proxy", "on");
    let form = form.set("what", "我妈卧床，想请人上门办养老认证和残疾人补贴");
    let form = form.set("place", &stage.village.to_string()).set("wish", "2026-04-30T09:30");
    let slip = form.field("errand", "SI14").field("errand", "SI04").set("act", "send").await.ok();
    let lines = slip.texts("dl dd");
    let case = stage.trial.reader().value("SELECT id FROM cases", values![]).await.unwrap().unwrap();
    (case, lines[0].clone(), lines[1].clone())
}

async fn followed(stage: &Stage<'_>, number: &str, word: &str) -> Seen {
    let enter = stage.trial.get("/follow").await.ok().form("main form");
    enter.set("number", number).set("word", word).await.follow().await.ok()
}

#[tokio::test]
async fn j12_two_errands_for_a_bedridden_person_each_by_its_own_limit() {
    on_both(async |stage| {
        let deputy = stage.trial.person("area-deputy", "370114011W03").named("葛军").await;
        let office = stage.trial.person("area-office", "370114011W03").named("苏静").await;
        let grid_worker = stage.trial.person("grid-worker", "370114011251").named("贾芳").await;
        let (civil, _) = stage.liaison("civil").await;
        let (disabled, disabled_unit) = stage.liaison("disabled").await;
        let (case, number, word) = ordered(stage).await;
        let now = stage.case(case).await;
        assert_eq!(
            (now.state.as_str(), now.pace.as_str(), now.unit_id),
            ("dispatched", "errand", Some(stage.area))
        );
        assert_eq!((now.category.as_str(), now.sensitive), ("J04", true));
        assert_eq!(stage.due(case, "sign").await, "2026-04-28 15:10");
        assert_eq!(
            stage.count("SELECT COUNT(*) FROM clocks").await,
            1,
            "an order is not accepted, it is taken"
        );

        stage.trial.at("2026-04-28 11:00");
        let page = stage.trial.get(&format!("/cases/{case}")).by(&deputy).await.ok();
        page.form("form[action$='/sign']").await.is(303);
        let helpers = grid_worker.id.to_string();
        act(stage, &deputy, case, "assign", &[("to", &office.id.to_string()), ("helpers", &helpers)]).await;
        assert_eq!(stage.result(case, "sign").await, "met");
        let visit = lianxin_cases::clocks_of(&stage.trial.reader(), case).await.unwrap();
        let visit = visit.iter().find(|clock| clock.stage == "visit").unwrap();
        assert_eq!(wall(visit.original_due), "2026-04-29 17:00");
        assert_eq!(wall(visit.due_at), "2026-04-30 09:30", "the day that she chose wins");
        let follow = followed(stage, &number, &word).await;
        assert!(
            follow.text("#ordered").contains("身份证、本人到场或上门人脸认证、申请表、残疾人证、银行账户"),
            "all papers at once, none twice: {}",
            follow.text("#ordered")
        );
        assert!(follow.texts(".lx-tl b").iter().any(|line| line.contains("请备好这些")));

        stage.trial.at("2026-04-30 09:30");
        act(stage, &office, case, "visit", &[("words", "见到王秀芝和女儿，亮了工作证")]).await;
        assert_eq!(stage.result(case, "visit").await, "met");
        let consent = [
            ("kind", "health"),
            ("purpose", "只用于申请残疾人两项补贴"),
            ("keep_until", "2026-12-31"),
            ("given_by", "self"),
            ("way", "fingerprint"),
            ("note", "长期卧床，二级残疾"),
            ("number", "37011419450101002212"),
        ];
        act(stage, &office, case, "record-consent", &consent).await;

        stage.trial.at("2026-04-30 09:50");
        let pension = item(stage, case, "SI14").await;
        let done = [("ending", "done"), ("words", "上门刷脸，认证通过")];
        act(stage, &office, case, &format!("finish-item?of={pension}"), &done).await;
        assert_eq!(item_clock(stage, pension).await, ("2026-04-30 17:00".into(), "met".into()));

        stage.trial.at("2026-04-30 10:15");
        let subsidy = item(stage, case, "SI04").await;
        let open =
            stage.trial.get(&format!("/cases/{case}/papers-complete?of={subsidy}")).by(&office).await.ok();
        let photo = include_bytes!("../residents/lamp.png").to_vec();
        open.form("#main-form").file("photos", "papers.png", photo).await.is(303);
        assert_eq!(
            item_clock(stage, subsidy).await.0,
            "2026-05-18 17:00",
            "ten working days over the holiday"
        );
        assert_eq!(wall(stage.case(case).await.promise_due.unwrap()), "2026-05-18 17:00");

        stage.trial.at("2026-05-06 09:20");
        let also = disabled_unit.to_string();
        act(
            stage,
            &office,
            case,
            &format!("hand-in?of={subsidy}"),
            &[("also", &also), ("words", "初审过了")],
        )
        .await;
        stage.trial.at("2026-05-06 14:00");
        let page = stage.trial.get(&format!("/cases/{case}")).by(&civil).await.ok();
        page.form("form[action$='/sign']").await.is(303);
        stage.trial.at("2026-05-11 10:00");
        act(stage, &disabled, case, "progress", &[("words", "残疾等级核对无误")]).await;

        stage.trial.at("2026-05-15 14:00");
        look(stage, &civil, case, "审批要看残疾等级").await;
        let paid = [("ending", "done"), ("words", "批准，从申请当月起发")];
        act(stage, &civil, case, &format!("finish-item?of={subsidy}"), &paid).await;
        assert_eq!(item_clock(stage, subsidy).await.1, "met");
        let now = stage.case(case).await;
        assert_eq!((now.state.as_str(), now.ending.as_str()), ("done", "solved"));
        assert_eq!(stage.due(case, "verify").await, "2026-05-19 17:00");

        stage.trial.at("2026-05-18 09:30");
        act(stage, &grid_worker, case, "visit", &[("words", "大字的通知送到，念给老人听，签收了")]).await;
        stage.trial.at("2026-05-18 10:30");
        look(stage, &stage.verifier, case, "核查要对残疾证号").await;
        act(stage, &stage.verifier, case, "verify", &[("words", "两项都对")]).await;
        assert_eq!(stage.result(case, "verify").await, "met");
        assert_eq!(stage.due(case, "call-back").await, "2026-05-20 17:00");
        stage.trial.at("2026-05-19 10:00");
        let heard = [("reached", "yes"), ("solved", "yes"), ("satisfaction", "5")];
        act(stage, &stage.caller, case, "call-back", &heard).await;
        assert_eq!(stage.case(case).await.state, "ended");

        assert_eq!(
            stage.count("SELECT COUNT(*) FROM events WHERE verb = 'case.visit'").await,
            2,
            "two home visits"
        );
        let in_time = "SELECT COUNT(*) FROM clocks WHERE stage = 'resolve' AND result = 'met'";
        assert_eq!(stage.count(in_time).await, 2);
        let follow = followed(stage, &number, &word).await;
        assert!(follow.text(".card .lx-say").contains("从申请当月起发"), "{}", follow.text("main"));
    })
    .await;
}

/// Opens what was noted with the person's consent; the page asks why first.
async fn look(stage: &Stage<'_>, who: &Who, case: Id, why: &str) {
    let page = stage.trial.get(&format!("/cases/{case}")).by(who).await.ok();
    let address = page.all("a[href*='/consents/']").last().unwrap().attr("href").unwrap().to_owned();
    let ask = page.go(&address).await.ok();
    assert!(!ask.body_text().contains("二级残疾"));
    ask.form("main form").await.is(422);
    let seen = ask.form("main form").set("reason", why).await.ok();
    assert!(seen.says("长期卧床，二级残疾") && seen.says("37011419450101002212"));
}

#[tokio::test]
async fn what_is_kept_with_consent_is_sealed_told_and_erased_by_the_person_or_by_its_time() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").named("苏静").await;
        let (case, number, word) = ordered(stage).await;
        stage.trial.at("2026-04-28 11:00");
        let page = stage.trial.get(&format!("/cases/{case}")).by(&office).await.ok();
        page.form("form[action$='/sign']").await.is(303);
        for (kind, until) in [("health", "2026-06-30"), ("account", "2026-12-31")] {
            let consent = [
                ("kind", kind),
                ("purpose", "只用于这次申请"),
                ("keep_until", until),
                ("way", "signature"),
                ("note", "长期卧床，二级残疾"),
                ("number", "37011419450101002212"),
            ];
            act(stage, &office, case, "record-consent", &consent).await;
            stage.trial.later(chrono::Duration::minutes(1));
        }
        let far = [("purpose", "只用于这次申请"), ("keep_until", "2039-01-01"), ("way", "signature")];
        let open = stage.trial.get(&format!("/cases/{case}/record-consent")).by(&office).await.ok();
        let form = far.iter().fold(open.form("#main-form"), |form, (name, value)| form.set(name, value));
        assert!(form.await.is(422).says("最长三年"));
        look(stage, &office, case, "上门核对").await;
        // A leader who reads sensitive cases has no business with somebody's health.
        let leader = stage.trial.get(&format!("/cases/{case}")).by(&stage.town_leader).await.ok();
        assert!(leader.says("只用于这次申请") && !leader.has("a[href*='/consents/']"));
        let consents = lianxin_cases::consents_of(&stage.trial.reader(), case).await.unwrap();
        let address = format!("/cases/{case}/consents/{}", consents[0].id);
        stage.trial.get(&address).by(&stage.town_leader).await.is(403);
        let sealed = consents[0].note_sealed.clone().unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("卧床"));

        let follow = followed(stage, &number, &word).await;
        assert!(follow.text(".looks").contains("苏静") && follow.text(".looks").contains("上门核对"));
        assert_eq!(follow.all("#agreed form").len(), 2);
        let back = follow.form("#agreed li:nth-child(2) form").await.follow().await.ok();
        assert!(back.text("#agreed").contains("您已收回同意"));
        assert_eq!(stage.count("SELECT COUNT(*) FROM consents WHERE note_sealed IS NULL").await, 1);

        stage.trial.at("2026-07-01 03:00");
        stage.trial.work().await;
        assert_eq!(stage.count("SELECT COUNT(*) FROM consents WHERE note_sealed IS NOT NULL").await, 0);
        assert!(stage.trial.verbs("case", case).await.contains(&"case.erase-consent".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn an_order_whose_papers_are_never_complete_does_not_sleep() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").named("苏静").await;
        let (case, ..) = ordered(stage).await;
        stage.trial.at("2026-04-28 11:00");
        let page = stage.trial.get(&format!("/cases/{case}")).by(&office).await.ok();
        page.form("form[action$='/sign']").await.is(303);
        stage.trial.at("2026-04-30 09:30");
        let again = [("words", "残疾证找不到，先补证"), ("again", "2026-05-13T10:00")];
        act(stage, &office, case, "visit", &again).await;
        assert_eq!(stage.due(case, "papers").await, "2026-05-18 17:00");
        assert_eq!(stage.due(case, "visit").await, "2026-05-13 10:00");
        let page = stage.trial.get(&format!("/cases/{case}/resolve")).by(&office).await;
        page.is(409);
        for service in ["SI14", "SI04"] {
            let item = item(stage, case, service).await;
            let words = [("ending", "not-possible"), ("words", "老人已随女儿去外地，由那边办")];
            act(stage, &office, case, &format!("finish-item?of={item}"), &words).await;
        }
        let now = stage.case(case).await;
        assert_eq!((now.state.as_str(), now.ending.as_str()), ("done", "not-possible"));
        stage.trial.at("2026-04-30 15:00");
        act(stage, &stage.verifier, case, "send-back", &[("words", "电话里说还在本村")]).await;
        assert_eq!(stage.case(case).await.state, "signed");
        let open = lianxin_cases::items_of(&stage.trial.reader(), case).await.unwrap();
        assert!(open.iter().any(lianxin_cases::ErrandItem::is_open));
        assert_eq!(stage.result(case, "papers").await, "", "its clock runs again");
    })
    .await;
}
