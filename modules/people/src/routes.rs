use lianxin_web::{Access, Route};

use crate::grant_post::GRANT;
use crate::{
    SEE, account_routes, keep_account_routes, people_routes, post_routes, reader_routes, rota_routes,
    sign_in_routes, token_routes, totp_routes,
};

const SEE_PEOPLE: Access = Access::Capability(SEE);
const GRANTS: Access = Access::Capability(GRANT);
const KEYS: Access = Access::Capability(token_routes::KEYS);
const TOKENS: Access = Access::AnyOf(&[token_routes::KEYS, token_routes::CONFIRM]);
/// Whoever works in an organisation may know who is on duty there.
const ROTA: Access = Access::AnyOf(&["post.see", "meeting.call", "case.sign"]);
const KEEPS_ROTA: Access = Access::AnyOf(&["post.grant", "meeting.call"]);

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(crate::households::routes());
    routes.extend([
        Route::get("/people", SEE_PEOPLE, people_routes::list),
        Route::get("/people/new", GRANTS, people_routes::new_form),
        Route::post("/people/new", GRANTS, people_routes::new),
        Route::get("/people/{id}", SEE_PEOPLE, people_routes::show),
        Route::post("/people/{id}/account", GRANTS, keep_account_routes::open),
        Route::post("/people/{id}/account/code", GRANTS, keep_account_routes::code),
        Route::post("/people/{id}/account/second-step", GRANTS, keep_account_routes::second_step),
        Route::post("/people/{id}/account/close", GRANTS, keep_account_routes::close),
        Route::get("/tokens", TOKENS, token_routes::list),
        Route::post("/tokens", KEYS, token_routes::make),
        Route::post("/tokens/{id}/confirm", Access::Capability(token_routes::CONFIRM), token_routes::confirm),
        Route::post("/tokens/{id}/revoke", KEYS, token_routes::revoke),
        Route::get("/people/{id}/grant", GRANTS, post_routes::grant_form),
        Route::post("/people/{id}/grant", GRANTS, post_routes::grant),
        Route::post("/posts/{id}/end", GRANTS, post_routes::end),
        Route::get("/posts/{id}/hand-over", GRANTS, post_routes::hand_over_form),
        Route::post("/posts/{id}/hand-over", GRANTS, post_routes::hand_over_now),
        Route::get("/rota", ROTA, rota_routes::show),
        Route::post("/rota", KEEPS_ROTA, rota_routes::put),
        Route::post("/rota/{id}/remove", KEEPS_ROTA, rota_routes::remove),
    ]);
    routes
}

/// What concerns the reader alone.
fn own() -> Vec<Route> {
    use Access::{Public, SignedIn};
    vec![
        Route::get("/sign-in", Public, sign_in_routes::sign_in_form),
        Route::post("/sign-in", Public, sign_in_routes::sign_in_now),
        Route::post("/sign-out", Public, sign_in_routes::sign_out),
        Route::get("/language/{lang}", Public, reader_routes::language),
        Route::post("/elder", Public, reader_routes::elder),
        Route::get("/post", SignedIn, reader_routes::post_form),
        Route::post("/post", SignedIn, reader_routes::choose),
        Route::get("/account", SignedIn, account_routes::show),
        Route::get("/account/password", SignedIn, account_routes::password_form),
        Route::post("/account/password", SignedIn, account_routes::password),
        Route::get("/account/left", SignedIn, account_routes::left),
        Route::post("/account/stay", SignedIn, account_routes::stay),
        Route::post("/account/language", SignedIn, account_routes::language),
        Route::post("/account/sessions/revoke", SignedIn, account_routes::revoke),
        Route::get("/account/totp", SignedIn, totp_routes::show),
        Route::post("/account/totp", SignedIn, totp_routes::confirm),
        Route::post("/account/totp/begin", SignedIn, totp_routes::begin),
        Route::post("/account/totp/drop", SignedIn, totp_routes::drop_it),
    ]
}
