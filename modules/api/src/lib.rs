//! JSON API v1 for other programs at `/{county}/api/v1`: bearer tokens with scopes, problem documents (RFC 9457), an
//! `OpenAPI` 3.1 document made from the same routes.
//!
//! ```text
//! routes     every route with its Doc
//! cases/     register, list, read, events, progress
//! hotline/   orders of the city's hotline in, replies out
//! catalogue  places, units, categories, services
//! body, arguments   what is sent, checked before anything is done
//! openapi, page     the same routes for programs and for people
//! ```

mod arguments;
mod body;
mod cases;
mod catalogue;
mod figures;
mod hotline;
mod once;
mod openapi;
mod page;
mod routes;

use std::sync::Arc;

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::Module;

pub const MIGRATIONS: Migrations = migrations_of!("api", "0001_api");

pub fn module() -> Module {
    let mut module = Module::new("api", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")));
    module.migrations = Some(MIGRATIONS);
    module.routes = routes::routes();
    module.consumers = vec![Arc::new(hotline::Replies)];
    module
}
