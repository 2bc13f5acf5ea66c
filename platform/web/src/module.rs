use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::handler::Handler;
use axum::routing::{MethodRouter, on};
use http::Method;
use lianxin_base::{Id, Time};
use lianxin_db::{Fault, Migrations, Tx};
use lianxin_events::Consumer;

use crate::{App, Ask, Check, County, Doc};

/// Everything that the server must know of a module. A reader finds all of it in the module's `lib.rs`.
pub struct Module {
    pub name: &'static str,
    pub migrations: Option<Migrations>,
    /// Fluent files: zh-CN and en.
    pub texts: (&'static str, &'static str),
    pub routes: Vec<Route>,
    pub menu: Vec<Menu>,
    pub todos: Option<fn(&Ask) -> Todos<'_>>,
    pub asides: Option<fn(&Ask) -> Asides<'_>>,
    pub consumers: Vec<Arc<dyn Consumer>>,
    pub jobs: Vec<Job>,
    /// What must always be true of its rows.
    pub checks: Vec<Check>,
    /// What follows in its own rows when organisations stand elsewhere or close, in the same transaction: who reaches
    /// what is written down, not computed.
    pub moved: Option<for<'a> fn(&'a Tx, &'a [Id]) -> Following<'a>>,
}

pub type Following<'a> = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;

/// Lets every module follow a change of the tree. `orgs`: those that moved or closed, and all below them.
pub async fn follow_move(modules: &[Module], tx: &Tx, orgs: &[Id]) -> Result<(), Fault> {
    for moved in modules.iter().filter_map(|module| module.moved) {
        moved(tx, orgs).await?;
    }
    Ok(())
}

impl Module {
    pub fn new(name: &'static str, texts: (&'static str, &'static str)) -> Self {
        Self {
            name,
            migrations: None,
            texts,
            routes: vec![],
            menu: vec![],
            todos: None,
            asides: None,
            consumers: vec![],
            jobs: vec![],
            checks: vec![],
            moved: None,
        }
    }
}

/// Who may come in at a route. What one may touch there is decided by the verb, which knows the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not.
    Public,
    /// Anybody who is signed in, for what concerns themselves.
    SignedIn,
    /// Whoever holds a post with this capability.
    Capability(&'static str),
    /// Whoever holds a post with one of these.
    AnyOf(&'static [&'static str]),
    /// A program whose token has this scope.
    Token(&'static str),
}

/// How refusals are worded: a page for a person, a problem document (RFC 9457) for a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Page,
    Api,
    /// GeoReport v2: its own error lists, JSON or XML.
    Open311,
}

/// One route, as data: the router, the permission matrix and the `OpenAPI` document are made from it.
#[derive(Clone)]
pub struct Route {
    pub method: Method,
    /// Below the county: `/cases/{id}/accept` is served at `/370114/cases/{id}/accept`.
    pub path: &'static str,
    pub access: Access,
    pub kind: Kind,
    /// True for the few routes that stand above counties: `/q/{code}`.
    pub above_counties: bool,
    /// For routes that programs use.
    pub doc: Option<Doc>,
    pub handler: MethodRouter<App>,
}

impl Route {
    pub fn new<H, T>(method: Method, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = method.clone().try_into().unwrap_or(axum::routing::MethodFilter::GET);
        Self {
            method,
            path,
            access,
            kind: Kind::Page,
            above_counties: false,
            doc: None,
            handler: on(filter, handler),
        }
    }
    pub fn get<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::GET, path, access, handler)
    }
    pub fn post<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::POST, path, access, handler)
    }
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }
    /// A route of the JSON API, with what it says about itself.
    #[must_use]
    pub fn doc(mut self, doc: Doc) -> Self {
        self.doc = Some(doc);
        self.kind(Kind::Api)
    }
    #[must_use]
    pub fn above_counties(mut self) -> Self {
        self.above_counties = true;
        self
    }
}

/// An entry of the main navigation, shown to whoever may use it.
#[derive(Clone, Copy, Debug)]
pub struct Menu {
    pub path: &'static str,
    pub text: &'static str,
    pub icon: &'static str,
    pub access: Access,
    /// Smaller comes first.
    pub order: i32,
    /// One of the at most five tabs at the bottom of a phone.
    pub tab: bool,
}

/// How pressing a to-do is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    Late,
    Today,
    Week,
    Later,
}

/// Something that waits for the person, from any module. The desk sorts them by urgency.
#[derive(Clone, Debug)]
pub struct Todo {
    pub kind: &'static str,
    pub href: String,
    pub title: String,
    /// What the person is waited for: 等您：签收.
    pub act: String,
    pub due_at: Option<Time>,
    pub late: bool,
    /// The whole row counts as this many (3 件新诉求等派单).
    pub many: i64,
    pub place: Option<Id>,
}

pub type Todos<'a> = Pin<Box<dyn Future<Output = Result<Vec<Todo>, Fault>> + Send + 'a>>;

/// Beside the to-dos of the desk, from any module: a few lines, each of them a door.
#[derive(Clone, Debug)]
pub struct Aside {
    pub title: String,
    pub lines: Vec<AsideLine>,
    /// How fresh it is, or what it leaves out; may be empty.
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct AsideLine {
    pub href: String,
    pub name: String,
    pub value: String,
    /// Of how many.
    pub of: String,
    pub late: bool,
}

pub type Asides<'a> = Pin<Box<dyn Future<Output = Result<Vec<Aside>, Fault>> + Send + 'a>>;

/// Work that comes round by itself: deadlines that pass, files without an owner.
#[derive(Clone, Copy)]
pub struct Job {
    pub name: &'static str,
    /// Seconds between two runs.
    pub every: u64,
    pub run: fn(&County) -> Running<'_>,
}

/// A job answers how many things it did.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<usize, Fault>> + Send + 'a>>;
