//! Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): programs of others read what is public and report for people.
//!
//! ```text
//! wire      an answer as one tree; written as JSON (Spark convention) or as XML
//! services  what may be reported: categories that name nobody, and their attributes
//! filter    the arguments of GET requests, checked
//! shown     a case as everybody may read it
//! report    POST requests: checked, placed, registered
//! ```

mod attributes;
mod discovery;
mod filter;
mod format;
mod jurisdiction;
mod location;
mod reply;
mod report;
mod requests;
mod services;
mod shown;
mod tokens;
mod wire;

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Kind, Module, Route};

pub use wire::Wire;

pub const MIGRATIONS: Migrations = migrations_of!("open311", "0001_open311");

/// What a key needs to report.
pub const WRITE: &str = "open311.write";

pub fn module() -> Module {
    let mut module =
        Module::new("open311", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")));
    module.migrations = Some(MIGRATIONS);
    module.routes = routes();
    module
}

fn routes() -> Vec<Route> {
    let discovery = [
        Route::get("/open311/discovery.json", Access::Public, discovery::discovery).above_counties(),
        Route::get("/open311/discovery.xml", Access::Public, discovery::discovery).above_counties(),
    ];
    let county = [
        Route::get("/open311/v2/services.json", Access::Public, services::list),
        Route::get("/open311/v2/services.xml", Access::Public, services::list),
        Route::get("/open311/v2/services/{code}", Access::Public, services::definition),
        Route::get("/open311/v2/requests.json", Access::Public, requests::list),
        Route::get("/open311/v2/requests.xml", Access::Public, requests::list),
        Route::get("/open311/v2/requests/{number}", Access::Public, requests::one),
        Route::get("/open311/v2/tokens/{token}", Access::Public, tokens::one),
        Route::post("/open311/v2/requests.json", Access::Token(WRITE), report::report),
        Route::post("/open311/v2/requests.xml", Access::Token(WRITE), report::report),
    ];
    discovery.into_iter().chain(county).map(|route| route.kind(Kind::Open311)).collect()
}
