use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use chrono::Duration;
use lianxin_access::{By, open_session, post, posts_of};
use lianxin_base::{Id, Time};
use lianxin_db::{Store, values};
use lianxin_web::encode;

use crate::Trial;

/// The password of everybody in a trial.
pub const PASSWORD: &str = "lamp4post";
/// Its Argon2id hash: hashing anew for each person would cost more than the rest of a story.
const HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$+qkBpWA1LEgwqfvmeCabHw$3zcfqIn/4brqF7iEkIPB5wULg/+qSOoeGZ/dXwVH1+I";

/// Somebody in the trial county.
#[derive(Clone)]
pub struct Who {
    pub id: Id,
    pub name: String,
    pub login: String,
    pub account: Id,
    /// The first post.
    pub post: Id,
    session: Arc<Mutex<Option<(Time, String)>>>,
}

/// A person about to be: `.await` writes them.
pub struct NewPerson<'a> {
    trial: &'a Trial,
    name: Option<String>,
    posts: Vec<(&'a str, &'a str)>,
}

impl<'a> NewPerson<'a> {
    pub(crate) fn new(trial: &'a Trial, role: &'a str, org: &'a str) -> Self {
        Self { trial, name: None, posts: vec![(role, org)] }
    }

    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// A second post of the same person.
    #[must_use]
    pub fn also(mut self, role: &'a str, org: &'a str) -> Self {
        self.posts.push((role, org));
        self
    }

    async fn write(self) -> Who {
        let number = self.trial.people.fetch_add(1, Ordering::SeqCst);
        let name = self.name.unwrap_or_else(|| made_up_name(number));
        let login = format!("p{}", number + 1);
        let mut orgs = Vec::new();
        for (role, org) in self.posts {
            assert!(self.trial.playbook().roles.get(role).is_some(), "the playbook has no role {role}");
            orgs.push((role, self.trial.org(org).await.id));
        }
        let tx = self.trial.begin().await;
        let (id, account, now) = (tx.id(), tx.id(), tx.now());
        let insert = "INSERT INTO persons (id, name, revision, made_at) VALUES ($1, $2, 1, $3)";
        tx.run(insert, values![id, name.as_str(), now]).await.expect("a person");
        let mut first = None;
        let roles: Vec<String> = orgs.iter().map(|(role, _)| String::from(*role)).collect();
        for (role, org) in orgs {
            let post = tx.id();
            first.get_or_insert(post);
            let insert = "INSERT INTO posts (id, person_id, role, org_id, valid_from, revision) \
                          VALUES ($1, $2, $3, $4, $5, 1)";
            // The first of several posts is the one that acts until another is chosen.
            let from = now - Duration::days(30) + Duration::seconds(i64::from(first != Some(post)));
            tx.run(insert, values![post, id, role, org, from]).await.expect("a post");
        }
        // Roles that need the second step have it, without a phone to ask for a code.
        let asked = &self.trial.playbook().manifest.sign_in.second_step;
        let step = roles.iter().any(|role| asked.contains(role)).then_some(0_i64);
        let insert = "INSERT INTO accounts (id, person_id, login, password, failures, totp_step, lang, revision) \
                      VALUES ($1, $2, $3, $4, 0, $5, 'zh-CN', 1)";
        tx.run(insert, values![account, id, login.as_str(), HASH, step]).await.expect("an account");
        tx.commit().await.expect("committed");
        Who { id, name, login, account, post: first.expect("a post"), session: Arc::default() }
    }
}

impl<'a> IntoFuture for NewPerson<'a> {
    type Output = Who;
    type IntoFuture = Pin<Box<dyn Future<Output = Who> + 'a>>;
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.write())
    }
}

impl Who {
    /// The cookie of a session that runs now; a new one when the story's clock has moved on.
    pub async fn cookie(&self, store: &Store) -> String {
        let now = store.world().now();
        let kept = self.session.lock().expect("not poisoned").clone();
        if let Some((opened, cookie)) = kept
            && (Duration::zero()..Duration::hours(1)).contains(&(now - opened))
        {
            return cookie;
        }
        let tx = store.begin().await.expect("a transaction");
        let secret = open_session(&tx, self.account, self.id, "trial", "127.0.0.1").await.expect("a session");
        tx.commit().await.expect("committed");
        let cookie = encode(&secret);
        *self.session.lock().expect("not poisoned") = Some((now, cookie.clone()));
        cookie
    }

    /// This person as the actor of a verb, in the first post.
    pub async fn by(&self, trial: &Trial) -> By {
        let held = post(&trial.reader(), self.post, trial.now()).await.expect("posts are read");
        By::in_post(held.expect("the post is held now"))
    }

    /// All posts held now.
    pub async fn posts(&self, trial: &Trial) -> Vec<lianxin_access::Post> {
        posts_of(&trial.reader(), self.id, trial.now()).await.expect("posts are read")
    }
}

/// Nobody is called so on purpose: surnames and given names are put together by number.
fn made_up_name(number: usize) -> String {
    const SURNAMES: [&str; 11] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚"];
    const GIVEN: [&str; 13] = [
        "一鸣", "二桥", "三乐", "思源", "伍德", "柳青", "启明", "八方", "久安", "石磊", "百川", "千帆",
        "万里",
    ];
    format!("{}{}", SURNAMES[number % SURNAMES.len()], GIVEN[number % GIVEN.len()])
}
