//! Lists, cases, events, catalogue, figures: what the key's organisation reaches, and no person in it.

use serde_json::Value;

use crate::stage::{VILLAGE, fields, on_both};

fn numbers(list: &Value) -> Vec<String> {
    list["cases"].as_array().unwrap().iter().map(|case| case["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_case_is_read_with_parts_and_clocks_and_without_contacts() {
    on_both(async |stage| {
        let case = stage.registered(&stage.lamp()).await;
        stage.accepts(case, "C06").await;
        let seen = stage.read(&format!("cases/{case}")).await.ok();
        let text = seen.body_text();
        for hidden in ["13905310000", "赵小满", "sealed", "blind", "query_word"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
        let whole = seen.json();
        assert_eq!(whole["place"]["code"], VILLAGE);
        assert_eq!((whole["state"].as_str(), whole["category"].as_str()), (Some("accepted"), Some("C06")));
        assert!(
            whole["clocks"]
                .as_array()
                .unwrap()
                .iter()
                .any(|clock| clock["stage"] == "accept" && clock["result"] == "met")
        );
        let tag = seen.header("etag").to_owned();
        let path = format!("cases/{case}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}")] {
            stage.checked("get", &path, stage.get(&path).header("if-none-match", &known).await.is(304));
        }
        stage.checked("get", &path, stage.get(&path).header("if-none-match", "\"0\"").await.ok());
        let events = stage.read(&format!("cases/{case}/events")).await.ok();
        let verbs: Vec<String> = events.json()["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["verb"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(verbs, ["case.register", "case.accept"]);
        assert!(!events.body_text().contains(&stage.dispatcher.id.to_string()), "nobody's id");
    })
    .await;
}

#[tokio::test]
async fn a_sensitive_case_shows_number_place_state_and_clocks_only() {
    on_both(async |stage| {
        let poor = stage.says(VILLAGE, "赵家困难想申请低保").await;
        stage.accepts(poor.case_id, "J01").await;
        let seen = stage.read(&format!("cases/{}", poor.case_id)).await.ok();
        let whole = seen.json();
        for hidden in ["title", "words", "place_words", "answer", "lon", "lat"] {
            assert!(whole[hidden].is_null(), "{hidden}");
        }
        assert!(!seen.body_text().contains("低保"));
        assert_eq!(
            (whole["number"].as_str(), whole["sensitive"].as_bool()),
            (Some(poor.number.as_str()), Some(true))
        );
        assert!(!whole["clocks"].as_array().unwrap().is_empty());
        let found = stage.read("cases?q=%E4%BD%8E%E4%BF%9D").await.ok().json();
        assert!(numbers(&found).is_empty(), "words do not find what is hidden");
        assert_eq!(numbers(&stage.read("cases").await.ok().json()), [poor.number]);
    })
    .await;
}

#[tokio::test]
async fn a_key_sees_what_reaches_its_organisation_and_not_more() {
    on_both(async |stage| {
        let here = stage.says(VILLAGE, "村口路灯不亮了").await;
        let there = stage.says("370114007200", "村西井盖破了").await;
        let key = stage.trial.token(&["cases.read", "figures.read"], "370114011").await;
        let read = async |path: &str| stage.checked("get", path, stage.get(path).with_token(&key).await);
        assert_eq!(numbers(&read("cases").await.ok().json()), [here.number.clone()]);
        read(&format!("cases/{}", here.case_id)).await.ok();
        read(&format!("cases/{}", there.case_id)).await.is(404);
        read(&format!("cases/{}/events", there.case_id)).await.is(404);
        read("cases?org=370114007").await.is(404);
        read("cases?org=nowhere").await.is(404);
        assert_eq!(numbers(&read(&format!("cases?org={VILLAGE}")).await.ok().json()), [here.number]);
        let figures = read("figures").await.ok().json();
        assert_eq!((figures["registered"].as_i64(), figures["open"].as_i64()), (Some(1), Some(1)));
        let all =
            stage.read("figures?from=2026-05-01T00:00:00Z&to=2026-06-01T00:00:00%2B08:00").await.ok().json();
        assert_eq!(all["registered"], 2);
        assert_eq!(all["states"][0]["count"], 2);
    })
    .await;
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_double() {
    on_both(async |stage| {
        for _ in 0..7 {
            stage.says(VILLAGE, "村口路灯不亮了").await;
            stage.trial.later(chrono::Duration::minutes(1));
        }
        for sort in ["left", "new"] {
            let mut all = Vec::new();
            let mut path = format!("cases?limit=3&sort={sort}");
            loop {
                let page = stage.read(&path).await.ok().json();
                all.extend(numbers(&page));
                let Some(after) = page["after"].as_str() else { break };
                path = format!("cases?limit=3&sort={sort}&after={after}");
            }
            let mut sorted = all.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!((all.len(), sorted.len()), (7, 7), "{sort}: {all:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn filters_choose_and_a_wrong_one_is_told() {
    on_both(async |stage| {
        let lamp = stage.says(VILLAGE, "村口路灯不亮了").await;
        stage.accepts(lamp.case_id, "C06").await;
        stage.says(VILLAGE, "村西井盖破了").await;
        let of = async |query: &str| numbers(&stage.read(&format!("cases?{query}")).await.ok().json());
        assert_eq!(of("state=accepted").await, [lamp.number.clone()]);
        assert_eq!(of("category=C06").await, [lamp.number.clone()]);
        assert_eq!(of("category=C&state=any&since=30").await, [lamp.number.clone()]);
        assert_eq!(of("q=%E8%B7%AF%E7%81%AF").await, [lamp.number]);
        assert!(of("state=ended").await.is_empty());
        for (query, field) in [
            ("state=sleeping", "state"),
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=1&limit=2", "limit"),
            ("since=0", "since"),
            ("since=99999999999999999999", "since"),
            ("category=ZZZ", "category"),
            ("org=%27%3B--", "org"),
            ("due=never", "due"),
            ("sort=", "sort"),
            ("after=1.2", "after"),
            ("after=9223372036854775807.018f0000-0000-7000-8000-000000000000", "after"),
            ("after=-9223372036854775808.018f0000-0000-7000-8000-000000000000", "after"),
        ] {
            let seen = stage.read(&format!("cases?{query}")).await.is(422);
            assert_eq!(fields(&seen), [field], "{query}");
        }
        for odd in [
            "cases?q=%00",
            "cases?q=%FF%FE",
            "cases/%00",
            "cases/nothing",
            "figures?from=0001-01-01T00:00:00Z",
            "figures?from=yesterday",
            "figures?to=2026-05-20T00:00:00Z&from=2025-01-01T00:00:00Z",
            "places?after=%00",
            "hotline/replies?after=-1",
            "hotline/replies?after=9223372036854775807",
            "places/%E6%9D%91",
        ] {
            let status = stage.read(odd).await.status.as_u16();
            assert!(matches!(status, 200 | 404 | 422), "{odd}: {status}");
        }
        stage.get("cases/%ff").await.is(404);
    })
    .await;
}

#[tokio::test]
async fn the_catalogue_gives_every_code_that_other_calls_take() {
    on_both(async |stage| {
        let towns = stage.read("places?kind=town").await.ok().json();
        assert_eq!(towns["places"].as_array().unwrap().len(), 2);
        let below = stage.read("places?under=370114011&kind=village&limit=2").await.ok().json();
        assert_eq!(below["places"].as_array().unwrap().len(), 2);
        let after = below["after"].as_str().expect("there are more").to_owned();
        let more =
            stage.read(&format!("places?under=370114011&kind=village&after={after}")).await.ok().json();
        assert!(
            more["places"]
                .as_array()
                .unwrap()
                .iter()
                .all(|place| place["code"].as_str().unwrap() > after.as_str())
        );
        stage.read("places?under=nowhere").await.is(404);
        let village = stage.read(&format!("places/{VILLAGE}")).await.ok().json();
        assert_eq!(village["kind"], "village");
        stage.read("places/housing").await.is(404);
        let units = stage.read("units").await.ok().json();
        assert!(!units["units"].as_array().unwrap().is_empty());
        let categories = stage.read("categories").await.ok().json();
        assert_eq!(
            categories["categories"].as_array().unwrap().len(),
            stage.trial.playbook().categories.len()
        );
        let services = stage.read("services").await.ok().json();
        assert_eq!(services["services"].as_array().unwrap().len(), 36);
    })
    .await;
}
