//! What goes out sealed: an accusation is the discipline body's alone, a petition matter is copied to the petition body.

use lianxin_cases::{HandOver, Registered, add_words, hand_over, note_of, refuse, search};
use lianxin_trial::Who;

use crate::act;
use crate::stage::{Stage, code, on_both};

const WORDS: &str = "村会计把路灯款报了两遍，发票我看见过";

async fn accusation(stage: &Stage<'_>) -> (Registered, Who) {
    let said = stage.says("2026-05-20 09:00", WORDS, "13800000077").await;
    stage.trial.at("2026-05-20 09:20");
    let order = |category: &str| HandOver {
        id: stage.trial.county().store.world().id(),
        case: said.case_id,
        revision: None,
        category: category.into(),
        words: "已移交区纪委监委，电话 12388，由他们答复您".into(),
    };
    let (lamp, sealed) = (order("C06"), order("V06"));
    let open = act!(stage, stage.dispatcher, |a| hand_over(a, lamp));
    assert_eq!(code(open), "cases-refused-category", "a lamp is handled openly");
    let page = stage.trial.get(&format!("/cases/{}/hand-over-sealed", said.case_id)).by(&stage.dispatcher);
    let wrong = page.await.ok().form("#main-form").set("words", "已移交").await.is(422);
    assert!(wrong.says("请选") && wrong.has("#words-error"), "both mistakes at once: {}", wrong.text("main"));
    act!(stage, stage.dispatcher, |a| hand_over(a, sealed)).unwrap();
    let body = stage.trial.org("discipline").await;
    let head = stage.trial.person("department-leader", &body.code).await;
    (said, head)
}

#[tokio::test]
async fn an_accusation_is_read_by_the_body_it_goes_to_and_by_nobody_else() {
    on_both(async |stage| {
        let (said, head) = accusation(stage).await;
        let case = said.case_id;
        for who in [&stage.dispatcher, &stage.town_leader, &stage.town_officer, &stage.verifier] {
            stage.trial.get(&format!("/cases/{case}")).by(who).await.is(404);
            let list = stage.trial.get("/search?q=路灯款").by(who).await.ok();
            assert!(!list.says("路灯款报了两遍"));
        }
        let village = stage.trial.person("village-secretary", "三角湾村").await;
        stage.trial.get(&format!("/cases/{case}")).by(&village).await.is(404);
        let town = stage.trial.org("官庄街道").await.id;
        assert!(search(&stage.trial.reader(), town, "路灯款", 10).await.unwrap().0.is_empty());
        for (table, column) in [
            ("cases", "words"),
            ("cases", "title"),
            ("requests", "words"),
            ("notes", "words"),
            ("events", "data"),
        ] {
            let sql = format!(
                "SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%发票%' OR {column} LIKE '%路灯款%'"
            );
            assert_eq!(stage.count(&sql).await, 0, "{table}.{column} holds nothing of it in plain words");
        }
        let form = stage.trial.get("/cases/new").by(&village).await.ok().form("main form");
        let looked = form.set("phone", "13800000077").set("act", "look").await.ok();
        assert!(
            looked.has("main section[aria-live]") && !looked.says("不归您看"),
            "the caller's look-up counts nothing either: {}",
            looked.text("main")
        );
        let note = note_of(&stage.trial.reader(), case).await.unwrap().unwrap();
        let address = format!("/sealed/{}", note.id);
        let other = stage.trial.org("housing").await;
        let other = stage.trial.person("department-leader", &other.code).await;
        assert!(!stage.trial.get("/sealed").by(&other).await.ok().says("举报控告"));
        stage.trial.get(&address).by(&other).await.is(404);
        stage.trial.get(&address).by(&stage.dispatcher).await.is(403);

        let list = stage.trial.get("/sealed").by(&head).await.ok();
        assert!(list.says("举报控告") && !list.says("路灯款"), "{}", list.text("main"));
        let page = stage.trial.get(&address).by(&head).await.ok();
        assert!(!page.says("路灯款"));
        let form = || page.form("form[action$='/open']");
        let wrong = form().set("reason", "").await.is(422);
        assert!(wrong.has("#reason-error"), "the mistake stands beside its field");
        assert_eq!(stage.count("SELECT COUNT(*) FROM sealed_openings").await, 0);
        let read = form().set("reason", "初步核实").await.ok();
        assert!(read.says(WORDS) && read.says("13800000077"), "{}", read.text("main"));
        assert_eq!(stage.count("SELECT COUNT(*) FROM events WHERE verb = 'sealed.open'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_wrote_an_accusation_follows_it_as_before() {
    on_both(async |stage| {
        let (said, head) = accusation(stage).await;
        let note = note_of(&stage.trial.reader(), said.case_id).await.unwrap().unwrap();
        let page = stage.trial.get(&format!("/sealed/{}", note.id)).by(&head).await.ok();
        page.form("form[action$='/open']").set("reason", "初步核实").await.ok();
        page.form("form[action$='/answer']").set("words", "").await.is(422);
        page.form("form[action$='/answer']").set("words", "已立案，下月前答复").await.is(303);
        let address = format!("/follow/{}?w={}", said.number, said.word.as_str());
        let follow = stage.trial.get(&address).await.is(303).follow().await.ok();
        assert!(follow.says(WORDS) && follow.says("12388"), "{}", follow.text("main"));
        assert_eq!(follow.text("h1"), WORDS, "to whoever wrote it, it is what they wrote");
        assert!(!follow.says("不予受理"), "it was taken on, by the body in charge");
        assert!(follow.says("启封看了") && follow.says("已立案，下月前答复"), "{}", follow.text("main"));
        act!(stage, stage.dispatcher, |a| add_words(a, said.request_id, "还有两张收据", &[])).unwrap();
        assert_eq!(stage.count("SELECT COUNT(*) FROM notes WHERE words LIKE '%收据%'").await, 0);
        let read = page.form("form[action$='/open']").set("reason", "看补充的内容").await.ok();
        assert!(read.says("还有两张收据"), "what is added later is sealed as well");
    })
    .await;
}

#[tokio::test]
async fn the_petition_body_gets_a_copy_and_the_village_sees_nothing() {
    on_both(async |stage| {
        let said = stage.says("2026-03-02 10:00", "征地补偿款分得不对，要求重新分", "13800000008").await;
        let case = said.case_id;
        let village = stage.trial.person("village-secretary", "三角湾村").await;
        stage.trial.get(&format!("/cases/{case}")).by(&village).await.ok();
        stage.trial.at("2026-03-02 10:15");
        let directions = "区信访局已于 2 月 11 日受理，4 月 12 日前答复您";
        act!(stage, stage.dispatcher, |a| refuse(a, case, None, "petition", directions)).unwrap();
        stage.trial.get(&format!("/cases/{case}")).by(&village).await.is(404);
        let body = stage.trial.org("petitions").await;
        let head = stage.trial.person("department-leader", &body.code).await;
        let note = note_of(&stage.trial.reader(), case).await.unwrap().unwrap();
        let page = stage.trial.get(&format!("/sealed/{}", note.id)).by(&head).await.ok();
        let read = page.form("form[action$='/open']").set("reason", "核对是否同一件").await.ok();
        assert!(read.says("征地补偿款分得不对"));
        page.form("form[action$='/answer']").set("words", "已送区自然资源局，4 月 12 日前答复").await.is(303);
        // The next time he calls, the dispatcher tells him what the body says.
        let told = stage.trial.get(&format!("/cases/{case}")).by(&stage.dispatcher).await.ok();
        assert!(told.says("已送区自然资源局"), "{}", told.text("main"));
        assert_eq!(stage.count("SELECT COUNT(*) FROM parts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_village_that_moves_learns_nothing_of_either() {
    on_both(async |stage| {
        let (said, _) = accusation(stage).await;
        let petition = stage.says("2026-05-20 10:00", "征地补偿款分得不对，要求重新分", "13800000008").await;
        stage.trial.at("2026-05-20 10:15");
        let directions = "区信访局已受理，7 月前答复您";
        act!(stage, stage.dispatcher, |a| refuse(a, petition.case_id, None, "petition", directions)).unwrap();
        let village = stage.trial.org("三角湾村").await.id;
        let tx = stage.trial.begin().await;
        for module in stage.trial.app().modules() {
            if let Some(moved) = module.moved {
                moved(&tx, &[village]).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        for case in [said.case_id, petition.case_id] {
            let who = stage.trial.person("village-secretary", "三角湾村").await;
            stage.trial.get(&format!("/cases/{case}")).by(&who).await.is(404);
        }
    })
    .await;
}
