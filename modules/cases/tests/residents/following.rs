//! Following it: with number and word, never without; adding, rating, asking for a redo.

use lianxin_cases::reveal;
use lianxin_db::{Db, values};
use lianxin_trial::Seen;

use crate::stage::Stage;
use crate::{LAMP, act, form, on_both, photo, receipt};

/// A lamp that was said by phone 13905310001, mended, checked; and the received page.
async fn mended(stage: &Stage<'_>) -> (Seen, lianxin_base::Id) {
    let (liaison, housing) = stage.liaison("housing").await;
    let sent = form(stage.trial).await.set("what", LAMP).set("phone", "13905310001").await.ok();
    let id = stage.trial.reader().value("SELECT id FROM cases", values![]).await.unwrap().unwrap();
    stage.accepts("2026-05-20 10:30", id, "C06").await;
    stage.dispatches("2026-05-20 10:40", id, housing).await;
    stage.signs("2026-05-20 11:00", &liaison, id).await;
    stage.contacts("2026-05-20 11:10", &liaison, id).await;
    stage.does("2026-05-20 15:00", &liaison, id).await;
    stage.verifies("2026-05-20 16:00", id).await;
    (sent, id)
}

#[tokio::test]
async fn number_and_word_open_the_page_also_with_spaces_and_wide_digits() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP).await.ok();
        let (number, word) = receipt(&sent);
        let wide: String = number
            .chars()
            .map(|c| c.to_digit(10).map_or(' ', |digit| char::from_u32(0xff10 + digit).unwrap()))
            .collect();
        let enter = stage.trial.get("/follow").await.ok().form("main form");
        let page = enter.set("number", &wide).set("word", &word).await.follow().await.ok();
        assert_eq!(page.path(), format!("/370114/follow/{number}"), "the address holds no word");
        assert_eq!(page.text("h1"), "村东头生产路的路灯坏了三天，晚上看不见路");
        assert!(page.says("官庄街道正在看该由谁来办"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_word_and_a_number_of_nobody_look_alike_and_show_nothing() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP).await.ok();
        let (number, _) = receipt(&sent);
        let absent = number_of_nobody(&number);
        let enter = stage.trial.get("/follow").await.ok().form("main form");
        let wrong = enter.clone().set("number", &number).set("word", "2345678901").await.is(422);
        let nobody = enter.set("number", &absent).set("word", "2345678901").await.is(422);
        assert_eq!(wrong.text("#word-error"), nobody.text("#word-error"));
        assert!(!wrong.says("路灯"));
        let bare = stage.trial.get(&format!("/follow/{number}")).await.is(303);
        assert!(bare.location().contains("/follow?number="));
    })
    .await;
}

/// Another number of the same day.
fn number_of_nobody(number: &str) -> String {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 5, 20).unwrap();
    let other = lianxin_seal::CaseNumber::new(day, 4_711).unwrap().to_string();
    assert_ne!(other, number);
    other
}

#[tokio::test]
async fn the_receipts_code_leads_to_an_address_without_the_word() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP).await.ok();
        let (number, word) = receipt(&sent);
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let led = stage.trial.get(&format!("/follow/{number}?w={digits}")).await.is(303);
        assert_eq!(led.location(), format!("/370114/follow/{number}"));
        led.follow().await.ok();
        let slip = sent.press("a[href$='/received/slip']").await.ok();
        assert!(slip.says(&number) && slip.says(&word) && slip.has("svg"));
        let wrong = stage.trial.get(&format!("/follow/{number}?w=2345678901")).await.is(303);
        assert!(wrong.location().contains("/follow?number="));
    })
    .await;
}

#[tokio::test]
async fn my_cookie_opens_my_case_and_no_other_and_leaves_when_i_do() {
    on_both(async |stage| {
        let mine = form(stage.trial).await.set("what", LAMP).await.ok();
        let other = form(stage.trial).await.set("what", "村西头的桥面塌了一块").await.ok();
        mine.go(&format!("/370114/follow/{}", receipt(&other).0)).await.is(303);
        let page = mine.press("a.btn-primary").await.ok();
        let left = page.form("form[action$='/leave']").await;
        left.go(page.path()).await.is(303);
        stage.trial.at("2026-05-20 11:20");
        page.go(page.path()).await.is(303);
    })
    .await;
}

#[tokio::test]
async fn the_story_is_told_in_plain_words_in_both_languages() {
    on_both(async |stage| {
        let (sent, _) = mended(stage).await;
        let page = open(stage, &sent).await;
        let told = page.texts(".lx-tl b");
        assert_eq!(told.last().unwrap(), "收到您的反映");
        assert!(told.iter().any(|line| line.ends_with("来办") && line.starts_with('请')), "{told:?}");
        assert!(["派单", "签收", "吹哨", "工单"].iter().all(|word| !page.says(word)));
        let english = page.go(page.path()).in_english().await.ok();
        assert_eq!(english.texts(".lx-tl b").last().unwrap(), "We received your report");
        assert!(english.says("Not solved?"));
    })
    .await;
}

/// The follow page, an hour or more later: number and word again.
async fn open(stage: &Stage<'_>, sent: &Seen) -> Seen {
    let (number, word) = receipt(sent);
    let enter = stage.trial.get("/follow").await.ok().form("main form");
    enter.set("number", &number).set("word", &word).await.follow().await.ok()
}

#[tokio::test]
async fn a_rating_counts_once_and_a_wrong_one_is_told() {
    on_both(async |stage| {
        let (sent, id) = mended(stage).await;
        let page = open(stage, &sent).await;
        let none = page.form("form.rate").await.is(422);
        assert!(none.says("请选满意程度"));
        let rated = page.form("form.rate").set("rating", "5").await.follow().await.ok();
        assert!(rated.says("您评了“非常满意”") && !rated.has("form.rate"));
        page.form("form.rate").set("rating", "1").await.is(409);
        let sql = "SELECT COUNT(*) FROM requests WHERE case_id = $1 AND rating = 5";
        assert_eq!(stage.trial.reader().count(sql, values![id]).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_redo_can_be_asked_for_within_the_window_and_not_after_it() {
    on_both(async |stage| {
        let (sent, id) = mended(stage).await;
        let page = open(stage, &sent).await;
        let empty = page.form("form.redo").await.is(422);
        assert!(empty.text("#redo-error").contains("哪里没办好"));
        let redone = page.form("form.redo").set("redo", "亮了一天又灭了").await.follow().await.ok();
        assert!(redone.says("重新办") && redone.says("亮了一天又灭了"));
        assert_eq!(stage.case(id).await.round, 2);
    })
    .await;
    on_both(async |stage| {
        let (sent, id) = mended(stage).await;
        stage.trial.at("2026-05-29 09:00");
        let late = open(stage, &sent).await;
        assert!(!late.has("form.redo") && late.says("已经过了"));
        let (number, word) = receipt(&sent);
        let entered = stage.trial.post("/follow", &[("number", &number), ("word", &word)]).await;
        let cookie = entered.header("set-cookie").split([';', '=']).nth(1).unwrap().to_owned();
        let redo = stage.trial.post(&format!("/follow/{number}/redo"), &[("redo", "亮了一天又灭了")]);
        redo.cookie("__Secure-lx_follow", &cookie).await.is(409);
        assert_eq!(stage.case(id).await.round, 1);
    })
    .await;
}

#[tokio::test]
async fn who_opened_my_phone_number_stands_on_my_page() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP).set("phone", "13905310001").await.ok();
        let before = sent.press("a.btn-primary").await.ok();
        assert!(before.says("还没有人看过"));
        let request =
            stage.trial.reader().value("SELECT id FROM requests", values![]).await.unwrap().unwrap();
        act!(stage, stage.caller, |a| reveal(a, request, "打电话核实路灯位置")).unwrap();
        let page = before.go(before.path()).await.ok();
        assert!(page.text(".looks").contains("刘敏") && page.text(".looks").contains("打电话核实路灯位置"));
        assert!(!page.says("13905310001"));
    })
    .await;
}

#[tokio::test]
async fn more_words_and_photos_join_the_case_and_it_can_be_taken_back() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP).await.ok();
        let page = sent.press("a.btn-primary").await.ok();
        page.form("form.add").await.is(422);
        let bad =
            page.form("form.add").set("words", "又坏了一盏").file("photos", "a.txt", "字").await.is(422);
        assert_eq!(bad.text("#words"), "又坏了一盏");
        let more = page.form("form.add").set("words", "又坏了一盏").file("photos", "a.png", photo());
        let more = more.await.follow().await.ok();
        assert!(more.says("又坏了一盏") && more.all("a.lx-photo").len() == 1);
        let back = more.form("form.withdraw").set("why", "自己换好了").await.follow().await.ok();
        assert!(back.says("您已撤回") && !back.has("form.withdraw") && !back.has("form.redo"));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_why_and_where_to_go() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", "法院判了，我不服，请重判").await.ok();
        let id = stage.trial.reader().value("SELECT id FROM cases", values![]).await.unwrap().unwrap();
        let directions = "请在判决书送达十五天内，到区人民法院上诉";
        act!(stage, stage.dispatcher, |a| lianxin_cases::refuse(a, id, None, "court", directions)).unwrap();
        let page = sent.press("a.btn-primary").await.ok();
        assert!(page.says("不予受理") && page.says(directions) && page.says("法院、仲裁"));
    })
    .await;
}

#[tokio::test]
async fn a_merged_request_shows_the_common_state_and_nothing_of_the_others() {
    on_both(async |stage| {
        let other =
            form(stage.trial).await.set("what", "我是李二桥，门前路灯不亮").set("phone", "13905310002");
        let other = other.file("photos", "a.png", photo()).await.ok();
        let mine = form(stage.trial).await.set("what", LAMP).await.ok();
        let ids: Vec<lianxin_base::Id> =
            stage.trial.reader().column("SELECT id FROM cases ORDER BY number", values![]).await.unwrap();
        stage.accepts("2026-05-20 10:30", ids[0], "C06").await;
        act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, ids[0], &[ids[1]])).unwrap();
        let page = mine.press("a.btn-primary").await.ok();
        assert_eq!(page.text("h1"), "村东头生产路的路灯坏了三天，晚上看不见路");
        assert!(page.says("并在一起办") && !page.says("李二桥") && !page.has("a.lx-photo"));
        assert!(!page.has("form.withdraw"), "one of several does not take it back for the others");
        let photo =
            other.press("a.btn-primary").await.ok().one("a.lx-photo").attr("href").unwrap().to_owned();
        mine.go(&photo).await.is(404);
    })
    .await;
}
