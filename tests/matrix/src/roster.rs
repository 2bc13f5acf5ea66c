//! Who asks.

use lianxin_access::{NewToken, make_token, open_session, revoke_token};
use lianxin_base::Id;
use lianxin_db::{Db, values};
use lianxin_trial::{SCOPES, Trial, Who};
use lianxin_web::encode;

use crate::seats::Seat;

/// What somebody shows with a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shows {
    Nothing,
    Session(String),
    Key(String),
}

/// Somebody who asks, from a seat.
#[derive(Clone, Debug)]
pub struct Asker {
    pub name: String,
    pub seat: Seat,
    /// The role, for those who are tried because of it.
    pub role: Option<&'static str>,
    pub shows: Shows,
}

/// Everybody who asks, and the people of the roles themselves.
pub struct Roster {
    pub people: Vec<Asker>,
    /// People without a post, ended and foreign sessions: tried at one place.
    pub strangers: Vec<Asker>,
    /// Programs, for the routes that ask for a key.
    pub programs: Vec<Program>,
    pub who: Vec<(&'static str, Who)>,
}

/// A program's keys: one with exactly the scope that a route asks for is made for each scope.
pub struct Program {
    pub name: &'static str,
    pub seat: Seat,
    /// By scope.
    pub keys: Vec<(&'static str, String)>,
}

impl Roster {
    pub async fn of(here: &Trial, there: &Trial) -> Self {
        let mut people = Vec::new();
        let mut who = Vec::new();
        let roles: Vec<(String, Seat)> =
            here.playbook().roles.iter().map(|role| (role.code.clone(), Seat::of(role.node_level))).collect();
        for (role, seat) in roles {
            let role: &'static str = role.leak();
            let person = here.person(role, seat.code()).await;
            let shows = Shows::Session(person.cookie(&here.county().store).await);
            people.push(Asker { name: role.to_owned(), seat, role: Some(role), shows });
            who.push((role, person));
        }
        let strangers = strangers(here, there).await;
        let programs = programs(here, there).await;
        Self { people, strangers, programs, who }
    }
}

async fn strangers(here: &Trial, there: &Trial) -> Vec<Asker> {
    let village = Seat::Village;
    let asker = |name: &str, shows: Shows| Asker { name: name.into(), seat: village, role: None, shows };
    let without = here.person("resident", village.code()).await;
    run(here, "DELETE FROM posts WHERE id = $1", without.post).await;
    let ended = here.person("village-secretary", village.code()).await;
    // The session began in the post; the post is over since an hour.
    let ended_cookie = ended.cookie(&here.county().store).await;
    let over = here.now() - chrono::Duration::hours(1);
    let tx = here.begin().await;
    tx.run("UPDATE posts SET valid_to = $2 WHERE id = $1", values![ended.post, over]).await.expect("written");
    tx.commit().await.expect("committed");
    let expired = session_ended(here, "UPDATE sessions SET ends_at = made_at WHERE account_id = $1").await;
    let revoked = session_ended(here, "UPDATE sessions SET revoked_at = made_at WHERE account_id = $1").await;
    let foreign = there.person("village-secretary", village.code()).await;
    let foreign = foreign.cookie(&there.county().store).await;
    let key = here.token(&SCOPES, Seat::District.code()).await;
    vec![
        asker("(nobody)", Shows::Nothing),
        asker("(no post)", Shows::Session(without.cookie(&here.county().store).await)),
        asker("(post over)", Shows::Session(ended_cookie)),
        asker("(session over)", Shows::Session(expired)),
        asker("(session revoked)", Shows::Session(revoked)),
        asker("(other county's session)", Shows::Session(foreign)),
        asker("(key with every scope)", Shows::Key(key)),
    ]
}

async fn run(trial: &Trial, sql: &str, id: Id) {
    let tx = trial.begin().await;
    tx.run(sql, values![id]).await.expect("written");
    tx.commit().await.expect("committed");
}

/// A secretary whose session is no longer one.
async fn session_ended(trial: &Trial, sql: &str) -> String {
    let person = trial.person("village-secretary", Seat::Village.code()).await;
    let tx = trial.begin().await;
    let secret = open_session(&tx, person.account, person.id, "trial", "127.0.0.1").await.expect("a session");
    tx.run(sql, values![person.account]).await.expect("written");
    tx.commit().await.expect("committed");
    encode(&secret)
}

async fn programs(here: &Trial, there: &Trial) -> Vec<Program> {
    let mut programs = Vec::new();
    for (name, seat) in [
        ("key of village", Seat::Village),
        ("key of area", Seat::Area),
        ("key of town", Seat::Town),
        ("key of department", Seat::Department),
        ("key of district", Seat::District),
    ] {
        let mut keys = Vec::new();
        for scope in SCOPES {
            keys.push((scope, here.token(&[scope], seat.code()).await));
        }
        programs.push(Program { name, seat, keys });
    }
    let town = Seat::Town;
    let mut without = Vec::new();
    let mut foreign = Vec::new();
    let mut over = Vec::new();
    let mut revoked = Vec::new();
    let mut elsewhere = Vec::new();
    for scope in SCOPES {
        let others: Vec<&str> = SCOPES.into_iter().filter(|other| *other != scope).collect();
        without.push((scope, here.token(&others, town.code()).await));
        foreign.push((scope, there.token(&[scope], town.code()).await));
        over.push((scope, special(here, scope, Special::Over).await));
        revoked.push((scope, special(here, scope, Special::Revoked).await));
        elsewhere.push((scope, special(here, scope, Special::FromElsewhere).await));
    }
    for (name, keys) in [
        ("(key without the scope)", without),
        ("(other county's key)", foreign),
        ("(key over)", over),
        ("(key revoked)", revoked),
        ("(key from another address)", elsewhere),
    ] {
        programs.push(Program { name, seat: town, keys });
    }
    programs
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Special {
    Over,
    Revoked,
    FromElsewhere,
}

async fn special(trial: &Trial, scope: &str, special: Special) -> String {
    let org_id = trial.org(Seat::Town.code()).await.id;
    let addresses = if special == Special::FromElsewhere { vec!["192.0.2.7".to_owned()] } else { vec![] };
    let valid_to = match special {
        Special::Over => trial.now() - chrono::Duration::seconds(1),
        _ => trial.now() + chrono::Duration::days(30),
    };
    let by = lianxin_access::By::system();
    let tx = trial.begin().await;
    let id = tx.id();
    let scopes = [scope.to_owned()];
    let new = NewToken { id, name: "trial", scopes: &scopes, org_id, addresses: &addresses, valid_to };
    let secret = make_token(&tx, &by, new).await.expect("a key");
    if special == Special::Revoked {
        revoke_token(&tx, &by, id).await.expect("revoked");
    }
    tx.commit().await.expect("committed");
    encode(&secret)
}

/// Somebody at each organisation whom others look up, move or end: person, post, a duty and a kept list of theirs.
#[derive(Clone, Copy, Debug)]
pub struct Looked {
    pub person: Id,
    pub post: Id,
}

pub async fn looked_up(trial: &Trial, org: &str) -> Looked {
    let who = trial.person("village-committee-member", org).await;
    Looked { person: who.id, post: who.post }
}

/// The code of an organisation's poster.
pub async fn poster(trial: &Trial, org: Id) -> Option<String> {
    let sql = "SELECT code FROM place_codes WHERE org_id = $1 AND revoked_at IS NULL ORDER BY code LIMIT 1";
    trial.reader().value(sql, values![org]).await.expect("codes are read")
}
