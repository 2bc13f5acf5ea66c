//! Pages of the casework, a room each: what a resident meets (report, follow), what staff work with.

mod clock_words;
mod degree;
mod dispatch;
mod enter;
mod follow;
mod follower;
mod list;
mod names;
mod notices;
mod repeat_line;
mod report;
mod sealed;
mod show;
mod spot;

pub use follower::followed;
pub(crate) use notices::what as what_notice;

use lianxin_web::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        report::routes(),
        enter::routes(),
        follow::routes(),
        list::routes(),
        dispatch::routes(),
        notices::routes(),
        sealed::routes(),
        show::routes(),
    ]
    .concat()
}
