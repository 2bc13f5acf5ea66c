//! What people see. A resident's page and a desk page hold the same body.

mod changes;
mod guides;
mod list;
mod seen;
mod sheets;
mod show;
mod trial;
mod versions;

use lianxin_web::{Access, Route};

use crate::institution::ALL;
use crate::{APPROVE, READ, TRY};

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/playbook", Access::Public, list::list),
        Route::get("/playbook/versions", READ, versions::list),
        Route::post("/playbook/versions/{number}/approve", Access::Capability(APPROVE), versions::approve),
        Route::get("/playbook/changes", READ, changes::changes),
        Route::get("/playbook/trial", TRY, trial::trial),
        Route::get("/playbook/services/{code}", Access::Public, guides::service),
        Route::get("/playbook/responsibility/{code}", Access::Public, guides::item),
    ];
    for one in &ALL {
        routes.push(Route::get(one.path, one.access, show::show));
        routes.push(Route::get(one.sheet, one.access, sheets::sheet));
    }
    routes
}

/// Renders one body on the page of the desk or of a resident.
macro_rules! body {
    ($ask:expr, $desk:ident, $public:ident, $page:expr, $view:expr) => {
        if $ask.by.post.is_some() {
            $ask.html(&$desk { page: $page, view: $view })
        } else {
            $ask.html(&$public { page: $page, view: $view })
        }
    };
}
pub(crate) use body;
