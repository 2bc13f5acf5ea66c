//! The audit log (GB/T 22239-2019 8.1.4.3): who came in or could not, who read personal data and why, who took lists
//! away, who gave rights, who changed settings. Read by auditors, who can change nothing; each reading is in it too.
//!
//! ```text
//! kind_of(verb)      which events belong to it
//! AuditLines         the consumer that copies them out of the log
//! /audit             filters, keyset; /audit/export.csv with a mark; /audit/case for who looked at one case
//! ```

mod case_page;
mod filter;
mod kind;
mod line;
mod lines;
mod pages;

pub use kind::kind_of;
pub use lines::AuditLines;

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Menu, Module, Route};

pub const MIGRATIONS: Migrations = migrations_of!("audit", "0001_audit");

/// What lets a post read the log. Nobody who grants posts has it (playbook `separations.csv`).
pub(crate) const SEE: &str = "audit-log.see";
const READS: Access = Access::Capability(SEE);

pub fn module() -> Module {
    let mut module =
        Module::new("audit", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")));
    module.migrations = Some(MIGRATIONS);
    module.routes = vec![
        Route::get("/audit", READS, pages::list),
        Route::get("/audit/export.csv", READS, pages::export),
        Route::get("/audit/case", READS, case_page::show),
    ];
    module.menu = vec![Menu {
        path: "/audit",
        text: "audit-menu",
        icon: "list-search",
        access: READS,
        order: 85,
        tab: false,
    }];
    module.consumers = vec![std::sync::Arc::new(AuditLines)];
    module
}
