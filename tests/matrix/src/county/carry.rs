//! A plan carried out by the real verbs, and in the model when they agree.

use std::collections::BTreeMap;

use axum::Router;
use http::Method;
use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{
    Accept, Act, Blow, Channel, Dispatch, Register, accept, ask_return, asks_of, assign, blow, decide,
    dispatch, merge, parts_of, register,
};
use lianxin_db::{Db, values};
use lianxin_orgs::{Names, NewOrg, add_org};
use lianxin_playbook::WhistleKind;
use lianxin_trial::{Kept, Trial, Who};
use lianxin_web::router;

use super::model::{Case, Model, Org, Part, Post};
use super::plan::Step;
use crate::aims::Body;
use crate::ask::{Question, ask};
use crate::roster::Shows;

/// A county, its model, and those who move things.
pub struct County {
    pub trial: Trial,
    pub router: Router,
    pub model: Model,
    dispatcher: By,
    officer: By,
    leader: By,
    keeper: Who,
    count: usize,
    /// How often each kind of step came to something.
    pub did: BTreeMap<&'static str, usize>,
}

/// Roles whose permissions differ; where they sit is chance, for reach asks for the place alone.
const ROLES: [&str; 13] = [
    "resident",
    "village-secretary",
    "village-committee-member",
    "area-secretary",
    "area-deputy",
    "mediator",
    "dispatcher",
    "verifier",
    "town-officer",
    "town-leader",
    "liaison",
    "department-leader",
    "county-admin",
];

/// One verb in one transaction: what it refuses has not happened.
macro_rules! try_step {
    ($county:expr, $by:expr, |$act:ident| $verb:expr) => {{
        let tx = $county.trial.begin().await;
        let $act = Act { tx: &tx, county: $county.trial.county(), by: $by };
        match $verb.await {
            Ok(done) => {
                tx.commit().await.expect("committed");
                Some(done)
            }
            Err(lianxin_access::Stop::Refused(_)) => {
                tx.rollback().await.expect("rolled back");
                None
            }
            Err(lianxin_access::Stop::Fault(fault)) => panic!("the store failed: {fault}"),
        }
    }};
}

fn pick<T>(from: &[T], number: u8) -> Option<&T> {
    if from.is_empty() { None } else { from.get(usize::from(number) % from.len()) }
}

/// What may stand below a place.
fn kinds_below(kind: &str) -> &'static [&'static str] {
    match kind {
        "district" => &["town"],
        "town" => &["area", "village"],
        "area" => &["village"],
        "village" => &["grid", "micro-grid"],
        "grid" => &["micro-grid"],
        _ => &[],
    }
}

impl County {
    /// From a copy that holds the district alone.
    pub async fn open(kept: &Kept) -> Self {
        let trial = kept.open(lianxin::modules::modules()).await.remove(0);
        let root = trial.org("370114").await;
        let by = async |role: &str| trial.person(role, "370114").await.by(&trial).await;
        let (dispatcher, officer, leader) =
            (by("dispatcher").await, by("area-deputy").await, by("town-leader").await);
        let keeper = trial.person("county-admin", "370114").await;
        let mut model = Model::default();
        model.orgs.push(Org { id: root.id, code: root.code, kind: "district", parent: None, open: true });
        let router = router(trial.app());
        Self { trial, router, model, dispatcher, officer, leader, keeper, count: 0, did: BTreeMap::new() }
    }

    pub async fn close(self) {
        let _ = self.trial.county().store.clone().close().await;
    }

    /// Time goes by while everybody stays signed in.
    pub async fn let_pass(&self, time: chrono::Duration) {
        self.trial.later(time);
        let tx = self.trial.begin().await;
        let sql = "UPDATE sessions SET seen_at = $1, ends_at = $2";
        let until = tx.now() + chrono::Duration::hours(8);
        tx.run(sql, values![tx.now(), until]).await.expect("written");
        tx.commit().await.expect("committed");
        self.trial.work().await;
    }

    pub async fn carry_out(&mut self, step: Step) {
        self.trial.later(chrono::Duration::seconds(1));
        match step {
            Step::Place { under, kind } => self.place(under, kind).await,
            Step::Unit { under } => self.unit(under).await,
            Step::Post { org, role } => self.post(org, role).await,
            Step::Second { post, org, role } => self.second(post, org, role).await,
            Step::EndPost { post } => self.end_post(post).await,
            Step::Say { place, by } => self.say(place, by).await,
            Step::Accept { case, sensitive, accused } => self.accept(case, sensitive, accused).await,
            Step::Dispatch { case, unit, support } => self.dispatch(case, unit, support).await,
            Step::Assign { case, post } => self.assign(case, post).await,
            Step::Whistle { case, unit } => self.whistle(case, unit).await,
            Step::Return { case } => self.give_back(case).await,
            Step::Merge { case, into } => self.merge(case, into).await,
            Step::Move { org, to } => self.move_org(org, to).await,
            Step::Close { org, next } => self.close_org(org, next).await,
        }
    }

    fn did(&mut self, what: &'static str) {
        *self.did.entry(what).or_default() += 1;
    }

    /// Open organisations of which this is true.
    fn orgs(&self, fits: impl Fn(&Org) -> bool) -> Vec<usize> {
        (0..self.model.orgs.len())
            .filter(|at| self.model.orgs[*at].open && fits(&self.model.orgs[*at]))
            .collect()
    }

    fn cases(&self, state: &[&str]) -> Vec<usize> {
        (0..self.model.cases.len()).filter(|at| state.contains(&self.model.cases[*at].state)).collect()
    }

    async fn add(&mut self, parent: usize, kind: &'static str) {
        self.count += 1;
        let code = format!("o{:03}", self.count);
        let by = self.keeper.by(&self.trial).await;
        let name = |prefix: &str| format!("{prefix}{}", self.count);
        let names =
            Names { name_zh: name("名"), name_en: name("N"), short_zh: name("名"), short_en: name("N") };
        let tx = self.trial.begin().await;
        let id = tx.id();
        let parent_id = self.model.orgs[parent].id;
        let new = NewOrg { id, code: &code, kind, parent: parent_id, names, point: None };
        add_org(&tx, &by, &self.trial.playbook().roles, new).await.expect("an organisation that fits");
        tx.commit().await.expect("committed");
        self.model.orgs.push(Org { id, code, kind, parent: Some(parent), open: true });
    }

    async fn place(&mut self, under: u8, kind: u8) {
        let Some(parent) = pick(&self.orgs(|org| !kinds_below(org.kind).is_empty()), under).copied() else {
            return;
        };
        let kind = pick(kinds_below(self.model.orgs[parent].kind), kind).copied();
        self.add(parent, kind.expect("one of them")).await;
    }

    async fn unit(&mut self, under: u8) {
        let parents = self.orgs(|org| matches!(org.kind, "district" | "town" | "area" | "department"));
        let Some(parent) = pick(&parents, under).copied() else { return };
        let kind = if self.model.orgs[parent].kind == "district" { "department" } else { "office" };
        self.add(parent, kind).await;
    }

    async fn post(&mut self, org: u8, role: u8) {
        let Some(org) = pick(&self.orgs(|_| true), org).copied() else { return };
        let role = pick(&ROLES, role).copied().expect("a role");
        let who = self.trial.person(role, &self.model.orgs[org].code).await;
        let cookie = who.cookie(&self.trial.county().store).await;
        self.model.posts.push(Post { id: who.post, person: who.id, org, role, held: true, cookie });
    }

    async fn second(&mut self, post: u8, org: u8, role: u8) {
        let Some(first) = pick(&self.model.posts, post).cloned() else { return };
        let Some(org) = pick(&self.orgs(|_| true), org).copied() else { return };
        let role = pick(&ROLES, role).copied().expect("a role");
        let tx = self.trial.begin().await;
        let id = tx.id();
        let sql = "INSERT INTO posts (id, person_id, role, org_id, valid_from, revision) VALUES ($1, $2, $3, $4, $5, 1)";
        tx.run(sql, values![id, first.person, role, self.model.orgs[org].id, tx.now()])
            .await
            .expect("a post");
        let account: Option<Id> = tx
            .value("SELECT id FROM accounts WHERE person_id = $1", values![first.person])
            .await
            .expect("read");
        let account = account.expect("an account");
        // Some roles must have set up the second step before they see anything.
        let sql = "UPDATE accounts SET totp_step = 1 WHERE id = $1";
        tx.run(sql, values![account]).await.expect("written");
        let secret = lianxin_access::open_session(&tx, account, first.person, "trial", "127.0.0.1");
        let secret = secret.await.expect("a session");
        let newest = "UPDATE sessions SET post_id = $1 WHERE account_id = $2 AND made_at = $3";
        tx.run(newest, values![id, account, tx.now()]).await.expect("chosen");
        tx.commit().await.expect("committed");
        let cookie = lianxin_web::encode(&secret);
        self.model.posts.push(Post { id, person: first.person, org, role, held: true, cookie });
    }

    async fn end_post(&mut self, post: u8) {
        let held: Vec<usize> = (0..self.model.posts.len()).filter(|at| self.model.posts[*at].held).collect();
        let Some(at) = pick(&held, post).copied() else { return };
        let tx = self.trial.begin().await;
        let sql = "UPDATE posts SET valid_to = $2 WHERE id = $1";
        tx.run(sql, values![self.model.posts[at].id, tx.now()]).await.expect("ended");
        tx.commit().await.expect("committed");
        self.model.posts[at].held = false;
    }

    async fn say(&mut self, place: u8, by: Option<u8>) {
        const MOST: usize = 10;
        let places = self.orgs(|org| !matches!(org.kind, "department" | "office"));
        let Some(place) = pick(&places, place).copied() else { return };
        if self.model.cases.len() >= MOST {
            return;
        }
        let asker = by.and_then(|by| pick(&self.model.posts, by)).map(|post| post.person);
        let token = format!("K{:03}", self.model.cases.len());
        let nobody = By::nobody();
        let told = try_step!(self, &nobody, |act| {
            let mut new = Register::new(
                act.tx.id(),
                Channel::Code,
                self.model.orgs[place].id,
                format!("{token}灯柱坏了，夜里看不见路"),
            );
            new.phone = "13905310000".into();
            new.person_id = asker;
            register(act, new)
        });
        let told = told.expect("a request is always taken");
        self.model.cases.push(Case {
            id: told.case_id,
            number: told.number,
            token,
            place,
            accused: None,
            sensitive: false,
            state: "registered",
            classified: false,
            unit: None,
            parts: vec![],
            askers: asker.into_iter().collect(),
        });
    }

    async fn accept(&mut self, case: u8, sensitive: bool, accused: Option<u8>) {
        let Some(at) = pick(&self.cases(&["registered"]), case).copied() else { return };
        let accused = accused.and_then(|accused| pick(&self.orgs(|_| true), accused).copied());
        let order = Accept {
            case: self.model.cases[at].id,
            revision: None,
            category: if sensitive { "R01" } else { "E03" }.into(),
            kind: "help".into(),
            // No item of the list: whichever unit chance names may hold it.
            item: "none".into(),
            title: String::new(),
            accused: accused.map(|org| self.model.orgs[org].id),
        };
        if try_step!(self, &self.dispatcher, |act| accept(act, order)).is_some() {
            let case = &mut self.model.cases[at];
            (case.accused, case.sensitive, case.state) = (accused, sensitive, "accepted");
            case.classified = true;
            if accused.is_some() {
                self.did("accuse");
            }
            if sensitive {
                self.did("accept as sensitive");
            }
        }
    }

    async fn dispatch(&mut self, case: u8, unit: u8, support: Option<u8>) {
        let Some(at) = pick(&self.cases(&["accepted"]), case).copied() else { return };
        let units =
            self.orgs(|org| matches!(org.kind, "town" | "area" | "village" | "department" | "office"));
        let Some(unit) = pick(&units, unit).copied() else { return };
        let support = support.and_then(|support| pick(&units, support).copied()).filter(|one| *one != unit);
        let order = Dispatch {
            case: self.model.cases[at].id,
            revision: None,
            part: self.trial.county().store.world().id(),
            unit: self.model.orgs[unit].id,
            supports: support.iter().map(|org| self.model.orgs[*org].id).collect(),
            item: String::new(),
            words: String::new(),
            suggestion: "none",
        };
        if try_step!(self, &self.dispatcher, |act| dispatch(act, order)).is_some() {
            let case = &mut self.model.cases[at];
            (case.unit, case.state) = (Some(unit), "dispatched");
            self.read_parts(at).await;
            self.did("dispatch");
        }
    }

    /// What the verbs wrote about parts: whose they are and how they stand. Who sees them is the model's own.
    async fn read_parts(&mut self, at: usize) {
        let parts = parts_of(&self.trial.reader(), self.model.cases[at].id).await.expect("read");
        let org = |id: Id| self.model.orgs.iter().position(|org| org.id == id).expect("a known unit");
        let parts = parts.iter().map(|part| Part {
            id: part.id,
            unit: org(part.unit_id),
            state: ["dispatched", "signed", "returned", "done", "dropped"]
                .into_iter()
                .find(|state| *state == part.state)
                .expect("a known state"),
            kind: if part.is_lead() { "lead" } else { "other" },
            handler: part.handler_id,
        });
        self.model.cases[at].parts = parts.collect();
    }

    async fn assign(&mut self, case: u8, post: u8) {
        let Some(at) = pick(&self.cases(&["dispatched", "signed"]), case).copied() else { return };
        let held: Vec<Post> = self.model.posts.iter().filter(|post| post.held).cloned().collect();
        let Some(post) = pick(&held, post).cloned() else { return };
        let id = self.model.cases[at].id;
        if try_step!(self, &self.officer, |act| assign(act, id, post.person, &[], "请你去看")).is_some() {
            self.model.cases[at].state = "signed";
            self.read_parts(at).await;
            self.did("assign");
        }
    }

    async fn whistle(&mut self, case: u8, unit: u8) {
        let Some(at) = pick(&self.cases(&["accepted", "dispatched", "signed"]), case).copied() else {
            return;
        };
        let units = self.orgs(|org| matches!(org.kind, "department" | "office"));
        let Some(unit) = pick(&units, unit).copied() else { return };
        let order = Blow {
            id: self.trial.county().store.world().id(),
            case: self.model.cases[at].id,
            kind: WhistleKind::Ordinary,
            matter: "需要部门到现场一起看".into(),
            units: vec![self.model.orgs[unit].id],
            meeting_at: None,
            meeting_place: String::new(),
        };
        if try_step!(self, &self.leader, |act| blow(act, order)).is_some() {
            self.read_parts(at).await;
            self.did("whistle");
        }
    }

    /// Asked for by the holder's side, confirmed by another.
    async fn give_back(&mut self, case: u8) {
        let Some(at) = pick(&self.cases(&["dispatched"]), case).copied() else { return };
        let (id, ask) = (self.model.cases[at].id, self.trial.county().store.world().id());
        let asked = try_step!(self, &self.officer, |act| ask_return(
            act,
            id,
            ask,
            "not-our-duty",
            "不在我们的职责里",
            None
        ));
        if asked.is_none() {
            return;
        }
        let open = asks_of(&self.trial.reader(), id).await.expect("read");
        assert!(open.iter().any(|one| one.id == ask));
        if try_step!(self, &self.leader, |act| decide(act, ask, true, "同意退回")).is_some()
            || try_step!(self, &self.dispatcher, |act| decide(act, ask, true, "同意退回")).is_some()
        {
            let case = &mut self.model.cases[at];
            (case.unit, case.state) = (None, "accepted");
            self.read_parts(at).await;
            self.did("return");
        }
    }

    async fn merge(&mut self, case: u8, into: u8) {
        let open = ["accepted", "dispatched", "signed"];
        let Some(at) = pick(&self.cases(&["registered", "accepted", "dispatched", "signed"]), case).copied()
        else {
            return;
        };
        let Some(master) = pick(&self.cases(&open), into).copied().filter(|master| *master != at) else {
            return;
        };
        let (other, into) = (self.model.cases[at].id, self.model.cases[master].id);
        if try_step!(self, &self.dispatcher, |act| merge(act, into, &[other])).is_some() {
            let askers = std::mem::take(&mut self.model.cases[at].askers);
            self.model.cases[at].state = "merged";
            self.model.cases[master].askers.extend(askers);
            let sensitive = self.model.cases[at].sensitive;
            self.model.cases[master].sensitive |= sensitive;
            self.did("merge");
            self.read_parts(at).await;
        }
    }

    async fn posted(&mut self, org: usize, what: &str, more: &str) -> bool {
        let id = self.model.orgs[org].id;
        let now = lianxin_access::org(&self.trial.reader(), id).await.expect("read").expect("it is there");
        let cookie = self.keeper.cookie(&self.trial.county().store).await;
        let text = format!("revision={}{more}", now.revision);
        let question = Question {
            method: Method::POST,
            path: format!("/370114/orgs/{id}/{what}"),
            body: Body::Form(""),
            text,
        };
        let came = ask(&self.router, &question, &Shows::Session(cookie)).await;
        assert!(came.status < 500, "{} broke: {}", question.path, came.status);
        came.changed()
    }

    async fn move_org(&mut self, org: u8, to: u8) {
        let movable = self.orgs(|org| org.parent.is_some());
        let Some(org) = pick(&movable, org).copied() else { return };
        let kind = self.model.orgs[org].kind;
        // Mostly where it fits, for otherwise hardly anything would move.
        let fit = self.orgs(|to| match kind {
            "office" => matches!(to.kind, "town" | "area" | "department"),
            "department" => to.kind == "district",
            kind => kinds_below(to.kind).contains(&kind),
        });
        let Some(to) = pick(&fit, to).copied() else { return };
        let parent = format!("&parent={}", self.model.orgs[to].id);
        if self.posted(org, "move", &parent).await {
            self.model.orgs[org].parent = Some(to);
            self.did("move");
        }
    }

    async fn close_org(&mut self, org: u8, next: Option<u8>) {
        let closable = self.orgs(|org| org.parent.is_some());
        let Some(org) = pick(&closable, org).copied() else { return };
        let kind = self.model.orgs[org].kind;
        let others: Vec<usize> =
            self.orgs(|other| other.kind == kind).into_iter().filter(|one| *one != org).collect();
        let next = next.and_then(|next| pick(&others, next).copied());
        let more = next.map(|next| format!("&replaced_by={}", self.model.orgs[next].id)).unwrap_or_default();
        // A closed organisation has no posts that are held.
        let at = org;
        for post in 0..self.model.posts.len() {
            if self.model.posts[post].org == at && self.model.posts[post].held {
                return;
            }
        }
        if self.posted(org, "close", &more).await {
            self.model.orgs[org].open = false;
            self.did(if next.is_some() { "close into another" } else { "close" });
            if next.is_some() {
                self.model.orgs[org].parent = next;
            }
        }
    }
}
