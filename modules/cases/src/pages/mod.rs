//! Pages of the casework, a room each: what a resident meets (report, follow), what staff work with.

mod dispatch;
mod follow;
mod list;
mod report;
mod show;

use lianxin_web::Route;

pub(crate) fn routes() -> Vec<Route> {
    [report::routes(), follow::routes(), list::routes(), dispatch::routes(), show::routes()].concat()
}
