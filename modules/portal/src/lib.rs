//! What a resident meets first: the county's and the village's home page, the catalogue of services, results in public,
//! and what is said about personal data and access.

mod home;
mod phone;
mod public;
mod services;
mod told;
mod village;

use lianxin_web::{Access, Module, Route};

pub fn module() -> Module {
    let mut module =
        Module::new("portal", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")));
    module.routes = vec![
        Route::get("", Access::Public, home::enter),
        Route::get("/", Access::Public, home::home),
        Route::get("/villages/{code}", Access::Public, village::village),
        Route::get("/services", Access::Public, services::services),
        Route::get("/public", Access::Public, public::public),
        Route::get("/app.webmanifest", Access::Public, phone::manifest),
        Route::get("/worker.js", Access::Public, phone::worker),
        Route::get("/offline", Access::Public, phone::offline),
        Route::get("/privacy", Access::Public, told::privacy),
        Route::get("/accessibility", Access::Public, told::accessibility),
    ];
    module
}
