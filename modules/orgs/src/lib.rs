//! The county's tree of organisations, as it was and as it is: district, towns, work areas, villages, grids; departments
//! and offices. Every change is an event; every place has a code for its posters.
//!
//! ```text
//! lay_out(tx, by, playbook)                  makes the tree of a new county
//! tree(county) -> Arc<Tree>                  names and ancestors from memory: tree.path(id, zh)
//! place_named(tree, own, words)              the place that words name
//! add_org, add_grid, rename_org, move_org, close_org, set_phone
//! above_at(db, org, at), standing_at(db, at) the tree on any day
//! place_at(db, tree, (lon, lat))             the smallest place whose boundary holds a point: a suggestion
//! make_place_code, revoke_place_code, place_of_code(db, code)
//! ```

mod add_org;
mod as_was;
mod boundaries;
mod boundary;
mod boundary_pages;
mod boundary_routes;
mod change_routes;
mod close_org;
mod code_routes;
mod history;
mod lay_out;
mod map_routes;
mod move_org;
mod named;
mod network_routes;
mod pages;
mod place_code;
mod posts_at;
mod qr;
mod rename_org;
mod routes;
mod set_boundaries;
mod set_phone;
mod show_routes;
mod tree;

pub use add_org::{NewGrid, NewOrg, add_grid, add_org};
pub use as_was::{Change, Standing, above_at, changes, standing_at};
pub use boundaries::place_at;
pub use close_org::close_org;
pub use lay_out::{LaidOut, lay_out};
pub use move_org::{Moved, move_org};
pub use named::place_named;
pub use place_code::{
    PlaceCode, codes_of_org, make_place_code, place_of_code, revoke_place_code, revoked_place_of_code,
};
pub use qr::qr_svg;
pub use rename_org::{Names, rename_org};
pub use set_phone::{phone_near, set_phone};
pub use tree::{Tree, load_tree, tree};

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Menu, Module};

pub const MIGRATIONS: Migrations = migrations_of!("orgs", "0001_orgs", "0002_boundaries");

/// What lets a post change the tree. The playbook has no capability of its own for it; whoever grants posts
/// (`county-admin`: organisations, posts, calendar, units) keeps the tree.
pub const KEEP_TREE: &str = "post.grant";
/// What lets a post look at the tree with the people in it.
pub const SEE_TREE: &str = "post.see";

pub fn module() -> Module {
    let mut module = Module::new("orgs", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")));
    module.migrations = Some(MIGRATIONS);
    module.routes = routes::routes();
    module.menu = vec![Menu {
        path: "/orgs",
        text: "orgs-menu",
        icon: "hierarchy-2",
        access: Access::Capability(SEE_TREE),
        order: 50,
        tab: false,
    }];
    module
}
