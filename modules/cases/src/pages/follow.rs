//! What became of it, for the person who asked: with number and query word, then by a cookie, so that no address
//! holds a secret.

mod answer;
mod enter;
mod errand;
mod files;
mod moments;
mod promise;
mod say;
mod show;

use lianxin_web::{Access, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/follow", Access::Public, enter::form),
        Route::post("/follow", Access::Public, enter::enter),
        Route::post("/follow/leave", Access::Public, enter::leave),
        Route::get("/follow/{number}", Access::Public, show::show),
        Route::post("/follow/{number}/add", Access::Public, say::add),
        Route::post("/follow/{number}/rate", Access::Public, say::rate),
        Route::post("/follow/{number}/redo", Access::Public, say::redo),
        Route::post("/follow/{number}/withdraw", Access::Public, say::withdraw),
        Route::post("/follow/{number}/consents/{consent}/withdraw", Access::Public, say::withdraw_consent),
        Route::get("/files/{id}", Access::Public, files::file),
    ]
}
