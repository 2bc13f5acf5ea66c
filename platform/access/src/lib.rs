//! Who is there, which posts they hold, and what those posts let them do.
//!
//! ```text
//! By                       who acts, in which post (an argument of every verb)
//! by.grant(roles, "case.accept") -> Grant   permission and the organisation over which it holds
//! Roles (the playbook)      role x capability -> scope
//! account / session / token                       signing in
//! reach                    who stands above whom, at any time
//! ```

mod account;
mod by;
mod common;
mod notice;
mod org;
mod password;
mod post;
pub mod reach;
mod session;
mod sign_in;
mod token;

pub use account::{
    Account, NewAccount, accounts_of, close_account, give_code, hash_code, open_account, open_with_code,
    set_password,
};
pub use by::{By, Grant};
pub use lianxin_playbook::Scope;
pub use notice::{About, Notice, notices_of, notices_seen, notify};
pub use org::{Org, add_org, children, org, org_by_code, orgs_above, orgs_below, root};
pub use password::{Hashed, check_password_rule, hash_password, one_time_code};
pub use post::{Post, post, posts_of, posts_with_role};
pub use session::{
    Session, SessionRow, choose_post, open_session, revoke_all, revoke_session, session_of, sessions_of,
};
pub use sign_in::{Checked, SignIn, check_password, count_failure, forget_sign_ins, sign_in};
pub use token::{
    NewToken, Token, TokenRow, confirm_token, make_token, revoke_token, token_of, tokens, tokens_to_confirm,
};

use lianxin_base::Refused;
use lianxin_db::{Fault, Migrations, migrations_of};

pub const MIGRATIONS: Migrations =
    migrations_of!("access", "0001_access", "0002_access", "0003_confirmed_tokens");

/// Either the answer is no, or the store failed.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a verb answers.
pub type Done<T> = Result<T, Stop>;
