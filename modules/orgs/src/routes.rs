use lianxin_web::{Access, Route};

use crate::{
    KEEP_TREE, SEE_TREE, boundary_routes, change_routes, code_routes, map_routes, network_routes, show_routes,
};

const SEE: Access = Access::Capability(SEE_TREE);
const KEEP: Access = Access::Capability(KEEP_TREE);

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/orgs", SEE, show_routes::list),
        Route::get("/orgs/changes", SEE, show_routes::changed),
        Route::get("/orgs/map", SEE, map_routes::map),
        Route::get("/orgs/network", SEE, network_routes::network),
        Route::get("/orgs/boundaries", KEEP, boundary_routes::form),
        Route::post("/orgs/boundaries", KEEP, boundary_routes::bring),
        Route::post("/orgs/{id}/boundary/drop", KEEP, boundary_routes::drop_it),
        Route::get("/orgs/{id}", SEE, show_routes::show),
        Route::get("/orgs/{id}/poster", SEE, code_routes::poster),
        Route::get("/orgs/{id}/posters", SEE, code_routes::posters),
        Route::get("/orgs/{id}/rename", KEEP, change_routes::rename_form),
        Route::post("/orgs/{id}/rename", KEEP, change_routes::rename),
        Route::get("/orgs/{id}/move", KEEP, change_routes::move_form),
        Route::post("/orgs/{id}/move", KEEP, change_routes::move_it),
        Route::get("/orgs/{id}/add", KEEP, change_routes::add_form),
        Route::post("/orgs/{id}/add", KEEP, change_routes::add),
        Route::post("/orgs/{id}/close", KEEP, change_routes::close),
        Route::post("/orgs/{id}/phone", KEEP, change_routes::phone),
        Route::post("/orgs/{id}/codes", KEEP, code_routes::make),
        Route::post("/orgs/{id}/codes/revoke", KEEP, code_routes::revoke),
        Route::get("/codes/{code}", Access::Public, code_routes::unknown),
        Route::get("/q/{code}", Access::Public, code_routes::scan).above_counties(),
    ]
}
