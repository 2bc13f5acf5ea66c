use lianxin_base::{Id, Refused};
use lianxin_events::Actor;

use lianxin_playbook::{Roles, Scope};

use crate::Post;

/// Who acts. Several posts of one person never mix inside one act: the person chose the post, the event keeps it.
#[derive(Clone, Debug, Default)]
pub struct By {
    pub person: Option<Id>,
    pub account: Option<Id>,
    pub post: Option<Post>,
    /// Scopes of the token, when a program acts.
    pub scopes: Option<Vec<String>>,
}

/// A permission that somebody holds, and over what.
#[derive(Clone, Debug)]
pub struct Grant {
    pub scope: Scope,
    pub org_id: Id,
    pub post_id: Id,
    pub person_id: Id,
}

impl By {
    /// Somebody who gave no name: a villager at a poster.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// The program itself: a deadline that passes.
    pub fn system() -> Self {
        Self::default()
    }

    pub fn in_post(post: Post) -> Self {
        Self { person: Some(post.person_id), account: None, post: Some(post), scopes: None }
    }

    pub fn actor(&self) -> Actor {
        Actor { person: self.person, post: self.post.as_ref().map(|post| post.id) }
    }

    pub fn org_id(&self) -> Option<Id> {
        self.post.as_ref().map(|post| post.org_id)
    }

    pub fn role(&self) -> &str {
        self.post.as_ref().map_or("", |post| post.role.as_str())
    }

    pub fn may(&self, roles: &Roles, capability: &str) -> bool {
        self.post.as_ref().is_some_and(|post| roles.scope(&post.role, capability).is_some())
    }

    /// The permission, or a refusal that says only that it is missing.
    pub fn grant(&self, roles: &Roles, capability: &str) -> Result<Grant, Refused> {
        let missing = || Refused::forbidden("shell-refused-no-permission");
        let post = self.post.as_ref().ok_or_else(missing)?;
        let scope = roles.scope(&post.role, capability).ok_or_else(missing)?;
        Ok(Grant { scope, org_id: post.org_id, post_id: post.id, person_id: post.person_id })
    }
}
