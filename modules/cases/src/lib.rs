//! Cases: somebody says that something is wrong, and somebody holds it until it is honestly ended.
//!
//! One verb, one file: permission, rule, rows, event. `Case::change` is the one way in which a case changes.

mod accept;
mod ask;
mod call_back;
mod case;
mod clock;
mod dispatch;
mod handle;
mod merge;
mod number;
mod pages;
mod part;
mod press;
mod reach;
mod refuse;
mod register;
mod resolve;
mod reveal;
mod search;
mod state;
mod whistle;

pub use accept::{Accept, KINDS, accept, answer_at_once};
pub use ask::{
    Asked, SUSPEND_GROUNDS, ask_extend, ask_return, ask_suspend, asks_of, decide, lift, named_unit,
};
pub use call_back::{
    CallBack, Heard, Request, Solved, Then, ask_redo, call_back, rate, request, requests_of,
};
pub use case::{Act, Case, find, reaches, within};
pub use clock::{ClockRow, clocks_of};
pub use dispatch::{Dispatch, dispatch};
pub use handle::{arrive, assign, contact, live_parts, plan, progress, sign};
pub use merge::{merge, open_child, relate};
pub use number::forget_serials;
pub use part::{Part, part, parts_of, unit_for};
pub use press::{answer_press, press};
pub use reach::reach_of;
pub use refuse::{GROUNDS, ask_again, refuse, tell_channel};
pub use register::{Channel, MOST_WORDS, Register, Registered, follow, register, title_of};
pub use resolve::{ENDINGS, Resolve, may_verify, resolve, send_back, verify, withdraw};
pub use reveal::{Contact, reveal};
pub use search::{grams, search};
pub use state::State;
pub use whistle::{Blow, Score, Whistle, blow, give_result, report_in, score, scores_of, whistles_of};

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Menu, Module};

pub const MIGRATIONS: Migrations = migrations_of!("cases", "0001_cases");

/// Texts of one language, a file a room.
macro_rules! texts {
    ($lang:literal) => {
        concat!(
            include_str!(concat!("../text/", $lang, "/refused.ftl")),
            include_str!(concat!("../text/", $lang, "/words.ftl")),
            include_str!(concat!("../text/", $lang, "/report.ftl")),
            include_str!(concat!("../text/", $lang, "/follow.ftl")),
            include_str!(concat!("../text/", $lang, "/show.ftl")),
            include_str!(concat!("../text/", $lang, "/list.ftl")),
            include_str!(concat!("../text/", $lang, "/dispatch.ftl")),
        )
    };
}

pub fn module() -> Module {
    let menu = Menu {
        path: "/cases",
        text: "cases-menu",
        icon: "message-2",
        access: Access::Capability("case.see"),
        order: 20,
        tab: true,
    };
    Module {
        migrations: Some(MIGRATIONS),
        routes: pages::routes(),
        menu: vec![menu],
        ..Module::new("cases", (texts!("zh-CN"), texts!("en")))
    }
}
