//! What the county holds about a person: read, taken along, corrected, erased; and kept no longer than needed.

use chrono::Duration;
use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Act, ERASED, HandOver, find, hand_over, requests_of, title_of, withdraw};
use lianxin_db::{Db, values};
use lianxin_trial::{Seen, Trial, on_each};

use crate::{PHONE, WORDS, modules, said};

async fn followed(trial: &Trial) -> (Seen, lianxin_cases::Registered) {
    let done = said(trial, None).await;
    let word = done.word.to_string();
    let inside = trial.post("/follow", &[("number", &done.number), ("word", &word)]).await.is(303);
    (inside, done)
}

#[tokio::test]
async fn without_a_sign_in_or_a_number_nothing_is_told() {
    on_each(modules, async |trial| {
        said(trial, None).await;
        let page = trial.get("/holdings").await.ok();
        assert!(page.says("先让我们知道您是谁") && !page.body_text().contains("老磨坊"));
        trial.get("/holdings/file.json").await.is(404);
        trial.get("/holdings/file.csv").await.is(404);
        trial.post("/holdings/ask", &[("kind", "erase"), ("words", "全部删掉")]).await.is(303);
        assert_eq!(trial.rows_in("cases").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_signed_in_resident_reads_all_of_it_and_takes_it_along() {
    on_each(modules, async |trial| {
        let resident = trial.person("resident", "370114011251").named("赵小满").await;
        let done = said(trial, Some(&resident)).await;
        said(trial, None).await;
        let page = trial.get("/holdings").by(&resident).await.ok();
        assert_eq!(page.all(".request").len(), 1, "the own ones and nobody else's");
        assert!(page.says(&done.number) && page.says(WORDS) && page.says("办结后 120 个月"));
        assert!(page.text("#person").contains("赵小满") && page.text("#account").contains(&resident.login));
        assert!(!page.body_text().is_empty() && page.says("没有人看过"));

        let file = trial.get("/holdings/file.json").by(&resident).await.ok().json();
        assert_eq!(file["requests"][0]["phone"], PHONE);
        assert_eq!(file["requests"][0]["words"], WORDS);
        assert_eq!(file["person"]["name"], "赵小满");
        let table = trial.get("/holdings/file.csv").by(&resident).await.ok();
        assert!(table.body_text().contains("requests.1.words") && table.body_text().contains(PHONE));
        assert_eq!(table.header("cache-control"), "no-store");
    })
    .await;
}

#[tokio::test]
async fn what_went_out_sealed_is_still_told_to_whoever_wrote_it() {
    on_each(modules, async |trial| {
        let resident = trial.person("resident", "370114011251").named("赵小满").await;
        let done = said(trial, Some(&resident)).await;
        let dispatcher = trial.person("dispatcher", "370114011").await.by(trial).await;
        let tx = trial.begin().await;
        let act = Act { tx: &tx, county: trial.county(), by: &dispatcher };
        let order = HandOver {
            id: tx.id(),
            case: done.case_id,
            revision: None,
            category: "V06".into(),
            words: "已移交区纪委监委，电话 12388".into(),
        };
        hand_over(act, order).await.unwrap();
        tx.commit().await.unwrap();
        let page = trial.get("/holdings").by(&resident).await.ok();
        assert!(
            page.says(WORDS) && page.says("已封存移交") && !page.says("不予受理"),
            "{}",
            page.text("main")
        );
        let file = trial.get("/holdings/file.json").by(&resident).await.ok().json();
        assert_eq!(file["requests"][0]["words"], WORDS);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_registered_in_a_household_reads_what_stands_there_and_who_opened_the_numbers() {
    on_each(modules, async |trial| {
        const VILLAGE: &str = "370114011251";
        let worker = trial.person("grid-worker", VILLAGE).named("贺兰").await;
        let resident = trial.person("resident", VILLAGE).named("赵小满").await;
        let new = trial.get("/households/new").by(&worker).await.ok().form("#new-household");
        let village = trial.org(VILLAGE).await.id.to_string();
        let home = new.set("org", &village).set("number", "幸福路 12 号").await.follow().await.ok();
        let household: Id = home.path().rsplit('/').next().unwrap().parse().unwrap();
        let tx = trial.begin().await;
        let sealed = trial.county().keys.seal("persons", resident.id, "phone_sealed", PHONE).unwrap();
        let sql = "UPDATE persons SET household_id = $2, phone_sealed = $3 WHERE id = $1";
        tx.run(sql, values![resident.id, household, sealed]).await.unwrap();
        tx.commit().await.unwrap();
        let home = home.go(home.path()).await.ok();
        let before = trial.get("/holdings").by(&resident).await.ok();
        assert!(before.text("#person").contains("幸福路 12 号·"), "{}", before.text("#person"));
        assert_eq!(before.all("#person .opened").len(), 0);
        home.form("form.open").set("why", "errand").await.ok();
        let page = trial.get("/holdings").by(&resident).await.ok();
        let looks = page.text("#person .opened");
        assert!(looks.contains("贺兰") && looks.contains("代办事项"), "{looks}");
        let file = trial.get("/holdings/file.json").by(&resident).await.ok().json();
        assert_eq!(file["person"]["household"]["number"], "幸福路 12 号");
        assert_eq!(file["person"]["opened"][0]["who"], "贺兰");
        trial.work().await;
        let inspector = trial.person("discipline-inspector", "370114").await;
        let log = trial.get("/audit?kind=personal").by(&inspector).await.ok();
        assert!(log.says("查看住户的证件号码") && log.says("贺兰"), "{}", log.body_text());
    })
    .await;
}

#[tokio::test]
async fn who_may_look_for_nothing_is_offered_no_search() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let worker = trial.person("grid-worker", "370114011251").await;
        for (who, may) in [(&admin, 403), (&worker, 200)] {
            trial.get("/search").by(who).await.is(may);
            let offered = trial.get("/account").by(who).await.ok().has("header a[href$='/search']");
            assert_eq!(offered, may == 200);
        }
    })
    .await;
}

#[tokio::test]
async fn with_number_and_word_the_own_request_is_told_with_a_masked_number_and_who_opened_it() {
    on_each(modules, async |trial| {
        let (inside, done) = followed(trial).await;
        said(trial, None).await;
        let secretary = trial.person("area-secretary", "370114011W03").named("陈久安").await;
        let by: By = secretary.by(trial).await;
        let tx = trial.begin().await;
        let request = requests_of(&tx, done.case_id).await.unwrap().remove(0);
        let act = Act { tx: &tx, county: trial.county(), by: &by };
        lianxin_cases::reveal(act, request.id, "约人上门看路灯").await.unwrap();
        tx.commit().await.unwrap();

        let page = inside.go("/370114/holdings").await.ok();
        assert_eq!(page.all(".request").len(), 1);
        assert!(
            !page.body_text().contains(PHONE) && page.says("139****8264"),
            "the slip may be in another hand"
        );
        let opened = page.text("li.opened");
        assert!(opened.contains("陈久安") && opened.contains("约人上门看路灯"), "{opened}");
        let file = inside.go("/370114/holdings/file.json").await.ok();
        assert!(!file.body_text().contains(PHONE));
    })
    .await;
}

#[tokio::test]
async fn a_wish_becomes_a_case_with_a_number_and_sent_twice_it_is_one() {
    on_each(modules, async |trial| {
        let (inside, done) = followed(trial).await;
        let form = inside.go("/370114/holdings").await.ok().form("#ask");
        let wrong = form.clone().set("words", "好").await.is(422);
        assert!(wrong.has("#kind-error") && wrong.has("#words-error"));
        assert_eq!(wrong.text("textarea[name=words]"), "好", "what was typed is kept");
        let form =
            form.set("kind", "correct").set("about", &done.number).set("words", "姓名写错了，应该是赵晓满");
        let asked = form.clone().await.ok();
        let number = asked.text("#receipt .number");
        assert_eq!(form.await.ok().text("#receipt .number"), number);
        assert_eq!(trial.rows_in("cases").await, 2);
        let word = asked.text("#receipt .word");
        let follow = trial.post("/follow", &[("number", &number), ("word", &word)]).await.follow().await.ok();
        assert!(follow.says("赵晓满") && follow.says("更正"));
        let dispatcher = trial.person("dispatcher", "370114011").await;
        assert!(trial.get("/cases").by(&dispatcher).await.ok().says(&number), "it lands on a desk");
    })
    .await;
}

/// The request ends because its requester took it back.
async fn ended(trial: &Trial) -> lianxin_cases::Registered {
    let done = said(trial, None).await;
    let by = By::nobody();
    let tx = trial.begin().await;
    let mut case = find(&tx, done.case_id).await.unwrap().unwrap();
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    withdraw(act, &mut case, "路灯自己亮了").await.expect("withdrawn");
    tx.commit().await.unwrap();
    done
}

/// Nothing of what was said, or of who said it, is in any of these tables.
async fn nothing_is_left(trial: &Trial, case: lianxin_base::Id) {
    let db = trial.reader();
    let case = find(&db, case).await.unwrap().unwrap();
    assert_eq!((case.title.as_str(), case.words.as_str(), case.answer.as_str()), (ERASED, "", ""));
    let request = requests_of(&db, case.id).await.unwrap().remove(0);
    assert!(request.words.is_empty() && request.name_sealed.is_none() && request.phone_sealed.is_none());
    assert!(request.phone_blind.is_none() && request.person_id.is_none());
    for table in ["notes", "attachments"] {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE case_id = $1");
        assert_eq!(db.count(&sql, values![case.id]).await.unwrap(), 0, "{table}");
    }
    let grams = "SELECT COUNT(*) FROM case_grams WHERE case_id = $1 AND gram = '磨坊'";
    assert_eq!(db.count(grams, values![case.id]).await.unwrap(), 0, "search has forgotten it");
}

#[tokio::test]
async fn after_its_keeping_time_a_case_has_no_words_and_no_people_and_the_chain_still_holds() {
    on_each(modules, async |trial| {
        let done = ended(trial).await;
        trial.work().await;
        trial.later(Duration::days(3_600));
        trial.work().await;
        let kept = find(&trial.reader(), done.case_id).await.unwrap().unwrap();
        assert_eq!(kept.title, title_of(WORDS), "not before its time");
        trial.later(Duration::days(120));
        trial.work().await;
        nothing_is_left(trial, done.case_id).await;
        assert!(trial.verbs("case", done.case_id).await.contains(&"case.erase".to_owned()));
        let verified = lianxin_events::verify(&trial.reader()).await.unwrap();
        assert!(verified.is_ok(), "{verified:?}");
        let word = done.word.to_string();
        trial.post("/follow", &[("number", &done.number), ("word", &word)]).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn an_erasure_that_was_decided_is_carried_out_only_on_what_is_ended() {
    on_each(modules, async |trial| {
        let supervisor = trial.person("district-supervisor", "370114").await;
        let (done, open, wish) = (ended(trial).await, said(trial, None).await, said(trial, None).await);
        let form = trial
            .get("/holdings/erase")
            .by(&supervisor)
            .await
            .ok()
            .form("#erase")
            .set("decided", &wish.number);
        let refused = form.clone().set("number", &open.number).await.is(422);
        assert!(refused.text("#number-error").contains("还没办完"));
        assert!(form.clone().set("number", "26-0520-9999-9").await.is(422).has("#number-error"));
        form.set("number", &done.number).await.ok();
        nothing_is_left(trial, done.case_id).await;
        let dispatcher = trial.person("dispatcher", "370114011").await;
        trial.get("/holdings/erase").by(&dispatcher).await.is(403);
    })
    .await;
}
