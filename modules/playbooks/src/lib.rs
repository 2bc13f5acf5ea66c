//! The county's institutions as people read them: tables and sentences, made from the playbook that the program works by;
//! the versions that were in force, who approved them, and what each changed.
//!
//! ```text
//! record(tx, playbook)          writes down a version that the program begins to work by
//! approve_version(act, ...)     notes who approved it, when, and on which document
//! versions(db)                  all of them, newest first
//! try_limit(...)                what another limit would have done to last month's cases
//! ```

mod approve_version;
mod build;
mod compare;
mod guide;
mod institution;
mod pages;
mod read_version;
mod record;
mod sheet;
mod tongue;
mod try_limit;
mod version;

pub use approve_version::{Approval, approve_version};
pub use record::record;
pub use version::{ChangeRow, Version, changes_of, versions};

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Menu, Module};

pub const MIGRATIONS: Migrations = migrations_of!("playbooks", "0001_playbooks");

/// Whoever works by the institutions or watches over them reads all of them. `roles.csv` has no capability of its own
/// for reading.
pub(crate) const READ: Access = Access::AnyOf(&[
    "board.see",
    "case.accept",
    "case.handle",
    "case.verify",
    "case.call-back",
    "mediation.mediate",
    "post.see",
    "playbook.propose",
    "playbook.approve",
    "playbook.apply",
]);
pub(crate) const APPROVE: &str = "playbook.approve";
/// Whoever proposes, approves or applies a change tries it first.
pub(crate) const TRY: Access = Access::AnyOf(&["playbook.propose", "playbook.approve", "playbook.apply"]);

/// Texts of one language, a file a room.
macro_rules! texts {
    ($lang:literal) => {
        concat!(
            include_str!(concat!("../text/", $lang, "/pages.ftl")),
            include_str!(concat!("../text/", $lang, "/tables.ftl")),
        )
    };
}

pub fn module() -> Module {
    let menu = Menu {
        path: "/playbook",
        text: "playbooks-menu",
        icon: "book-2",
        access: READ,
        order: 55,
        tab: false,
    };
    Module {
        migrations: Some(MIGRATIONS),
        routes: pages::routes(),
        menu: vec![menu],
        jobs: vec![record::JOB],
        ..Module::new("playbooks", (texts!("zh-CN"), texts!("en")))
    }
}
