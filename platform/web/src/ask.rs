use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use lianxin_access::{By, Done, Grant, Session, Token};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Fault, Reader, Tx};

use crate::cookie::choice;
use crate::page::{MenuEntry, Page, PageWho, PostChoice};
use crate::{Access, App, County, Failed, When};

/// The language of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
    pub fn is_zh(self) -> bool {
        self == Self::Zh
    }
}

/// A request as a handler sees it: which county, who, in which language, when.
#[derive(Clone)]
pub struct Ask {
    pub app: App,
    pub county: Arc<County>,
    pub by: By,
    pub session: Option<Session>,
    pub token: Option<Token>,
    pub lang: Lang,
    pub elder: bool,
    /// htmx asks for the changed block alone.
    pub fragment: bool,
    pub now: Time,
    /// Path and query.
    pub path: String,
    pub address: String,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) pairs: Vec<(String, String)>,
}

impl Ask {
    /// A part of the path: `/cases/{id}`.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// A part of the path that is an id; anything else names nothing.
    pub fn id(&self, name: &str) -> Result<Id, Refused> {
        self.param(name).parse().map_err(|_| Refused::absent("shell-refused-absent"))
    }

    /// A value of the query, if it is there and not empty.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(own, value)| own == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// No text that a person or program means holds the character NUL, and PostgreSQL keeps none.
    pub(crate) fn holds_nul(&self) -> bool {
        self.params.iter().chain(&self.pairs).any(|(name, value)| name.contains('\0') || value.contains('\0'))
    }

    pub fn queries(&self) -> &[(String, String)] {
        &self.pairs
    }

    pub fn reader(&self) -> Reader {
        self.county.store.reader()
    }

    pub async fn begin(&self) -> Result<Tx, Fault> {
        self.county.store.begin().await
    }

    /// Commits and tells open boards that something changed.
    pub async fn commit(&self, tx: Tx) -> Result<(), Fault> {
        tx.commit().await?;
        let _ = self.county.live.send(());
        Ok(())
    }

    pub fn may(&self, capability: &str) -> bool {
        self.by.may(&self.county.playbook.roles, capability)
    }

    pub fn grant(&self, capability: &str) -> Result<Grant, Refused> {
        self.by.grant(&self.county.playbook.roles, capability)
    }

    pub fn allowed(&self, access: Access) -> bool {
        match access {
            Access::Public => true,
            Access::SignedIn => self.session.is_some(),
            Access::Capability(capability) => self.may(capability),
            Access::AnyOf(capabilities) => capabilities.iter().any(|capability| self.may(capability)),
            Access::Token(scope) => self.token.as_ref().is_some_and(|token| token.has(scope)),
        }
    }

    pub fn t(&self, key: &str) -> String {
        self.app.texts().say(self.lang, key, &[])
    }

    pub fn args(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.app.texts().say(self.lang, key, args)
    }

    pub fn when(&self) -> When {
        When { now: self.now, lang: self.lang }
    }

    pub fn is_zh(&self) -> bool {
        self.lang.is_zh()
    }

    /// `/370114` + path.
    pub fn href(&self, path: &str) -> String {
        format!("/{}{path}", self.county.code)
    }

    /// What the templates know of this request.
    pub fn page(&self, title: impl Into<String>) -> Page {
        let mut page = Page::new(self.app.clone(), self.lang, self.now, self.path.clone()).titled(title);
        page.base = format!("/{}", self.county.code);
        page.elder = self.elder;
        page.fragment = self.fragment;
        let county = self.county.playbook.county();
        county.name.read_in(self.lang.tag()).clone_into(&mut page.county_name);
        page.menu = self.menu();
        page.search = self.app.access_of("/search").is_some_and(|access| self.allowed(access));
        page.who = self.session.as_ref().map(|session| self.who(session));
        page
    }

    fn menu(&self) -> Vec<MenuEntry> {
        let mut entries: Vec<_> = self.app.modules().iter().flat_map(|module| &module.menu).collect();
        entries.retain(|entry| self.allowed(entry.access));
        entries.sort_by_key(|entry| entry.order);
        let path = self.path.split('?').next().unwrap_or_default();
        entries
            .into_iter()
            .map(|entry| {
                let href = self.href(entry.path);
                let current = path == href || path.starts_with(&format!("{href}/"));
                MenuEntry { current, href, text: self.t(entry.text), icon: entry.icon, tab: entry.tab }
            })
            .collect()
    }

    fn who(&self, session: &Session) -> PageWho {
        let line = |post: &lianxin_access::Post| {
            let org = if self.is_zh() { &post.org_zh } else { &post.org_en };
            format!("{org}·{}", self.role_name(&post.role))
        };
        let current = self.by.post.as_ref().map(|post| post.id);
        let one = |post: &lianxin_access::Post| PostChoice {
            id: post.id.to_string(),
            text: line(post),
            current: Some(post.id) == current,
        };
        PageWho {
            name: session.name.clone(),
            post: self.by.post.as_ref().map(line).unwrap_or_default(),
            posts: session.posts.iter().map(one).collect(),
            lapses_in: (session.ends_at - self.now).num_seconds(),
        }
    }

    pub fn role_name(&self, role: &str) -> String {
        let found = self.county.playbook.roles.get(role);
        found.map_or_else(|| role.to_owned(), |role| role.name.read_in(self.lang.tag()).to_owned())
    }

    /// A page. Never kept by caches: it may show what only this person may see, and forms carry a fresh id.
    pub fn html(&self, template: &impl Template) -> Result<Response, Failed> {
        self.html_with(StatusCode::OK, template)
    }

    pub fn html_with(&self, status: StatusCode, template: &impl Template) -> Result<Response, Failed> {
        match template.render() {
            Ok(text) => Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(text)).into_response()),
            Err(error) => {
                tracing::error!(%error, "a template failed");
                Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
            }
        }
    }

    /// After a posted form: the page that shows what came of it.
    pub fn see(&self, path: &str) -> Response {
        Redirect::to(&self.href(path)).into_response()
    }

    /// A verb that succeeded, or the refusal.
    pub fn done<T>(&self, done: Done<T>) -> Result<T, Failed> {
        Ok(done?)
    }
}

impl FromRequestParts<App> for Ask {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, StatusCode> {
        // The guard around every route has put it there.
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// What the reader chose, else what the account says, else what the browser asks for; Chinese if nothing is said.
pub(crate) fn language(headers: &HeaderMap, session: Option<&Session>, secure: bool) -> Lang {
    let chosen = choice(headers, "lx_lang", secure).and_then(Lang::parse);
    let own = || session.and_then(|session| Lang::parse(&session.lang));
    let asked = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        header.split(',').find_map(Lang::parse)
    };
    chosen.or_else(own).or_else(asked).unwrap_or_default()
}
