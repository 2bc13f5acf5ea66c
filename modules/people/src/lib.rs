//! Who is who: persons, households, the posts they hold, who is on duty; signing in and one's own account.
//!
//! ```text
//! add_person, set_phone, persons_by_phone     phone numbers are sealed and found by a blind index
//! grant_post, end_post, hand_over             posts with their periods; what must stay apart stays apart
//! on_duty(db, org, role, at) -> Option<Post>  the rota, else the stand-in, else the first holder
//! add_household, add_member, leave, reveal    who lives where; opening a number needs a reason
//! reaches(db, grant, org)                     is an organisation inside what a permission covers?
//! ```

mod account_pages;
mod account_routes;
mod add_household;
mod add_person;
mod cookies;
mod demo_login;
mod duty;
mod end_post;
mod first_admin;
mod grant_post;
mod hand_over;
mod holder;
mod households;
mod keep_account_routes;
mod pages;
mod people_routes;
mod person;
mod post_routes;
mod reaching;
mod reader_routes;
mod rota_routes;
mod routes;
mod seat;
mod separation;
mod sign_in_routes;
mod todos;
mod token_routes;
mod totp;
mod totp_routes;

pub use add_household::{Household, NewHousehold, add_household};
pub use add_person::{NewPerson, add_person, set_phone};
pub use demo_login::{DemoLogin, add_demo_login, demo_logins};
pub use duty::{Duty, NewDuty, duties, on_duty, put_on_duty, take_off_duty};
pub use end_post::end_post;
pub use first_admin::{FirstAdmin, seat_first_admin};
pub use grant_post::{NewPost, appoint_first_admin, grant_post};
pub use hand_over::{HandedOver, hand_over};
pub use holder::{Holder, Holders, holders, posts_ever_of};
pub use households::{
    AtHome, LEFT_WHY, MemberChange, NewMember, OPENED_WHY, Opening, RELATIONS, Revealed, add_member,
    change_member, home_of, leave, openings_of, renumber, reveal,
};
pub use person::{Person, masked_phone, own_phone, person, persons_by_phone};
pub use reaching::reaches;
pub use seat::fits;
pub use separation::broken;
pub use totp::{begin_totp, confirm_totp, drop_totp, has_totp, pending_totp, totp_address, use_totp};

use lianxin_db::{Migrations, migrations_of};
use lianxin_web::{Access, Menu, Module};

pub const MIGRATIONS: Migrations =
    migrations_of!("people", "0001_people", "0002_households", "0003_number_openings");

/// What lets a post look at who holds which post.
pub(crate) const SEE: &str = "post.see";

/// Texts of one language, a file a room.
macro_rules! texts {
    ($lang:literal) => {
        concat!(
            include_str!(concat!("../text/", $lang, ".ftl")),
            include_str!(concat!("../text/households.", $lang, ".ftl")),
        )
    };
}

pub fn module() -> Module {
    let mut module = Module::new("people", (texts!("zh-CN"), texts!("en")));
    module.migrations = Some(MIGRATIONS);
    module.routes = routes::routes();
    module.todos = Some(todos::todos);
    module.jobs = vec![todos::FORGET];
    module.menu = vec![
        Menu {
            path: "/households",
            text: "people-households-menu",
            icon: "home",
            access: Access::Capability(households::SEE),
            order: 30,
            tab: false,
        },
        Menu {
            path: "/tokens",
            text: "people-tokens-menu",
            icon: "key",
            access: Access::AnyOf(&[token_routes::KEYS, token_routes::CONFIRM]),
            order: 80,
            tab: false,
        },
    ];
    module
}
