//! The document is whole: each route is in it, each schema that it names is there, and the page for people says the same.

use lianxin_web::{Access, Kind};
use serde_json::Value;

use crate::stage::on_both;

#[tokio::test]
async fn every_route_of_the_interface_is_in_the_document_with_its_scope() {
    on_both(async |stage| {
        let document = &stage.document;
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document["servers"][0]["url"], "https://lianxin.test/370114");
        let mut documented = 0;
        let mut ids = std::collections::BTreeSet::new();
        for route in stage.trial.app().modules().iter().flat_map(|module| &module.routes) {
            if route.kind != Kind::Api || route.path.ends_with("openapi.json") {
                continue;
            }
            documented += 1;
            let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
            assert!(operation.is_object(), "{} {} is not in the document", route.method, route.path);
            let Access::Token(scope) = route.access else { panic!("{} is open to all", route.path) };
            assert_eq!(operation["security"][0]["token"][0], scope);
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{operation}");
            for param in operation["parameters"].as_array().unwrap() {
                let named = format!("{{{}}}", param["name"].as_str().unwrap());
                assert_eq!(param["in"] == "path", route.path.contains(&named), "{param}");
                // A header without a value is as good as none, and a mark of another version may be of any length.
                let free = ["minLength", "maxLength"].iter().all(|limit| param["schema"][limit].is_null());
                assert!(param["in"] != "header" || free, "{param}");
            }
        }
        assert_eq!(documented, 13);
        let many: usize =
            document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
        assert_eq!(many, documented, "nothing is documented that is not there");
    })
    .await;
}

#[tokio::test]
async fn every_schema_that_is_named_is_there_and_is_a_schema() {
    on_both(async |stage| {
        let mut named = vec![];
        references(&stage.document, &mut named);
        assert!(named.len() > 30);
        for reference in named {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(stage.document.pointer(pointer).is_some(), "{reference}");
        }
        for (name, schema) in stage.document["components"]["schemas"].as_object().unwrap() {
            stage.validator(schema);
            assert!(schema["description"].is_string(), "{name} says nothing of itself");
        }
    })
    .await;
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                found.push(reference.clone());
            }
            fields.values().for_each(|one| references(one, found));
        }
        Value::Array(all) => all.iter().for_each(|one| references(one, found)),
        _ => {}
    }
}

#[tokio::test]
async fn people_read_the_same_in_both_languages_and_no_text_is_missing() {
    on_both(async |stage| {
        stage.trial.get("/api/v1").await.follow().await.ok();
        for call in [stage.trial.get("/api/v1/"), stage.trial.get("/api/v1/").in_english()] {
            let page = call.await.ok();
            assert_eq!(page.all("section").len(), 14);
            assert!(page.says("/370114/api/v1/hotline/replies") && page.says("hotline.read"));
            assert!(!page.body_text().contains("api-op-") && !page.body_text().contains("api-param-"));
        }
        let chinese = stage.trial.get("/api/v1/openapi.json").await.ok().json();
        assert_eq!(chinese["paths"]["/api/v1/cases"]["post"]["summary"], "登记一件诉求");
        for document in [&chinese, &stage.document] {
            let text = document.to_string();
            for key in ["\"api-op-", "\"api-param-", "\"api-status-"] {
                assert!(!text.contains(key), "{key} is missing a text");
            }
        }
    })
    .await;
}
