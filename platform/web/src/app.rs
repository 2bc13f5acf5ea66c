use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use lianxin_db::Store;
use lianxin_playbook::Playbook;
use lianxin_seal::Keys;
use tokio::sync::broadcast;

use crate::{Access, Module, Rates, Texts};

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    pub data: PathBuf,
    /// Where people reach this server, for QR codes and links: `https://lianxin.example.gov.cn`.
    pub address: String,
    /// The server speaks TLS or stands behind a proxy that does: cookies are marked Secure.
    pub secure: bool,
    /// Generated people only: every page says so, and the sign-in page offers the demonstration logins.
    pub demo: bool,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<String>,
    /// Addresses beside this machine itself that may read how the server is doing.
    pub monitors: Vec<String>,
}

/// A county that this server runs.
pub struct County {
    pub code: String,
    pub store: Store,
    pub playbook: Arc<Playbook>,
    pub keys: Arc<Keys>,
    /// Says that something changed; boards that are open fetch themselves anew.
    pub live: broadcast::Sender<()>,
    /// What modules keep in memory about this county.
    pub shelf: Shelf,
}

/// One thing of each type, made when it is first asked for. What stands here can be lost at any time and read anew.
#[derive(Default)]
pub struct Shelf(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Shelf {
    pub fn get_or_insert<T: Send + Sync + 'static>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let mut things = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thing) = things.get(&TypeId::of::<T>()).cloned().and_then(|any| any.downcast().ok()) {
            return thing;
        }
        let thing = Arc::new(make());
        things.insert(TypeId::of::<T>(), thing.clone());
        thing
    }
}

struct Inner {
    counties: BTreeMap<String, Arc<County>>,
    modules: Vec<Module>,
    texts: Texts,
    settings: Settings,
    rates: Rates,
}

/// The whole program, shared by all requests.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl App {
    pub fn new(counties: Vec<County>, modules: Vec<Module>, settings: Settings, rates: Rates) -> Self {
        let texts = Texts::new(modules.iter().map(|module| module.texts));
        let counties = counties.into_iter().map(|county| (county.code.clone(), Arc::new(county))).collect();
        Self(Arc::new(Inner { counties, modules, texts, settings, rates }))
    }
    pub fn county(&self, code: &str) -> Option<&Arc<County>> {
        self.0.counties.get(code)
    }
    pub fn counties(&self) -> impl Iterator<Item = &Arc<County>> {
        self.0.counties.values()
    }
    pub fn modules(&self) -> &[Module] {
        &self.0.modules
    }
    /// Who may open the page at this path, if some module has one there.
    pub fn access_of(&self, path: &str) -> Option<Access> {
        let mut routes = self.0.modules.iter().flat_map(|module| &module.routes);
        routes.find(|route| route.path == path && route.method.is_safe()).map(|route| route.access)
    }
    pub fn texts(&self) -> &Texts {
        &self.0.texts
    }
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }
    pub fn rates(&self) -> &Rates {
        &self.0.rates
    }
}
