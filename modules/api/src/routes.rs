//! Every route, as data: router, permission matrix and the `OpenAPI` document are made from it.

use lianxin_web::{Access, Doc, In, Kind, Param, Route, Takes};

use crate::cases::{events, list, progress, register, show};
use crate::hotline::{order, replies};
use crate::{catalogue, figures, openapi, page};

pub const READ: &str = "cases.read";
pub const WRITE: &str = "cases.write";
pub const HOTLINE: &str = "hotline.write";
pub const REPLIES: &str = "hotline.read";
pub const CATALOGUE: &str = "catalogue.read";
pub const FIGURES: &str = "figures.read";

/// The most rows of one answer.
pub const MOST_ROWS: i64 = 200;

const STATES: &[&str] = &[
    "open",
    "any",
    "suspended",
    "registered",
    "refused",
    "answered",
    "merged",
    "accepted",
    "dispatched",
    "signed",
    "done",
    "closed",
    "ended",
];
const DUES: &[&str] = &["late", "today", "week", "later"];
const SORTS: &[&str] = &["left", "new"];

const fn query(name: &'static str, takes: Takes) -> Param {
    Param { name, place: In::Query, takes }
}
const fn path(name: &'static str, takes: Takes) -> Param {
    Param { name, place: In::Path, takes }
}
const fn header(name: &'static str) -> Param {
    Param { name, place: In::Header, takes: Takes::Text(60) }
}

const LIMIT: Param = query("limit", Takes::Number(1, MOST_ROWS));
const ID: Param = path("id", Takes::Id);
const CODE: Param = path("code", Takes::Text(40));
const KEYS: &[u16] = &[401, 403, 429, 503];

pub const LIST_CASES: Doc = Doc {
    id: "list-cases",
    params: &[
        query("state", Takes::OneOf(STATES)),
        query("org", Takes::Text(40)),
        query("unit", Takes::Text(40)),
        query("category", Takes::Text(40)),
        query("since", Takes::Number(1, 3_660)),
        query("due", Takes::OneOf(DUES)),
        query("sort", Takes::OneOf(SORTS)),
        query("q", Takes::Text(60)),
        query("after", Takes::Text(80)),
        LIMIT,
    ],
    body: None,
    answers: &[(200, "CaseList")],
    problems: &[401, 403, 404, 422, 429, 503],
};
pub const REGISTER_CASE: Doc = Doc {
    id: "register-case",
    params: &[],
    body: Some("NewCase"),
    answers: &[(201, "RegisteredCase"), (200, "RegisteredCase")],
    problems: &[400, 401, 403, 409, 413, 415, 422, 429, 503],
};
pub const SHOW_CASE: Doc = Doc {
    id: "show-case",
    params: &[ID, header("If-None-Match")],
    body: None,
    answers: &[(200, "WholeCase"), (304, "")],
    problems: &[401, 403, 404, 422, 429, 503],
};
pub const LIST_EVENTS: Doc = Doc {
    id: "list-events",
    params: &[ID],
    body: None,
    answers: &[(200, "EventList")],
    problems: &[401, 403, 404, 422, 429, 503],
};
pub const TELL_PROGRESS: Doc = Doc {
    id: "tell-progress",
    params: &[ID, header("If-Match")],
    body: Some("NewProgress"),
    answers: &[(201, "ToldProgress"), (200, "ToldProgress")],
    problems: &[400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503],
};
pub const ORDER_BY_HOTLINE: Doc = Doc {
    id: "order-by-hotline",
    params: &[],
    body: Some("HotlineOrder"),
    answers: &[(201, "TakenOrder"), (200, "TakenOrder")],
    problems: &[400, 401, 403, 409, 413, 415, 422, 429, 503],
};
pub const LIST_REPLIES: Doc = Doc {
    id: "list-replies",
    params: &[query("after", Takes::Number(0, i64::MAX)), LIMIT],
    body: None,
    answers: &[(200, "ReplyList")],
    problems: &[401, 403, 422, 429, 503],
};
pub const LIST_PLACES: Doc = Doc {
    id: "list-places",
    params: &[
        query("under", Takes::Text(40)),
        query("kind", Takes::OneOf(&["district", "town", "area", "village", "grid", "micro-grid"])),
        query("after", Takes::Text(40)),
        LIMIT,
    ],
    body: None,
    answers: &[(200, "PlaceList")],
    problems: &[401, 403, 404, 422, 429, 503],
};
pub const SHOW_PLACE: Doc = Doc {
    id: "show-place",
    params: &[CODE],
    body: None,
    answers: &[(200, "Place")],
    problems: &[401, 403, 404, 422, 429, 503],
};
pub const LIST_UNITS: Doc = Doc {
    id: "list-units",
    params: &[query("after", Takes::Text(40)), LIMIT],
    body: None,
    answers: &[(200, "UnitList")],
    problems: &[401, 403, 422, 429, 503],
};
pub const LIST_CATEGORIES: Doc =
    Doc { id: "list-categories", params: &[], body: None, answers: &[(200, "CategoryList")], problems: KEYS };
pub const LIST_SERVICES: Doc =
    Doc { id: "list-services", params: &[], body: None, answers: &[(200, "ServiceList")], problems: KEYS };
pub const SHOW_FIGURES: Doc = Doc {
    id: "show-figures",
    params: &[query("from", Takes::Time), query("to", Takes::Time)],
    body: None,
    answers: &[(200, "Figures")],
    problems: &[401, 403, 422, 429, 503],
};

pub fn routes() -> Vec<Route> {
    let token = Access::Token;
    vec![
        Route::get("/api/v1", Access::Public, page::enter),
        Route::get("/api/v1/", Access::Public, page::page),
        Route::get("/api/v1/openapi.json", Access::Public, openapi::openapi).kind(Kind::Api),
        Route::get("/api/v1/cases", token(READ), list::list).doc(LIST_CASES),
        Route::post("/api/v1/cases", token(WRITE), register::register).doc(REGISTER_CASE),
        Route::get("/api/v1/cases/{id}", token(READ), show::show).doc(SHOW_CASE),
        Route::get("/api/v1/cases/{id}/events", token(READ), events::events).doc(LIST_EVENTS),
        Route::post("/api/v1/cases/{id}/progress", token(WRITE), progress::progress).doc(TELL_PROGRESS),
        Route::post("/api/v1/hotline/orders", token(HOTLINE), order::order).doc(ORDER_BY_HOTLINE),
        Route::get("/api/v1/hotline/replies", token(REPLIES), replies::replies).doc(LIST_REPLIES),
        Route::get("/api/v1/places", token(CATALOGUE), catalogue::places).doc(LIST_PLACES),
        Route::get("/api/v1/places/{code}", token(CATALOGUE), catalogue::place).doc(SHOW_PLACE),
        Route::get("/api/v1/units", token(CATALOGUE), catalogue::units).doc(LIST_UNITS),
        Route::get("/api/v1/categories", token(CATALOGUE), catalogue::categories).doc(LIST_CATEGORIES),
        Route::get("/api/v1/services", token(CATALOGUE), catalogue::services).doc(LIST_SERVICES),
        Route::get("/api/v1/figures", token(FIGURES), figures::figures).doc(SHOW_FIGURES),
    ]
}
