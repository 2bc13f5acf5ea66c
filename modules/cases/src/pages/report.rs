//! A resident says what is wrong: where, in words and pictures; the number and word that come back.
//!
//! `GET /report` chooses the place if it is not known and shows the form; `POST /report` registers. Nobody needs an
//! account or a script.

mod draft;
mod kept;
mod place;
mod received;
mod send;
mod show;

pub(crate) use kept::{Brought, Kept, brought, file_answer};
pub(crate) use received::{home_of, slip_of};
pub(crate) use show::Mend;

use lianxin_web::{Access, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/report", Access::Public, show::show),
        Route::post("/report", Access::Public, send::send),
        Route::get("/report/kept/{token}", Access::Public, kept::kept),
        Route::get("/received", Access::Public, received::again),
        Route::get("/received/slip", Access::Public, received::slip),
    ]
}
