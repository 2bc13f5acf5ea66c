//! Registering and telling progress: once, within the key's organisation, and nothing that is half right.

use http::Method;
use lianxin_cases::requests_of;
use serde_json::{Value, json};

use crate::stage::{VILLAGE, code, fields, on_both};

#[tokio::test]
async fn a_case_is_registered_once_however_often_it_is_sent() {
    on_both(async |stage| {
        let body = stage.lamp();
        let first = stage.send("cases", &body).await.is(201);
        stage.trial.later(chrono::Duration::minutes(5));
        let again = stage.send("cases", &body).await.is(200);
        assert_eq!(first.json(), again.json());
        let answer = first.json();
        assert_eq!(answer["request_id"], body["id"]);
        assert_eq!(answer["number"], "26-0520-0001-3");
        let follow = answer["follow"].as_str().unwrap();
        assert_eq!(follow, "https://lianxin.test/370114/follow/26-0520-0001-3");
        assert!(answer["accept_due"].is_string());
        let word = answer["query_word"].as_str().unwrap();
        let known =
            lianxin_cases::follow(&stage.trial.reader(), stage.trial.county(), "26-0520-0001-3", word)
                .await
                .unwrap();
        assert!(known.is_some(), "number and word open the follow page");
        let mut other = body.clone();
        other["category"] = json!("C07");
        assert_eq!(code(&stage.send("cases", &other).await.is(409)), "shell-refused-other-body");
        let stranger = stage.trial.token(&["cases.write"], "370114").await;
        let theirs = stage.post("cases", &body).with_token(&stranger).await;
        stage.checked("post", "cases", theirs.is(409));
        assert_eq!(stage.trial.rows_in("cases").await, 1);
        let id = answer["id"].as_str().unwrap().parse().unwrap();
        let request = &requests_of(&stage.trial.reader(), id).await.unwrap()[0];
        assert_eq!(stage.trial.verbs("request", request.id).await, ["request.bring"]);
        assert_eq!((request.channel.as_str(), request.phone_sealed.is_some()), ("api", true));
    })
    .await;
}

#[tokio::test]
async fn the_order_of_fields_and_spaces_do_not_make_another_body() {
    on_both(async |stage| {
        let id = stage.id();
        let one = format!("{{\"id\":\"{id}\",\"words\":\"村口路灯不亮\",\"place\":\"{VILLAGE}\"}}");
        let two = format!("{{ \"place\": \"{VILLAGE}\", \"anonymous\": false,\n\"words\": \"村口路灯不亮\", \"id\": \"{id}\" }}");
        let send = |body: String| stage.trial.call(Method::POST, "/api/v1/cases").with_token(&stage.key).raw("application/json; charset=utf-8", body);
        send(one).await.is(201);
        send(two).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn eight_programs_at_one_time_make_one_case_and_the_rest_get_its_answer() {
    on_both(async |stage| {
        let body = stage.lamp();
        let send = || async { stage.post("cases", &body).await };
        let all = tokio::join!(send(), send(), send(), send(), send(), send(), send(), send());
        let all = [all.0, all.1, all.2, all.3, all.4, all.5, all.6, all.7];
        assert_eq!(all.iter().filter(|seen| seen.status.as_u16() == 201).count(), 1);
        assert!(all.iter().all(|seen| seen.json() == all[0].json()));
        assert_eq!(stage.trial.rows_in("cases").await, 1);
        let bodies: Vec<Value> = (0..6).map(|_| stage.lamp()).collect();
        let send = |at: usize| stage.post("cases", &bodies[at]);
        let all = tokio::join!(send(0), send(1), send(2), send(3), send(4), send(5));
        for seen in [all.0, all.1, all.2, all.3, all.4, all.5] {
            seen.is(201);
        }
        assert_eq!(stage.trial.rows_in("cases").await, 7);
    })
    .await;
}

#[tokio::test]
async fn every_wrong_field_is_told_and_nothing_is_written() {
    on_both(async |stage| {
        let wrong = |change: Value| {
            let mut body = stage.lamp();
            for (name, value) in change.as_object().unwrap() {
                body[name] = value.clone();
            }
            body
        };
        let all = wrong(json!({
            "words": "!?", "place": "370114999999", "lat": null, "phone": "12", "category": "V06", "service": "SI16",
            "title": "长".repeat(101), "name": "长".repeat(61), "place_words": "长".repeat(501),
        }));
        let told = fields(&stage.send("cases", &all).await.is(422));
        for field in ["words", "title", "place", "place_words", "lon", "name", "phone", "category", "service"] {
            assert!(told.contains(&field.to_owned()), "{field} is not in {told:?}");
        }
        for (change, field) in [
            (json!({ "id": "no-id" }), "id"),
            (json!({ "id": null }), "id"),
            (json!({ "words": ["a"] }), "words"),
            (json!({ "lat": "36" }), "lat"),
            (json!({ "lat": 91.0 }), "lon"),
            (json!({ "lon": -1e308 }), "lon"),
            (json!({ "lang": "fr" }), "lang"),
            (json!({ "anonymous": "yes" }), "anonymous"),
            (json!({ "surprise": 1 }), "surprise"),
            (json!({ "words": "村口\u{0}路灯不亮" }), "words"),
            (json!({ "name": "\u{0}" }), "name"),
            (json!({ "words": "长".repeat(5_001) }), "words"),
            (json!({ "place": VILLAGE.repeat(10) }), "place"),
        ] {
            let seen = stage.send("cases", &wrong(change.clone())).await.is(422);
            assert_eq!(fields(&seen), [field], "{change}");
        }
        assert_eq!(stage.trial.rows_in("cases").await, 0);
        assert_eq!(stage.trial.rows_in("api_calls").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_json_or_too_large_is_refused_before_it_is_read() {
    on_both(async |stage| {
        let raw = |kind: &str, body: Vec<u8>| {
            stage.trial.call(Method::POST, "/api/v1/cases").with_token(&stage.key).raw(kind, body)
        };
        let send = async |kind: &str, body: Vec<u8>| stage.checked("post", "cases", raw(kind, body).await);
        let json = "application/json";
        for body in ["", "{", "[1,2", "{\"id\":1e999}", "{\"words\":\"\\ud800\"}", "nul"] {
            assert_eq!(code(&send(json, body.into()).await.is(400)), "api-refused-json", "{body}");
        }
        send(json, vec![0xff, 0xfe]).await.is(400);
        send(json, format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes()).await.is(400);
        for body in ["[]", "1", "null", "\"x\"", "{}"] {
            assert_eq!(code(&send(json, body.into()).await.is(422)), "api-refused-shape", "{body}");
        }
        send("text/plain", b"{}".to_vec()).await.is(415);
        send("application/x-www-form-urlencoded", b"a=1".to_vec()).await.is(415);
        send(json, vec![b' '; 300 * 1024]).await.is(413);
    })
    .await;
}

#[tokio::test]
async fn a_key_opens_what_its_scopes_name_and_nothing_else() {
    on_both(async |stage| {
        let id = stage.id();
        let calls = [
            ("get", "cases".to_owned(), "cases.read"),
            ("get", format!("cases/{id}"), "cases.read"),
            ("get", format!("cases/{id}/events"), "cases.read"),
            ("post", "cases".into(), "cases.write"),
            ("post", format!("cases/{id}/progress"), "cases.write"),
            ("post", "hotline/orders".into(), "hotline.write"),
            ("get", "hotline/replies".into(), "hotline.read"),
            ("get", "places".into(), "catalogue.read"),
            ("get", format!("places/{VILLAGE}"), "catalogue.read"),
            ("get", "units".into(), "catalogue.read"),
            ("get", "categories".into(), "catalogue.read"),
            ("get", "services".into(), "catalogue.read"),
            ("get", "figures".into(), "figures.read"),
        ];
        for scope in crate::stage::SCOPES {
            let key = stage.trial.token(&[scope], "370114").await;
            for (method, path, needed) in &calls {
                let call = if *method == "get" { stage.get(path) } else { stage.post(path, &json!({})) };
                let seen = stage.checked(method, path, call.with_token(&key).await);
                assert_eq!(
                    seen.status.as_u16() == 403,
                    scope != *needed,
                    "{scope} at {path}: {}",
                    seen.status
                );
            }
        }
        for (method, path, _) in &calls {
            let call = if *method == "get" { stage.get(path) } else { stage.post(path, &json!({})) };
            let seen = stage.checked(method, path, call.without("authorization").await.is(401));
            assert_eq!(seen.header("www-authenticate"), "Bearer");
        }
        let officer = stage.dispatcher.clone();
        stage.trial.get("/api/v1/cases").by(&officer).await.is(401);
        let by_query = format!("/api/v1/cases?api_key={}", stage.key);
        stage.trial.get(&by_query).without("sec-fetch-site").await.is(401);
    })
    .await;
}

#[tokio::test]
async fn a_departments_system_tells_progress_on_its_own_part_only() {
    on_both(async |stage| {
        let case = stage.registered(&stage.lamp()).await;
        stage.accepts(case, "C06").await;
        let unit = stage.trial.playbook().lead_unit("C06").expect("somebody leads").code.clone();
        let village = stage.trial.org(VILLAGE).await.id;
        let lead = lianxin_cases::unit_for(&stage.trial.reader(), stage.trial.playbook(), &unit, village)
            .await
            .unwrap()
            .unwrap();
        let path = format!("cases/{case}/progress");
        let own = stage.trial.token(&["cases.read", "cases.write"], &lead.code).await;
        let body = json!({ "id": stage.id(), "words": "电工已出发", "open": true });
        let tell = async |key: &str, body: &Value| {
            stage.checked("post", &path, stage.post(&path, body).with_token(key).await)
        };
        tell(&own, &body).await.is(404);
        stage.dispatches(case, lead.id).await;
        let told = tell(&own, &body).await.is(201);
        let revision = stage.case(case).await.revision;
        assert_eq!(told.header("etag"), format!("\"{revision}\""));
        assert_eq!(told.json(), tell(&own, &body).await.is(200).json(), "a retry writes nothing");
        assert_eq!(stage.case(case).await.revision, revision);
        let events = stage.trial.events("case", case).await;
        let last = events.last().unwrap();
        assert_eq!((last.verb.as_str(), last.person, last.post), ("case.progress", None, None));
        assert!(last.id_of("token").is_some(), "the key is written down");
        let other = stage.trial.token(&["cases.write"], "370114007").await;
        tell(&other, &json!({ "id": stage.id(), "words": "别的街道" })).await.is(404);
        let village_key = stage.trial.token(&["cases.write"], VILLAGE).await;
        let seen = tell(&village_key, &json!({ "id": stage.id(), "words": "村里看过" })).await.is(403);
        assert_eq!(code(&seen), "cases-refused-not-your-unit");
        for (words, field) in [(" ", "words"), ("a\u{0}b", "words")] {
            assert_eq!(
                fields(&tell(&own, &json!({ "id": stage.id(), "words": words })).await.is(422)),
                [field]
            );
        }
        let next = json!({ "id": stage.id(), "words": "灯换好了" });
        let with = |tag: &str| stage.post(&path, &next).with_token(&own).header("if-match", tag);
        assert_eq!(code(&stage.checked("post", &path, with("\"1\"").await.is(412))), "cases-refused-changed");
        stage.checked("post", &path, with("yesterday").await.is(422));
        stage.checked("post", &path, with(&format!("\"{revision}\"")).await.is(201));
    })
    .await;
}
