pub mod events;
pub mod list;
pub mod progress;
pub mod register;
pub mod show;
pub mod view;

use lianxin_access::{Grant, Scope, Token};
use lianxin_base::Id;

/// What a key reaches: everything that reaches its organisation. It stands for no post and no person.
pub fn grant(token: &Token) -> Grant {
    Grant { scope: Scope::County, org_id: token.org_id, post_id: Id::nil(), person_id: Id::nil() }
}
