//! Each check finds what it is there to find, the mends mend, and the health page tells the right people.

#![allow(clippy::unwrap_used)]

use chrono::Duration;
use lianxin_access::By;
use lianxin_cases::{Act, Channel, Register, register};
use lianxin_checks::{keep, mend, run};
use lianxin_db::values;
use lianxin_events::{Actor, Event, Subject, append};
use lianxin_trial::{Trial, on_each};
use lianxin_web::Module;

fn modules() -> Vec<Module> {
    vec![lianxin_people::module(), lianxin_cases::module(), lianxin_board::module(), lianxin_checks::module()]
}

async fn broken(trial: &Trial) -> Vec<&'static str> {
    let ran = run(trial.county(), trial.app().modules()).await;
    for one in &ran {
        assert!(one.found.is_ok(), "{}: {:?}", one.number, one.found);
    }
    ran.iter().filter(|one| !one.is_whole()).map(|one| one.number).collect()
}

async fn damage(trial: &Trial, sql: &str) {
    let tx = trial.begin().await;
    tx.script(sql).await.unwrap();
    tx.commit().await.unwrap();
}

async fn mended(trial: &Trial, number: &'static str) {
    assert_eq!(broken(trial).await, [number]);
    mend(trial.county(), trial.app().modules(), &[number]).await.unwrap();
    assert_eq!(broken(trial).await, Vec::<&str>::new());
}

/// A county with one case whose requester gave name and phone.
async fn with_a_case(trial: &Trial) {
    let village = trial.org("370114011251").await.id;
    let by = By::nobody();
    let tx = trial.begin().await;
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    let mut new = Register::new(tx.id(), Channel::Web, village, "村口的路灯坏了三天");
    new.name = "赵一鸣".into();
    new.phone = "13900000000".into();
    register(act, new).await.unwrap();
    tx.commit().await.unwrap();
    trial.work().await;
    assert_eq!(broken(trial).await, Vec::<&str>::new());
}

#[tokio::test]
async fn each_check_of_the_ground_finds_its_damage() {
    on_each(modules, async |trial| {
        with_a_case(trial).await;
        damage(trial, "INSERT INTO consumers (name, seq) VALUES ('strayed', 999999)").await;
        mended(trial, "G03").await;
        damage(trial, "DELETE FROM consumers WHERE name = 'strayed'").await;
        trial.work().await;

        trial.later(Duration::days(-1));
        assert_eq!(broken(trial).await, ["G04"]);
        trial.later(Duration::days(1));

        damage(trial, "UPDATE org_above SET depth = depth + 1 WHERE depth > 0").await;
        assert_eq!(broken(trial).await, ["G06"]);
        damage(trial, "UPDATE org_above SET depth = depth - 1 WHERE depth > 0").await;

        // One digit in ten is the right one.
        let mut wrong = 0;
        for digit in 0..10 {
            damage(trial, &format!("UPDATE requests SET number = '26-0520-0001-{digit}'")).await;
            wrong += usize::from(broken(trial).await.contains(&"G07"));
        }
        assert_eq!(wrong, 9);
        damage(trial, "UPDATE requests SET number = (SELECT number FROM cases)").await;

        let who = trial.person("village-secretary", "370114011251").await;
        damage(trial, "UPDATE posts SET role = 'mayor'").await;
        assert_eq!(broken(trial).await, ["G10"]);
        damage(trial, "UPDATE posts SET role = 'village-secretary'").await;
        assert_eq!(broken(trial).await, Vec::<&str>::new());

        damage(trial, "UPDATE requests SET name_sealed = phone_sealed").await;
        assert_eq!(broken(trial).await, ["G08"], "a sealed value that was moved does not open");
        damage(trial, "UPDATE requests SET name_sealed = NULL").await;

        // A person of whom only an event is left.
        let tx = trial.begin().await;
        let subject = Subject { kind: "person", id: tx.id(), revision: 1 };
        append(&tx, Actor { person: Some(who.id), post: None }, Event::new("person.add", subject))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        trial.work().await;
        assert_eq!(broken(trial).await, ["G05"]);

        damage(trial, "DELETE FROM chain WHERE seq = 1").await;
        assert_eq!(broken(trial).await, ["G02", "G05"]);
    })
    .await;
}

#[tokio::test]
async fn a_row_whose_file_is_gone_is_found() {
    on_each(modules, async |trial| {
        with_a_case(trial).await;
        let folder = tempfile::tempdir().unwrap();
        lianxin_cases::files(folder.path(), trial.county()).unwrap();
        let tx = trial.begin().await;
        let key = format!("370114/2026/05/{}.jpg", tx.id());
        tx.run(
            "INSERT INTO attachments (id, case_id, kind, phase, file_key, small_key, digest, bytes, made_at) \
             SELECT $1, id, 'photo', 'raised', $2, '', '', 10, $3 FROM cases",
            values![tx.id(), key, tx.now()],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(broken(trial).await, ["G09"]);
    })
    .await;
}

#[tokio::test]
async fn figures_that_are_not_a_recount_are_found_and_counted_anew() {
    on_each(modules, async |trial| {
        with_a_case(trial).await;
        damage(trial, "UPDATE figures SET value = value + 1").await;
        mended(trial, "B01").await;
        damage(trial, "DELETE FROM contributions").await;
        mended(trial, "B01").await;
    })
    .await;
}

#[tokio::test]
async fn what_the_figures_have_not_read_yet_is_no_finding() {
    on_each(modules, async |trial| {
        with_a_case(trial).await;
        let village = trial.org("370114011251").await.id;
        let by = By::nobody();
        let tx = trial.begin().await;
        let act = Act { tx: &tx, county: trial.county(), by: &by };
        register(act, Register::new(tx.id(), Channel::Web, village, "水渠堵了，水漫到路上")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(broken(trial).await, Vec::<&str>::new());
    })
    .await;
}

#[tokio::test]
async fn the_health_page_tells_an_administrator_what_is_broken_since_when_and_what_to_do() {
    on_each(modules, async |trial| {
        with_a_case(trial).await;
        let admin = trial.person("county-admin", "370114").await;
        let seen = trial.get("/health").by(&admin).await;
        assert!(seen.says("还没核对过"));
        keep(trial.county(), &run(trial.county(), trial.app().modules()).await).await.unwrap();
        let seen = trial.get("/health").by(&admin).await;
        assert!(seen.says("该成立的都成立"));
        assert!(!seen.says("路灯"), "never what a case says");

        damage(trial, "UPDATE figures SET value = value + 1").await;
        keep(trial.county(), &run(trial.county(), trial.app().modules()).await).await.unwrap();
        trial.later(Duration::hours(3));
        keep(trial.county(), &run(trial.county(), trial.app().modules()).await).await.unwrap();
        let seen = trial.get("/health").by(&admin).cookie("__Host-lx_lang", "en").await;
        let row = seen.text("#B01");
        assert!(row.contains("lianxin check --mend B01"), "{row}");
        assert!(row.contains("10:15"), "since the first run that found it: {row}");

        trial.later(Duration::days(3));
        mend(trial.county(), trial.app().modules(), &["B01"]).await.unwrap();
        keep(trial.county(), &run(trial.county(), trial.app().modules()).await).await.unwrap();
        trial.later(Duration::days(3));
        let seen = trial.get("/health").by(&admin).cookie("__Host-lx_lang", "en").await;
        assert!(
            seen.says("not all run since yesterday"),
            "a server that stopped checking is told: {}",
            seen.text("main")
        );

        let secretary = trial.person("village-secretary", "370114011251").await;
        assert_eq!(trial.get("/health").by(&secretary).await.status, 403);
    })
    .await;
}
