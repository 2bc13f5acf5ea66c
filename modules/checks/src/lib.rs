//! Integrity checks: the ground's own, the run of all, the health page.
//!
//! ```text
//! run(county, modules) -> Vec<Ran>     every check
//! keep(county, ran)                    as the last run
//! mend(county, modules, numbers)       what can be written anew
//! last_runs(db) -> Vec<LastRun>        what the health page shows
//! ```

mod chain;
mod kept;
mod pages;
mod rows;
mod run;
mod sealed;
mod store;

pub use run::{LastRun, Mended, Ran, keep, last_runs, mend, run};

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Check, Menu, Module};

pub const MIGRATIONS: Migrations = migrations_of!("checks", "0001_checks");

/// Administrators and auditors.
pub(crate) const SEE: [&str; 2] = ["key.manage", "audit-log.see"];

const GROUND: [Check; 10] = [
    Check { number: "G01", run: |county| Box::pin(store::sound(county)), mend: None },
    Check { number: "G02", run: |county| Box::pin(chain::whole(county)), mend: None },
    Check {
        number: "G03",
        run: |county| Box::pin(chain::consumers(county)),
        mend: Some(|county| Box::pin(chain::read_again(county))),
    },
    Check { number: "G04", run: |county| Box::pin(chain::future(county)), mend: None },
    Check { number: "G05", run: |county| Box::pin(rows::revisions(county)), mend: None },
    Check { number: "G06", run: |county| Box::pin(rows::closure(county)), mend: None },
    Check { number: "G07", run: |county| Box::pin(sealed::numbers(county)), mend: None },
    Check { number: "G08", run: |county| Box::pin(sealed::opens(county)), mend: None },
    Check { number: "G09", run: |county| Box::pin(kept::files(county)), mend: None },
    Check { number: "G10", run: |county| Box::pin(rows::roles(county)), mend: None },
];

pub fn module() -> Module {
    let menu = Menu {
        path: "/health",
        text: "checks-menu",
        icon: "activity",
        access: Access::AnyOf(&SEE),
        order: 90,
        tab: false,
    };
    Module {
        migrations: Some(MIGRATIONS),
        routes: pages::routes(),
        menu: vec![menu],
        checks: GROUND.to_vec(),
        ..Module::new("checks", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")))
    }
}
