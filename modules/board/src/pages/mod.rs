//! The pages of the board.

pub(crate) mod aside;
mod brief;
mod figure;
mod late;
mod places;
mod rows;
mod show;
mod trend;
mod wall;

use lianxin_web::{Access, Route};

use crate::question::SEE;

pub(crate) fn routes() -> Vec<Route> {
    let see = Access::Capability(SEE);
    vec![
        Route::get("/board", see, show::show),
        Route::get("/board/rows", see, rows::list),
        Route::get("/board/wall", see, wall::wall),
        Route::get("/board/brief", see, brief::brief),
        Route::get("/board/help", see, crate::give_help::form),
        Route::post("/board/help", see, crate::give_help::post),
    ]
}

/// A word that leads somewhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Link {
    pub href: String,
    pub text: String,
    pub on: bool,
}
