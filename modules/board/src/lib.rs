//! The board: what came in, what was kept, what the people say, and where a hand is needed. Every figure has its
//! denominator, says up to when it counts, and opens to exactly the cases that were counted.
//!
//! ```text
//! Board                    the consumer that keeps the figures
//! figures(db, org, span, tree) -> Figures      an organisation and everything below it
//! rows(db, ...)            the cases behind a figure
//! recount(db) -> Differences                   everything counted again from the rows
//! rebuild(store), catch_up(store)              after rows were written in bulk, after a long log
//! three_figures(db, org, now)                  for a desk
//! ```

mod as_was;
mod check;
mod contribution;
mod count_up;
mod figures;
mod fresh;
mod give_help;
pub mod name;
mod pages;
mod period;
mod question;
mod rate;
mod recount;
mod rows;
mod standing;
mod tier;

pub use as_was::{Belonging, Tree, belonging};
pub use contribution::{Contributions, Sum, contributions_of};
pub use count_up::{BOARD, Board, catch_up, rebuild};
pub use figures::{Figures, Kind, ThreeFigures, figures, figures_of, three_figures};
pub use fresh::fresh_until;
pub use give_help::give_help;
pub use period::{Against, Period, Span};
pub use rate::Rate;
pub use recount::{Differences, WrongSum, recount};
pub use rows::{Key, Only, Row, Which, count, names_of, rows};
pub use standing::Standing;
pub use tier::{Known, Reason, Tier, tier};

use std::sync::Arc;

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Menu, Module};

pub const MIGRATIONS: Migrations = migrations_of!("board", "0001_board");

pub fn module() -> Module {
    let menu = Menu {
        path: "/board",
        text: "board-menu",
        icon: "chart-bar",
        access: Access::Capability(question::SEE),
        order: 60,
        tab: false,
    };
    Module {
        migrations: Some(MIGRATIONS),
        routes: pages::routes(),
        menu: vec![menu],
        asides: Some(pages::aside::asides),
        consumers: vec![Arc::new(Board)],
        checks: check::CHECKS.to_vec(),
        ..Module::new("board", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")))
    }
}
