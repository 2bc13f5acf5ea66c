//! The desk: all that waits for a person, from every module, by urgency. It holds nothing of its own.

mod desk;

use lianxin_web::{Access, Menu, Module, Route, live};

pub fn module() -> Module {
    let menu = Menu {
        path: "/desk",
        text: "desk-menu",
        icon: "checkbox",
        access: Access::SignedIn,
        order: 10,
        tab: true,
    };
    Module {
        routes: vec![
            Route::get("/desk", Access::SignedIn, desk::show),
            Route::get("/live", Access::SignedIn, live),
        ],
        menu: vec![menu],
        ..Module::new("desk", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")))
    }
}
