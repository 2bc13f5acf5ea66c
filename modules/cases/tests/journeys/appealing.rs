//! A bad rating against the facts: the unit appeals, the person reads it and answers, the district decides and says why. The
//! rating itself stays; nobody is made to take it back.

use lianxin_base::Id;
use lianxin_cases::{Appeal, Registered, appeal_rating, decide};
use lianxin_trial::Who;

use crate::act;
use crate::rating::{rated, rates};
use crate::stage::{Stage, code, on_both};

fn appeal(stage: &Stage<'_>, request: Id) -> Appeal {
    let ask = stage.trial.county().store.world().id();
    Appeal {
        ask, request, ground: "against-facts".into(), words: "当天下午就清完了，有前后照片".into()
    }
}

/// Rated badly on Wednesday evening, appealed on Thursday morning. Answers the ask.
async fn appealed(stage: &Stage<'_>, office: &Who) -> (Registered, Id) {
    let said = rated(stage, office, 1).await;
    stage.trial.at("2026-05-21 09:00");
    let order = appeal(stage, said.request_id);
    let ask = order.ask;
    act!(stage, office, |a| appeal_rating(a, order)).unwrap();
    (said, ask)
}

/// The page on which the requester follows.
async fn follow(stage: &Stage<'_>, said: &Registered) -> lianxin_trial::Seen {
    let address = format!("/follow/{}?w={}", said.number, said.word.as_str());
    stage.trial.get(&address).await.is(303).follow().await.ok()
}

const LEFT_OUT: &str = "SELECT COUNT(*) FROM exclusions WHERE reason = 'appeal' AND rate = 'rating'";

#[tokio::test]
async fn a_rating_with_a_right_appeal_stays_is_left_out_and_the_person_reads_why() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let supervisor = stage.trial.person("district-supervisor", "370114").await;
        let (said, ask) = appealed(stage, &office).await;
        let case = said.case_id;
        assert_eq!(stage.due(case, "appeal-decide").await, "2026-05-26 17:00");
        assert_eq!(stage.result(case, "bad-rating-fix").await, "", "an appeal wins no time");

        let page = follow(stage, &said).await;
        assert!(page.says("当天下午就清完了，有前后照片"), "{}", page.text("main"));
        let form = stage.trial.get(&format!("/cases/{case}/decide?of={ask}")).by(&supervisor).await.ok();
        assert!(form.says("评价与事实不符"), "{}", form.text("main"));
        assert!(form.says("非常不满意"), "whoever decides reads the rating: {}", form.text("main"));

        let silent = act!(stage, supervisor, |a| decide(a, ask, true, ""));
        assert_eq!(code(silent), "cases-refused-decision-words", "who leaves a rating out says why");
        act!(stage, supervisor, |a| decide(a, ask, true, "照片时间能对上，当天已清")).unwrap();
        assert_eq!(stage.result(case, "bad-rating-fix").await, "dropped");
        assert_eq!(stage.result(case, "appeal-decide").await, "met");
        assert_eq!(stage.count(LEFT_OUT).await, 1);
        assert_eq!(stage.count("SELECT rating FROM requests WHERE rating > 0").await, 1, "the rating stays");
        let page = follow(stage, &said).await;
        assert!(page.says("您的评价留着，不计入统计"), "{}", page.text("main"));
        assert!(page.says("照片时间能对上，当天已清"), "{}", page.text("main"));
        stage.nothing_is_lost().await;
    })
    .await;
}

#[tokio::test]
async fn whose_rating_is_appealed_may_answer_until_it_is_decided() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let supervisor = stage.trial.person("district-supervisor", "370114").await;
        let (said, ask) = appealed(stage, &office).await;
        let by = lianxin_access::By::nobody();
        let answers = async |words: &str| {
            let tx = stage.trial.begin().await;
            let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
            let done = lianxin_cases::add_words(act, said.request_id, words, &[]).await;
            tx.commit().await.unwrap();
            done
        };
        assert!(follow(stage, &said).await.says("补充或回话"));
        answers("照片是另一处的，我家门口那堆还在").await.unwrap();
        let page = stage.trial.get(&format!("/cases/{}", said.case_id)).by(&supervisor).await.ok();
        assert!(page.says("照片是另一处的，我家门口那堆还在"), "{}", page.text("main"));
        act!(stage, supervisor, |a| decide(a, ask, false, "两处地点不一致，请再去看")).unwrap();
        assert_eq!(stage.count(LEFT_OUT).await, 0);
        assert_eq!(stage.result(said.case_id, "bad-rating-fix").await, "", "it is put right");
        assert!(follow(stage, &said).await.says("您的评价照常算数"));
        assert_eq!(code(answers("谢谢").await), "cases-refused-moved-on");
        let again = appeal(stage, said.request_id);
        let again = act!(stage, office, |a| appeal_rating(a, again));
        assert_eq!(code(again), "cases-refused-appealed-already");
    })
    .await;
}

#[tokio::test]
async fn an_appeal_that_nobody_decides_lapses_and_the_rating_counts() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let supervisor = stage.trial.person("district-supervisor", "370114").await;
        let (said, ask) = appealed(stage, &office).await;
        stage.trial.at("2026-05-26 17:01");
        stage.trial.work().await;
        let state = "SELECT COUNT(*) FROM asks WHERE kind = 'appeal' AND state = 'lapsed'";
        assert_eq!(stage.count(state).await, 1);
        let late = act!(stage, supervisor, |a| decide(a, ask, true, "现在才看到，应当成立"));
        assert_eq!(code(late), "cases-refused-decided-already");
        assert_eq!(stage.count(LEFT_OUT).await, 0);
        assert!(follow(stage, &said).await.says("到期没有审定，您的评价照常算数"));
    })
    .await;
}

#[tokio::test]
async fn nobody_appeals_for_others_or_decides_what_they_appealed() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let said = rated(stage, &office, 2).await;
        stage.trial.at("2026-05-21 09:00");
        let order = || appeal(stage, said.request_id);
        let (one, two, three) = (order(), order(), order());
        let secretary = stage.trial.person("village-secretary", "370114011251").await;
        let foreign = act!(stage, secretary, |a| appeal_rating(a, one));
        assert_eq!(code(foreign), "cases-refused-not-your-unit");
        let dispatcher = act!(stage, stage.dispatcher, |a| appeal_rating(a, two));
        assert_eq!(code(dispatcher), "shell-refused-no-permission");
        let ask = three.ask;
        act!(stage, office, |a| appeal_rating(a, three)).unwrap();
        let own = act!(stage, office, |a| decide(a, ask, true, "我们说得对"));
        assert_eq!(code(own), "shell-refused-no-permission");
        let leader = act!(stage, stage.town_leader, |a| decide(a, ask, true, "街道认为成立"));
        assert_eq!(code(leader), "shell-refused-no-permission", "the district decides");
    })
    .await;
}

#[tokio::test]
async fn what_a_person_says_later_takes_the_place_of_the_appealed_word() {
    on_both(async |stage| {
        let office = stage.trial.person("area-office", "370114011W03").await;
        let supervisor = stage.trial.person("district-supervisor", "370114").await;
        let (said, ask) = appealed(stage, &office).await;
        let by = lianxin_access::By::nobody();
        let tx = stage.trial.begin().await;
        let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
        lianxin_cases::ask_redo(act, said.case_id, "门口那堆还在，请再来").await.unwrap();
        tx.commit().await.unwrap();
        let late = act!(stage, supervisor, |a| decide(a, ask, true, "照片能对上"));
        assert_eq!(code(late), "cases-refused-decided-already", "a redo takes the appeal back");
        let deputy = stage.trial.person("area-deputy", "370114011W03").await;
        stage.signs("2026-05-21 10:00", &deputy, said.case_id).await;
        stage.does("2026-05-21 15:00", &deputy, said.case_id).await;
        rates(stage, "2026-05-21 20:00", said.request_id, 2).await;
        stage.trial.at("2026-05-22 09:00");
        let again = appeal(stage, said.request_id);
        let early = act!(stage, office, |a| appeal_rating(a, again.clone()));
        assert_eq!(code(early), "cases-refused-moved-on", "who verifies may still send it back");
        stage.verifies("2026-05-22 10:00", said.case_id).await;
        act!(stage, office, |a| appeal_rating(a, again)).unwrap();
        stage.nothing_is_lost().await;
    })
    .await;
}
