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
mod cookie;
mod doc;
mod failed;
mod form;
mod guard;
mod lapsed;
mod live;
mod module;
mod own_wish;
mod page;
mod problem;
mod rate;
mod room;
mod shield;
mod texts;
mod when;
mod xml;

pub use app::{App, County, Settings, Shelf};
pub use ask::{Ask, Lang};
pub use asset::{asset_bytes, asset_url, serve_asset};
pub use check::{Check, Checking, Found};
pub use cookie::{host_cookie, session_cookie};
pub use doc::{Doc, In, Param, Takes};
pub use failed::{Answer, Failed};
pub use form::{Form, Upload};
pub use guard::{encode, router};
pub use lapsed::Kept;
pub use live::live;
pub use module::{
    Access, Aside, AsideLine, Asides, Due, Following, Job, Kind, Menu, Module, Route, Running, Todo, Todos,
    follow_move,
};
pub use page::{MenuEntry, Page, PagePlace, PageWho, PostChoice};
pub use rate::Rates;
pub use shield::{is_monitor, shield};
pub use texts::Texts;
pub use when::{When, span};
pub use xml::xml_text;
