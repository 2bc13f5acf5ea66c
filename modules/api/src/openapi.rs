//! `GET /api/v1/openapi.json`: `OpenAPI` 3.1, made from the routes and the types of their bodies and answers.

use axum::Json;
use axum::response::IntoResponse;
use lianxin_web::{Access, Answer, Ask, Doc, In, Param, Route, Takes};
use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::cases::{events, list, progress, register, show};
use crate::hotline::{order, replies};
use crate::{catalogue, figures};

/// A refusal or fault (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
#[allow(dead_code, reason = "its shape is documented; the guard around every route writes it")]
struct Problem {
    /// `urn:lianxin:problem:` and the code.
    r#type: String,
    /// A sentence in the language that was asked for.
    title: String,
    status: u16,
    /// Stable.
    code: String,
    #[serde(default)]
    fields: Vec<FieldProblem>,
    /// Of a fault: the number to tell the county's administrator.
    #[serde(default)]
    instance: Option<String>,
}

/// One field that must be mended.
#[derive(Debug, Serialize, JsonSchema)]
#[allow(dead_code, reason = "its shape is documented; the guard around every route writes it")]
struct FieldProblem {
    field: String,
    code: String,
    detail: String,
}

pub async fn openapi(ask: Ask) -> Answer {
    Ok(Json(document(&ask)).into_response())
}

/// The routes that programs use.
pub fn documented(ask: &Ask) -> impl Iterator<Item = (&Route, Doc)> {
    let routes = ask.app.modules().iter().flat_map(|module| &module.routes);
    routes.filter_map(|route| Some((route, route.doc?)))
}

fn document(ask: &Ask) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for (route, doc) in documented(ask) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(route.method.as_str().to_lowercase(), operation(ask, route, &doc));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": ask.t("api-title"),
            "version": "1",
            "description": ask.t("api-lead"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": format!("{}/{}", ask.app.settings().address, ask.county.code) }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": ask.t("api-token") } },
        },
    })
}

fn operation(ask: &Ask, route: &Route, doc: &Doc) -> Value {
    let mut answers: Map<String, Value> = Map::new();
    for (status, schema) in doc.answers {
        answers.insert(status.to_string(), answer(ask, *status, schema, "application/json"));
    }
    for status in doc.problems {
        answers.insert(status.to_string(), answer(ask, *status, "Problem", "application/problem+json"));
    }
    let scope = match route.access {
        Access::Token(scope) => json!([{ "token": [scope] }]),
        _ => json!([]),
    };
    let mut operation = json!({
        "operationId": doc.id,
        "summary": ask.t(&format!("api-op-{}", doc.id)),
        "parameters": doc.params.iter().map(|param| parameter(ask, param)).collect::<Vec<_>>(),
        "responses": answers,
        "security": scope,
    });
    if let Some(body) = doc.body {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": reference(body) } },
        });
    }
    operation
}

fn answer(ask: &Ask, status: u16, schema: &str, kind: &str) -> Value {
    let description = ask.t(&format!("api-status-{status}"));
    if schema.is_empty() {
        return json!({ "description": description });
    }
    json!({ "description": description, "content": { kind: { "schema": reference(schema) } } })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn parameter(ask: &Ask, param: &Param) -> Value {
    let (place, required) = match param.place {
        In::Path => ("path", true),
        In::Query => ("query", false),
        In::Header => ("header", false),
    };
    let mut schema = schema(param.takes);
    if let (In::Header, Some(fields)) = (param.place, schema.as_object_mut()) {
        // A header without a value is as good as none, and one that fits nothing is no mistake.
        fields.remove("minLength");
        fields.remove("maxLength");
    }
    json!({
        "name": param.name,
        "in": place,
        "required": required,
        "description": ask.t(&format!("api-param-{}", param.name.to_lowercase())),
        "schema": schema,
    })
}

fn schema(takes: Takes) -> Value {
    match takes {
        Takes::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Takes::Number(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Takes::Id => json!({ "type": "string", "format": "uuid" }),
        Takes::Time => json!({ "type": "string", "format": "date-time" }),
        Takes::OneOf(words) => json!({ "type": "string", "enum": words }),
    }
}

/// All types by name. What is sent and what is answered are read from the same code that reads and writes them.
fn schemas() -> Map<String, Value> {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
    };
    let mut sent = settings().for_deserialize().into_generator();
    add::<register::NewCase>(&mut sent);
    add::<progress::NewProgress>(&mut sent);
    add::<order::HotlineOrder>(&mut sent);
    let mut answered = settings().for_serialize().into_generator();
    add::<list::CaseList>(&mut answered);
    add::<show::WholeCase>(&mut answered);
    add::<events::EventList>(&mut answered);
    add::<register::RegisteredCase>(&mut answered);
    add::<progress::ToldProgress>(&mut answered);
    add::<order::TakenOrder>(&mut answered);
    add::<replies::ReplyList>(&mut answered);
    add::<catalogue::PlaceList>(&mut answered);
    add::<catalogue::UnitList>(&mut answered);
    add::<catalogue::CategoryList>(&mut answered);
    add::<catalogue::ServiceList>(&mut answered);
    add::<figures::Figures>(&mut answered);
    // Which of its fields come depends on what went wrong.
    add::<Problem>(&mut sent);
    let mut schemas = sent.take_definitions(true);
    schemas.extend(answered.take_definitions(true));
    schemas
}

fn add<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}
