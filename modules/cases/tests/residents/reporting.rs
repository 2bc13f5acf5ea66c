//! Saying it: with nothing but words, twice, beside somebody else, with a file that is none.

use lianxin_cases::find;
use lianxin_db::{Db, values};
use tower::ServiceExt;

use crate::{LAMP, VILLAGE, code, form, on_both, photo, receipt};

#[tokio::test]
async fn an_anonymous_report_gets_a_number_and_a_word_and_keeps_nothing_of_the_person() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP).set("lon", "117.648").set("lat", "36.592").await.ok();
        assert_eq!(sent.text("h1"), "谢谢您，这件事我们记下了");
        let (number, word) = receipt(&sent);
        assert!(number.starts_with("26-0520-0001-"), "{number}");
        assert_eq!(word.chars().filter(char::is_ascii_digit).count(), 10);
        assert!(sent.says("请一定记好编号和查询码"));
        let reader = stage.trial.reader();
        let sql = "SELECT COUNT(*) FROM requests WHERE anonymous = $1 AND person_id IS NULL AND phone_sealed IS NULL";
        assert_eq!(reader.count(sql, values![true]).await.unwrap(), 1);
        let sql = "SELECT COUNT(*) FROM cases WHERE lon IS NULL AND lat IS NULL";
        assert_eq!(reader.count(sql, values![]).await.unwrap(), 1, "the place is kept as the village only");
    })
    .await;
}

#[tokio::test]
async fn a_point_is_kept_when_the_person_wrote_the_place_down() {
    on_both(async |stage| {
        let form = form(stage.trial).await.set("what", LAMP).set("where", "老磨坊旁");
        form.set("lon", "117.648").set("lat", "36.592").await.ok();
        let sql = "SELECT COUNT(*) FROM cases WHERE lon IS NOT NULL AND place_words = $1";
        assert_eq!(stage.trial.reader().count(sql, values!["老磨坊旁"]).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_case_and_the_same_page() {
    on_both(async |stage| {
        let form = form(stage.trial).await.set("what", LAMP).set("phone", "139 0531 0001").file(
            "photos",
            "a.png",
            photo(),
        );
        let first = form.clone().await.ok();
        let again = form.await.ok();
        assert_eq!(receipt(&first), receipt(&again));
        assert_eq!(stage.trial.rows_in("cases").await, 1);
        assert_eq!(stage.trial.rows_in("attachments").await, 1, "the photo came twice and is kept once");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_went_through_can_be_changed_only_into_another_report() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP);
        let first = sent.clone().await.ok();
        let changed = sent.set("what", "村西头的桥面塌了一块").await.is(409);
        assert!(changed.says(&receipt(&first).0), "it says which one has been received");
        assert_eq!(changed.text("#what"), "村西头的桥面塌了一块");
        assert_eq!(stage.trial.rows_in("cases").await, 1);
        let second = changed.form("main form[enctype]").await.ok();
        assert_ne!(receipt(&second).0, receipt(&first).0);
    })
    .await;
}

#[tokio::test]
async fn two_villagers_at_one_poster_make_two_cases() {
    on_both(async |stage| {
        let code = code(stage.trial).await;
        let page = stage.trial.get(&format!("/report?at={code}"));
        let (one, two) = (page.clone().await.ok(), page.await.ok());
        assert!(one.says("三角湾村"), "the poster fills in the place");
        assert_eq!(one.header("cache-control"), "no-store");
        let one = one.form("main form[enctype]").set("what", LAMP).await.ok();
        let two = two.form("main form[enctype]").set("what", LAMP).await.ok();
        assert_ne!(receipt(&one), receipt(&two));
        let sql = "SELECT COUNT(*) FROM cases WHERE channel = 'code'";
        assert_eq!(stage.trial.reader().count(sql, values![]).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn without_a_code_the_place_is_chosen_town_by_town_or_by_name() {
    on_both(async |stage| {
        let towns = stage.trial.get("/report?for=another").await.ok();
        let villages = towns.press("a.lx-row[href*='town=370114011']").await.ok();
        let form = villages.press(&format!("a.lx-row[href*='{VILLAGE}']")).await.ok();
        assert!(form.text("h1") == "替别人反映" && form.says("三角湾村"));
        let found = towns.form("form[role=search]").set("name", "三角湾").await.ok();
        assert_eq!(found.all("a.lx-row").len(), 1);
        let none = towns.form("form[role=search]").set("name", "<b>").await.ok();
        assert!(none.says("没找到这个村") && !none.has("main b b"));
        let lost = stage.trial.get("/report?at=XXXXXXXX").await.ok();
        assert!(lost.says("这张码认不出来"));
    })
    .await;
}

#[tokio::test]
async fn a_text_file_as_photo_is_told_beside_its_field_and_everything_else_is_kept() {
    on_both(async |stage| {
        let form = form(stage.trial).await.set("what", LAMP).set("phone", "1390531000");
        let sent = form
            .file("photos", "lamp.png", photo())
            .file("photos", "list.jpg", "1. 灯泡\n2. 电线")
            .await
            .is(422);
        assert_eq!(sent.text("#what"), LAMP);
        assert!(sent.text("#photos-error").contains("不是照片"));
        assert!(sent.text("#phone-error").contains("现在是 10 位"), "both are told at once");
        assert_eq!(sent.all(".lx-banner li a").len(), 2);
        let kept = sent.one(".lx-photo img");
        sent.go(kept.attr("src").unwrap()).await.ok();
        assert_eq!(stage.trial.rows_in("cases").await, 0);
        let again = sent.form("main form[enctype]").set("phone", "").await.ok();
        assert_eq!(again.text("h1"), "谢谢您，这件事我们记下了");
        let sql =
            "SELECT COUNT(*) FROM attachments WHERE kind = 'photo' AND phase = 'raised' AND small_key <> ''";
        assert_eq!(stage.trial.reader().count(sql, values![]).await.unwrap(), 1, "the good photo went along");
    })
    .await;
}

#[tokio::test]
async fn a_kept_photo_belongs_to_its_form_alone() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.file("photos", "a.png", photo()).await.is(422);
        let token = sent.one("input[name=photos-kept]").attr("value").unwrap().to_owned();
        let other = form(stage.trial).await;
        let address = format!("/report/kept/{token}?form={}", other.value("id").unwrap());
        stage.trial.get(&address).await.is(404);
        other.set("what", LAMP).field("photos-kept", &token).await.ok();
        assert_eq!(stage.trial.rows_in("attachments").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_script_in_the_text_is_text() {
    on_both(async |stage| {
        let words = "<script>alert(1)</script>路灯坏了\"><img src=x>";
        let sent = form(stage.trial).await.set("what", words).set("phone", "12").await.is(422);
        assert_eq!(sent.text("#what"), words);
        assert!(!sent.has("main script") && !sent.has("img[src=x]"));
        let done = sent.form("main form[enctype]").set("phone", "").await.ok();
        let follow = done.press("a.btn-primary").await.ok();
        assert!(follow.text("h1").starts_with("<script>") && !follow.has("main script"));
    })
    .await;
}

#[tokio::test]
async fn words_of_danger_say_first_whom_to_call() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", "南屋着火了，老人被困在里面").await.ok();
        let call = sent.one(".lx-banner[role=alert] a");
        assert_eq!(call.attr("href"), Some("tel:119"));
        let calm = form(stage.trial).await.set("what", LAMP).await.ok();
        assert!(!calm.has(".lx-banner[role=alert]"));
    })
    .await;
}

#[tokio::test]
async fn five_gigabytes_are_refused_before_they_are_read() {
    on_both(async |stage| {
        let request = http::Request::post("/370114/report")
            .header("content-type", "multipart/form-data; boundary=x")
            .header("content-length", "5000000000")
            .body(axum::body::Body::from("--x--\r\n"));
        let router = lianxin_web::router(stage.trial.app());
        let answer = router.oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), 413);
        assert_eq!(stage.trial.rows_in("cases").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_photo_is_made_anew_and_shown_to_nobody_else() {
    on_both(async |stage| {
        let sent = form(stage.trial).await.set("what", LAMP).file("photos", "a.png", photo()).await.ok();
        let follow = sent.press("a.btn-primary").await.ok();
        let href = follow.one("a.lx-photo").attr("href").unwrap().to_owned();
        let file = follow.go(&href).await.ok();
        assert_eq!(file.header("content-type"), "image/jpeg");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(file.header("cache-control"), "no-store");
        assert!(file.header("content-disposition").starts_with("inline"));
        assert!(!file.body.windows(6).any(|part| part == b"device"), "nothing of the sent file is left");
        let stranger = stage.trial.get(&href).await;
        stranger.is(404);
        stage.trial.get(&href).by(&stage.dispatcher).await.ok();
        let elsewhere = stage.trial.person("dispatcher", "370114007").await;
        stage.trial.get(&href).by(&elsewhere).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn an_errand_is_ordered_with_what_it_needs_on_the_page() {
    on_both(async |stage| {
        let page = stage.trial.get(&format!("/report?errand=SI04&place={VILLAGE}")).await.ok();
        assert!(page.text("h1").contains("残疾人两项补贴申请") && page.says("残疾人证"));
        page.form("main form[enctype]").set("phone", "13905310001").await.ok();
        let sql = "SELECT id FROM cases WHERE service = 'SI04'";
        let id = stage.trial.reader().value(sql, values![]).await.unwrap().unwrap();
        let case = find(&stage.trial.reader(), id).await.unwrap().unwrap();
        assert_eq!(case.category, "J04");
    })
    .await;
}
