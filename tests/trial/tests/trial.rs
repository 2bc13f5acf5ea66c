//! What a trial promises to those who write tests with it.

use std::sync::Arc;

use axum::response::{Html, IntoResponse};
use lianxin_db::{Fault, Tx};
use lianxin_events::{Actor, Consumer, Event, Recorded, Subject, Taking, append};
use lianxin_trial::{PASSWORD, START, Trial, on_each};
use lianxin_web::{Access, Answer, Ask, Form, Module, Route};

const PAGE: &str = r##"<html><body><h1>诉求  登记</h1><a href="?page=2">下一页</a>
<form id="report" method="post" action="#"><input type="hidden" name="id" value="7"><input name="name" value="王小满">
<textarea name="what">路灯</textarea><select name="kind"><option value="a">甲</option><option value="b" selected>乙</option></select>
<input type="checkbox" name="open" checked><input type="checkbox" name="quiet"><button name="act" value="send">提交</button>
</form></body></html>"##;

async fn show(_: Ask) -> Html<&'static str> {
    Html(PAGE)
}

async fn say(ask: Ask, form: Form) -> Answer {
    let files: usize = form.files.iter().map(|file| file.bytes.len()).sum();
    let fields: Vec<String> = form.fields().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let who = ask.session.as_ref().map_or("", |session| &session.name);
    Ok(format!("{} {files} {who}", fields.join("&")).into_response())
}

async fn leave(ask: Ask) -> Answer {
    Ok(ask.see("/report"))
}

fn module() -> Module {
    let access = Access::Capability("case.see");
    Module {
        routes: vec![
            Route::get("/report", access, show),
            Route::post("/report", Access::Public, say),
            Route::post("/leave", Access::Public, leave),
        ],
        consumers: vec![Arc::new(Counting)],
        ..Module::new("report", ("", ""))
    }
}

/// Answers each of the first three events with one more.
struct Counting;

impl Consumer for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }
    fn take<'a>(&'a self, tx: &'a Tx, events: &'a [Recorded]) -> Taking<'a> {
        Box::pin(async move {
            for event in events.iter().filter(|event| event.subject_kind == "report" && event.revision < 3) {
                note(tx, event.subject_id, event.revision + 1).await?;
            }
            Ok(())
        })
    }
}

async fn note(tx: &Tx, id: lianxin_base::Id, revision: i64) -> Result<(), Fault> {
    let subject = Subject { kind: "report", id, revision };
    append(tx, Actor::default(), Event::new("report.note", subject)).await.map(|_| ())
}

fn modules() -> Vec<Module> {
    vec![module()]
}

#[tokio::test]
async fn the_county_is_small_and_whole() {
    on_each(modules, async |trial: &Trial| {
        let village = trial.org("三角湾").await;
        assert_eq!((village.kind.as_str(), village.name_zh.as_str()), ("village", "三角湾村"));
        let above = lianxin_access::orgs_above(&trial.reader(), village.id).await.unwrap();
        let kinds: Vec<&str> = above.iter().map(|org| org.kind.as_str()).collect();
        assert_eq!(kinds, ["village", "area", "town", "district"]);
        assert_eq!(trial.playbook().divisions.villages().count(), 8);
    })
    .await;
}

#[tokio::test]
async fn a_person_acts_in_the_post_that_was_given() {
    on_each(modules, async |trial: &Trial| {
        let secretary = trial.person("village-secretary", "三角湾村").also("resident", "三角湾村").await;
        let by = secretary.by(trial).await;
        assert_eq!(by.role(), "village-secretary");
        let page = trial.get("/report").by(&secretary).await.ok();
        assert_eq!(page.text("h1"), "诉求 登记");
        let stranger = trial.get("/report").await.is(303);
        assert!(stranger.location().starts_with("/370114/sign-in"), "{}", stranger.location());
    })
    .await;
}

#[tokio::test]
async fn a_person_is_still_signed_in_when_the_clock_has_moved() {
    on_each(modules, async |trial: &Trial| {
        let secretary = trial.person("village-secretary", "三角湾村").await;
        trial.get("/report").by(&secretary).await.ok();
        trial.at("2026-09-24 16:40");
        assert_eq!(lianxin_base::china(trial.now()).to_string(), "2026-09-24 16:40:00 +08:00");
        trial.get("/report").by(&secretary).await.ok();
    })
    .await;
}

#[tokio::test]
async fn everybody_signs_in_with_the_same_password() {
    on_each(modules, async |trial: &Trial| {
        let secretary = trial.person("village-secretary", "三角湾村").await;
        let tx = trial.begin().await;
        let checked =
            lianxin_access::check_password(&tx, &secretary.login, PASSWORD).await.expect("compared");
        let signed = lianxin_access::sign_in(&tx, &trial.county().keys, &checked, "127.0.0.1").await.unwrap();
        assert!(matches!(signed, lianxin_access::SignIn::Ok(account) if account.id == secretary.account));
    })
    .await;
}

#[tokio::test]
async fn a_form_is_sent_as_a_browser_would_send_it() {
    on_each(modules, async |trial: &Trial| {
        let secretary = trial.person("village-secretary", "三角湾村").named("任涛").await;
        let page = trial.get("/report").by(&secretary).await.ok();
        let sent = page.form("#report").set("what", "井盖 & 路").await.ok();
        assert_eq!(sent.body_text(), "id=7&name=王小满&kind=b&open=on&what=井盖 & 路 0 任涛");
        let sent = page.form("#report").file("photo", "a.jpg", [1, 2, 3]).await.ok();
        assert_eq!(sent.body_text(), "id=7&name=王小满&what=路灯&kind=b&open=on 3 任涛");
        assert_eq!(page.press("a").by(&secretary).await.ok().path(), "/370114/report?page=2");
        let left = trial.post("/leave", &[]).by(&secretary).await;
        assert_eq!(left.follow().await.ok().text("h1"), "诉求 登记");
    })
    .await;
}

#[tokio::test]
async fn another_sites_form_is_refused() {
    on_each(modules, async |trial: &Trial| {
        let secretary = trial.person("village-secretary", "三角湾村").await;
        let refused = trial.post("/report", &[("a", "1")]).by(&secretary).from_elsewhere().await;
        refused.is(403);
    })
    .await;
}

#[tokio::test]
async fn work_goes_on_until_nothing_is_left() {
    on_each(modules, async |trial: &Trial| {
        let before = trial.rows_in("chain").await;
        let tx = trial.begin().await;
        let id = tx.id();
        note(&tx, id, 1).await.unwrap();
        tx.commit().await.unwrap();
        trial.work().await;
        assert_eq!(trial.verbs("report", id).await.len(), 3);
        assert_eq!(trial.rows_in("events_unsealed").await, 0);
        assert_eq!(trial.rows_in("chain").await, before + 3);
        assert_eq!(lianxin_base::china(trial.now()).format("%Y-%m-%d %H:%M").to_string(), START);
    })
    .await;
}
