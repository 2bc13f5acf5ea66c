//! What every page stands on: routes as data, the person who asks, texts in two languages, the shell, refusals.
//!
//! ```text
//! Module { name, migrations, texts, routes, menu, ... }   what a module tells the server
//! Route::get("/cases", Access::Capability("case.see"), handler)
//! Ask                  the request as a handler sees it: county, who, language, time
//! Page                 what a template knows: page.t("key"), page.icon("alarm")
//! Form                 a posted form, files included, with limits
//! Answer               Result<Response, Failed>: a refusal becomes a page or a problem document in one place
//! ```

mod app;
mod ask;
mod asset;
mod check;
mod doc;
mod failed;
mod form;
mod guard;
mod live;
mod module;
mod page;
mod problem;
mod rate;
mod texts;
mod when;

pub use app::{App, County, Settings, Shelf};
pub use ask::{Ask, Lang};
pub use asset::{asset_url, serve_asset};
pub use check::{Check, Checking, Found};
pub use doc::{Doc, In, Param, Takes};
pub use failed::{Answer, Failed};
pub use form::{Form, Upload};
pub use guard::{SESSION_COOKIE, encode, router};
pub use live::live;
pub use module::{Access, Due, Job, Kind, Menu, Module, Route, Todo, Todos};
pub use page::{MenuEntry, Page, PagePlace, PageWho, PostChoice};
pub use rate::Rates;
pub use texts::Texts;
pub use when::{When, span};
