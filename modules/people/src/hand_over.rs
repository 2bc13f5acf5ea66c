use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::Tx;
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Playbook;

use crate::end_post::{close, pass_duties, running};
use crate::grant_post::{NewPost, write_post};

/// A post that passed to a successor. Event `post.hand-over` on the old post (data `to`, `person`); whoever keeps what a
/// post holds (cases, visits) moves it from `from` to `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    pub from: Id,
    pub to: Id,
    pub role: String,
    pub org: Id,
    pub at: Time,
}

/// Ends a post and begins the same one for the successor at the same instant, duties included. `to` is the id of the new
/// post.
pub async fn hand_over(
    tx: &Tx,
    by: &By,
    playbook: &Playbook,
    post: Id,
    to: Id,
    successor: Id,
) -> Done<HandedOver> {
    let row = running(tx, by, playbook, post).await?;
    if row.person_id == successor {
        return Err(Refused::field("person", "people-refused-same-person").into());
    }
    if by.person == Some(successor) {
        return Err(Refused::forbidden("people-refused-own-post").into());
    }
    close(tx, &row).await?;
    let new = NewPost {
        id: to,
        person: successor,
        role: &row.role,
        org: row.org_id,
        stands_in_for: None,
        from: None,
        until: None,
    };
    write_post(tx, by, playbook, &new).await?;
    pass_duties(tx, post, to).await?;
    let subject = Subject { kind: "post", id: post, revision: row.revision + 1 };
    let event = Event::new("post.hand-over", subject).unit(row.org_id).id("to", to).id("person", successor);
    append(tx, by.actor(), event).await?;
    Ok(HandedOver { from: post, to, role: row.role, org: row.org_id, at: tx.now() })
}
