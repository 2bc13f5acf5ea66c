//! Pages of the casework, a room each: what a resident meets (report, follow), what staff work with.

mod clock_words;
mod dispatch;
mod enter;
mod follow;
mod follower;
mod list;
mod names;
mod report;
mod show;
mod spot;

use lianxin_web::Route;

pub(crate) fn routes() -> Vec<Route> {
    [report::routes(), enter::routes(), follow::routes(), list::routes(), dispatch::routes(), show::routes()]
        .concat()
}
