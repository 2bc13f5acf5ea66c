//! A bad rating starts a clock of fifteen working days, reaches the head of the unit, and is put right, dated or explained.

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{FixRating, Registered, Solved, rate};
use lianxin_trial::Who;

use crate::act;
use crate::stage::{Stage, code, heard, on_both, redo};

/// A village lamp, mended by the area, checked and rated. Answers case and request.
pub async fn rated(stage: &Stage<'_>, office: &Who, level: i64) -> Registered {
    let said = stage.says("2026-05-20 09:00", "村口的垃圾三天没人收了", "13800000077").await;
    stage.accepts("2026-05-20 09:05", said.case_id, "B07").await;
    stage.dispatches("2026-05-20 09:10", said.case_id, stage.area).await;
    stage.signs("2026-05-20 09:20", office, said.case_id).await;
    stage.contacts("2026-05-20 09:30", office, said.case_id).await;
    stage.does("2026-05-20 15:00", office, said.case_id).await;
    stage.verifies("2026-05-20 16:00", said.case_id).await;
    stage.calls("2026-05-20 16:30", said.request_id, heard(Solved::Yes, 4)).await.unwrap();
    rates(stage, "2026-05-20 20:00", said.request_id, level).await;
    said
}

pub async fn rates(stage: &Stage<'_>, at: &str, request: Id, level: i64) {
    stage.trial.at(at);
    let by = By::nobody();
    let tx = stage.trial.begin().await;
    let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
    rate(act, request, level, "来了就走，态度不好").await.unwrap();
    tx.commit().await.unwrap();
}

fn fix(request: Id, how: &str) -> FixRating {
    FixRating { request, how: how.into(), words: "上门道了歉，把剩下的清干净了".into() }
}

#[tokio::test]
async fn a_bad_rating_has_fifteen_working_days_and_is_put_right_or_explained() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let secretary = stage.trial.person("area-secretary", "370114011W03").await;
        let said = rated(stage, &office, 2).await;
        let case = said.case_id;
        assert_eq!(stage.case(case).await.state, "ended", "the case itself stays ended");
        assert_eq!(stage.due(case, "bad-rating-fix").await, "2026-06-10 17:00");
        stage.trial.at("2026-05-21 09:00");
        let desk = lianxin_cases::offers;
        let by = office.by(stage.trial).await;
        let now = stage.case(case).await;
        let open =
            desk(&stage.trial.reader(), stage.trial.county(), &by, stage.trial.now(), &now).await.unwrap();
        assert_eq!(
            open.first().map(|offer| (offer.verb, offer.of)),
            Some((lianxin_cases::Verb::FixRating, Some(said.request_id)))
        );
        let page = stage.trial.get(&format!("/cases/{case}")).by(&office).await.ok();
        assert!(page.says("差评整改，6 月 10 日"), "{}", page.text("main"));

        // Five working days before the end the head of the unit is told.
        stage.trial.at("2026-06-04 09:01");
        stage.trial.work().await;
        let told = stage.trial.get("/notices").by(&secretary).await.ok();
        assert!(told.says("差评整改快到期"), "{}", told.text("main"));
        let liaison = stage.liaison("housing").await.0;
        let foreign = act!(stage, liaison, |a| lianxin_cases::fix_rating(a, fix(said.request_id, "fixed")));
        assert_eq!(code(foreign), "cases-refused-absent");
        act!(stage, office, |a| lianxin_cases::fix_rating(a, fix(said.request_id, "dated"))).unwrap();
        assert_eq!(stage.result(case, "bad-rating-fix").await, "", "a date alone does not stop the clock");
        act!(stage, secretary, |a| lianxin_cases::fix_rating(a, fix(said.request_id, "fixed"))).unwrap();
        assert_eq!(stage.result(case, "bad-rating-fix").await, "met");
        assert!(
            !stage.trial.get("/notices").by(&secretary).await.ok().says("差评整改"),
            "a warning leaves with its matter"
        );
        let again = act!(stage, office, |a| lianxin_cases::fix_rating(a, fix(said.request_id, "fixed")));
        assert_eq!(code(again), "cases-refused-no-bad-rating");
    })
    .await;
}

#[tokio::test]
async fn a_bad_rating_that_nobody_answers_passes_its_deadline_and_goes_up() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let said = rated(stage, &office, 1).await;
        stage.trial.at("2026-06-10 17:01");
        stage.trial.work().await;
        let verbs = "SELECT COUNT(*) FROM events e JOIN clocks k ON k.id = e.subject_id \
                     WHERE e.verb = 'clock.red' AND k.stage = 'bad-rating-fix'";
        assert_eq!(stage.count(verbs).await, 1, "a passed deadline is an event");
        let told = stage.trial.get("/notices").by(&stage.town_leader).await.ok();
        assert!(told.says("差评整改过了期限"), "{}", told.text("main"));
        stage.trial.at("2026-06-12 09:00");
        act!(stage, office, |a| lianxin_cases::fix_rating(a, fix(said.request_id, "explained"))).unwrap();
        assert_eq!(stage.result(said.case_id, "bad-rating-fix").await, "late");
    })
    .await;
}

#[tokio::test]
async fn a_good_rating_starts_nothing_and_a_redo_is_the_correction() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        rated(stage, &office, 3).await;
        assert_eq!(stage.count("SELECT COUNT(*) FROM clocks WHERE stage = 'bad-rating-fix'").await, 0);
        let said = stage.says("2026-06-01 09:00", "后街的垃圾也没人收", "13800000078").await;
        stage.accepts("2026-06-01 09:05", said.case_id, "B07").await;
        stage.dispatches("2026-06-01 09:10", said.case_id, stage.area).await;
        stage.signs("2026-06-01 09:20", &office, said.case_id).await;
        stage.contacts("2026-06-01 09:30", &office, said.case_id).await;
        stage.does("2026-06-01 15:00", &office, said.case_id).await;
        rates(stage, "2026-06-01 15:30", said.request_id, 2).await;
        stage.verifies("2026-06-01 16:00", said.case_id).await;
        stage.calls("2026-06-01 16:30", said.request_id, redo(Solved::No, 2)).await.unwrap();
        assert_eq!(stage.result(said.case_id, "bad-rating-fix").await, "", "it waits for the redo");
        stage.signs("2026-06-02 09:00", &stage.town_officer, said.case_id).await;
        stage.does("2026-06-02 11:00", &stage.town_officer, said.case_id).await;
        assert_eq!(stage.result(said.case_id, "bad-rating-fix").await, "met");
        stage.verifies("2026-06-02 15:00", said.case_id).await;
        stage.calls("2026-06-03 09:00", said.request_id, heard(Solved::Yes, 5)).await.unwrap();
    })
    .await;
}
