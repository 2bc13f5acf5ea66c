//! Services, definitions, discovery, jurisdictions, errors.

use crate::stage::{errors, on_both};

#[tokio::test]
async fn services_are_what_names_nobody_in_both_formats() {
    on_both(async |stage| {
        let seen = stage.get("services.json").await.ok();
        assert_eq!(seen.header("content-type"), "application/json; charset=utf-8");
        let services = seen.json();
        let services = services.as_array().unwrap();
        let one = |code: &str| services.iter().find(|one| one["service_code"] == code);
        let lamp = one("C06").expect("street lights");
        assert_eq!(lamp["service_name"], "Street lights");
        assert_eq!(lamp["group"], "Utilities");
        assert_eq!(lamp["type"], "realtime");
        assert_eq!(lamp["metadata"], true);
        assert!(lamp["keywords"].as_str().unwrap().contains(','));
        assert_eq!(one("W03").unwrap()["metadata"], false);
        for hidden in ["C", "J01", "V06", "Q07", "T04"] {
            assert!(one(hidden).is_none(), "{hidden} is no service");
        }
        let xml = stage.get("services.xml").await.ok();
        assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
        assert_eq!(xml.header("access-control-allow-origin"), "*");
        let text = xml.body_text();
        assert!(
            text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><services><service><service_code>"),
            "{text}"
        );
        assert_eq!(text.matches("<service>").count(), services.len());
        assert!(text.contains("<service_name>Street lights</service_name>"));
        let chinese = stage.trial.get("/open311/v2/services.xml").await.ok();
        assert!(chinese.body_text().contains("<service_name>路灯</service_name>"));
    })
    .await;
}

#[tokio::test]
async fn a_definition_tells_every_question_with_its_choices() {
    on_both(async |stage| {
        let lamp = stage.get("services/C06.json").await.ok().json();
        assert_eq!(lamp["service_code"], "C06");
        let fault = &lamp["attributes"][0];
        assert_eq!(
            (fault["code"].as_str(), fault["datatype"].as_str(), fault["required"].as_bool(), fault["order"].as_i64()),
            (Some("fault"), Some("singlevaluelist"), Some(true), Some(1))
        );
        assert_eq!(fault["variable"], true);
        assert_eq!(fault["values"][0], serde_json::json!({ "key": "off", "name": "Off" }));
        assert!(fault["datatype_description"].is_null());
        let xml = stage.get("services/C06.xml").await.ok().body_text();
        assert!(xml.contains("<service_definition><service_code>C06</service_code><attributes><attribute><variable>true</variable><code>fault</code><datatype>singlevaluelist</datatype><required>true</required><datatype_description/><order>1</order>"), "{xml}");
        assert!(xml.contains("<values><value><key>off</key><name>Off</name></value>"), "{xml}");
        let errands = stage.get("services/L04.json").await.ok().json();
        assert_eq!(errands["attributes"][0]["values"][0]["key"], "SI13");
        assert_eq!(stage.get("services/W03.json").await.ok().json()["attributes"], serde_json::json!([]));
        for absent in ["services/J01.json", "services/C99.json", "services/C06.html", "services/.json"] {
            let seen = stage.get(absent).await.is(404);
            assert_eq!(errors(&seen)[0].0, 404, "{absent}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_countys_jurisdiction_is_not_found_and_an_empty_one_counts_as_not_given() {
    on_both(async |stage| {
        for path in ["services", "services/C06", "requests"] {
            stage.get(&format!("{path}.json?jurisdiction_id=370114")).await.ok();
            stage.get(&format!("{path}.json?jurisdiction_id=")).await.ok();
            let seen = stage.get(&format!("{path}.xml?jurisdiction_id=sfgov.org")).await.is(404);
            let text = seen.body_text();
            assert_eq!(seen.header("content-type"), "text/xml; charset=utf-8");
            assert!(
                text.contains("<errors><error><code>404</code><description>Wrong jurisdiction_id"),
                "{text}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn discovery_names_each_countys_interface() {
    on_both(async |stage| {
        let seen = stage.trial.get("/open311/discovery.json").above().await.ok();
        let found = seen.json();
        let endpoint = &found["endpoints"][0];
        assert_eq!(endpoint["url"], "https://lianxin.test/370114/open311/v2");
        assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
        assert_eq!(endpoint["type"], "production");
        assert_eq!(endpoint["formats"], serde_json::json!(["text/xml", "application/json"]));
        for field in ["changeset", "contact", "key_service"] {
            assert!(!found[field].as_str().unwrap().is_empty(), "{field}");
        }
        let xml = stage.trial.get("/open311/discovery.xml").above().await.ok();
        let text = xml.body_text();
        assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
        assert!(
            text.contains("<discovery><changeset>") && text.contains("<formats><format>text/xml</format>"),
            "{text}"
        );
    })
    .await;
}

#[tokio::test]
async fn whatever_is_asked_is_answered_without_a_fault() {
    on_both(async |stage| {
        let odd = [
            "requests.json?service_request_id=%00",
            "requests.json?start_date=%F0%9F%90%B4",
            "requests.json?page=99999999999999999999",
            "requests.json?page=10&page_size=1000&start_date=9999-12-31T23:59:60Z",
            "requests.json?page_size=0",
            "requests.json?service_code=%27%3B--",
            "requests/%00.json",
            "requests/26-0520-0001-0.json",
            "requests/..%2f.xml",
            "tokens/%ff.json",
            "tokens/1.xml",
            "services/%00.xml",
        ];
        for path in odd {
            let status = stage.get(path).await.status.as_u16();
            assert!(matches!(status, 400 | 404), "{path}: {status}");
        }
    })
    .await;
}
