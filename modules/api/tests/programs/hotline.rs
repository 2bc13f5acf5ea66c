//! Orders of the city's hotline come in with their own number and deadline; what came of them goes back.

use serde_json::{Value, json};

use crate::stage::{Stage, VILLAGE, code, fields, on_both};

fn order(stage: &Stage<'_>, number: &str) -> Value {
    json!({
        "id": stage.id(), "number": number, "due_at": "2026-05-21T12:00:00+08:00",
        "words": "来电反映村口路灯不亮", "place": VILLAGE, "phone": "13905310000", "category": "C06",
    })
}

#[tokio::test]
async fn an_order_keeps_its_number_and_the_earlier_deadline_binds() {
    on_both(async |stage| {
        let body = order(stage, "JN-2026-000123");
        let taken = stage.send("hotline/orders", &body).await.is(201).json();
        assert_eq!(taken, stage.send("hotline/orders", &body).await.is(200).json());
        assert_eq!(
            (taken["hotline_number"].as_str(), taken["hotline_due"].as_str()),
            (Some("JN-2026-000123"), Some("2026-05-21T04:00:00Z"))
        );
        let id = taken["id"].as_str().unwrap().parse().unwrap();
        stage.accepts(id, "C06").await;
        let case = stage.case(id).await;
        assert_eq!((case.channel.as_str(), case.hotline_number.as_str()), ("hotline", "JN-2026-000123"));
        assert!(case.promise_due <= case.hotline_due, "the earlier one binds");
        let whole = stage.read(&format!("cases/{id}")).await.ok().json();
        assert_eq!(whole["hotline_due"], "2026-05-21T04:00:00Z");
        let double = order(stage, " JN-2026-000123 ");
        assert_eq!(code(&stage.send("hotline/orders", &double).await.is(409)), "api-refused-hotline-known");
        assert_eq!(stage.trial.rows_in("cases").await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_place_is_read_from_words_when_no_code_is_known() {
    on_both(async |stage| {
        let village = stage.trial.org(VILLAGE).await;
        let town = stage.trial.org("370114011").await;
        for (words, expected) in [
            (format!("章丘区{}{}村口", town.short_zh, village.short_zh), village.id),
            (format!("{}大集", town.short_zh), town.id),
            ("说不清在哪里".to_owned(), stage.trial.org("370114").await.id),
        ] {
            let mut body = order(stage, &words);
            body["place"] = json!("");
            body["place_words"] = json!(words);
            let taken = stage.send("hotline/orders", &body).await.is(201).json();
            let id = taken["id"].as_str().unwrap().parse().unwrap();
            assert_eq!(stage.case(id).await.place_id, expected, "{words}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_wrong_field_of_an_order_is_told() {
    on_both(async |stage| {
        for (field, value) in [
            ("number", json!("")),
            ("number", json!("9".repeat(61))),
            ("due_at", json!("9999-12-31T00:00:00Z")),
            ("due_at", json!("tomorrow")),
            ("words", json!("嗯")),
            ("place", json!("nowhere")),
            ("phone", json!("1")),
            ("category", json!("Q07")),
            ("number", json!("1\u{0}2")),
        ] {
            let mut body = order(stage, "1");
            body[field] = value.clone();
            assert_eq!(fields(&stage.send("hotline/orders", &body).await.is(422)), [field], "{value}");
        }
        assert_eq!(stage.trial.rows_in("cases").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_came_of_orders_is_told_once_and_in_order() {
    on_both(async |stage| {
        assert_eq!(stage.read("hotline/replies").await.ok().json(), json!({ "replies": [], "after": null }));
        let taken = stage.send("hotline/orders", &order(stage, "A-1")).await.is(201).json();
        stage.says(VILLAGE, "没有热线号的一件事").await;
        let id = taken["id"].as_str().unwrap().parse().unwrap();
        stage.accepts(id, "C06").await;
        stage.trial.work().await;
        let first = stage.read("hotline/replies").await.ok().json();
        assert_eq!(first["replies"].as_array().unwrap().len(), 1);
        assert_eq!(
            (first["replies"][0]["hotline_number"].as_str(), first["replies"][0]["step"].as_str()),
            (Some("A-1"), Some("accepted"))
        );
        let after = first["after"].as_i64().unwrap();
        let path = format!("hotline/replies?after={after}");
        assert_eq!(stage.read(&path).await.ok().json()["replies"], json!([]));
        let by = stage.dispatcher.by(stage.trial).await;
        let tx = stage.trial.begin().await;
        let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
        lianxin_cases::answer_at_once(act, id, "C06", "电工 13905311111 已换灯，当晚就亮").await.unwrap();
        tx.commit().await.unwrap();
        stage.trial.work().await;
        let second = stage.read(&path).await.ok().json();
        let reply = &second["replies"][0];
        assert_eq!((reply["step"].as_str(), reply["state"].as_str()), (Some("answered"), Some("answered")));
        let answer = reply["answer"].as_str().unwrap();
        assert!(answer.contains("已换灯") && !answer.contains("13905311111"), "{answer}");
        let town = stage.trial.token(&["hotline.read"], "370114007").await;
        let theirs = stage.get("hotline/replies").with_token(&town).await.ok().json();
        assert_eq!(theirs["replies"], json!([]), "another town's key sees none of it");
    })
    .await;
}
