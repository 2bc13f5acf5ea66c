//! The list of cases: filter, rows, acts on many, export, search.

mod bulk;
mod export;
pub(crate) mod row;
pub(crate) mod search;
mod sentence;
pub(crate) mod show;
mod view;

use lianxin_web::{Access, Route};

pub(crate) fn routes() -> Vec<Route> {
    const SEE: Access = Access::Capability("case.see");
    const EXPORT: Access = Access::Capability("export.lists");
    vec![
        Route::get("/cases", SEE, show::show),
        Route::get("/cases/export.xlsx", EXPORT, export::xlsx),
        Route::get("/cases/export.csv", EXPORT, export::csv),
        Route::post("/cases/bulk", SEE, bulk::act),
        Route::post("/cases/views", SEE, view::save),
        Route::post("/cases/views/{id}/drop", SEE, view::drop),
        Route::get("/search", SEE, search::search),
    ]
}
