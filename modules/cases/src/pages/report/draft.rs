//! What the person typed, as the form holds it: shown again as it was when something must be mended.

use lianxin_base::{Id, Refused};
use lianxin_web::{Ask, Form};

use crate::Register;
use crate::pages::report::place::Chosen;
use crate::pages::show::moment_of;

#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub id: Id,
    pub what: String,
    pub place_words: String,
    pub lon: String,
    pub lat: String,
    pub name: String,
    pub phone: String,
    /// A signed-in person who does not want to be known.
    pub anonymous: bool,
    /// Said for somebody else.
    pub proxy: bool,
    /// A firm's difficulty.
    pub firm: bool,
    /// The codes of the service items that are ordered.
    pub errands: Vec<String>,
    /// When the person wishes to be visited, as the browser's field holds it.
    pub wish: String,
}

impl Draft {
    /// An empty form. The fresh id makes a retry the same request, and the next villager another one.
    pub fn fresh(ask: &Ask) -> Self {
        let errand = ask.query("errand").and_then(|code| ask.county.playbook.service(code));
        Self {
            id: ask.county.store.world().id(),
            proxy: ask.query("for") == Some("another"),
            what: errand
                .map(|item| {
                    ask.args("cases-report-errand-words", &[("service", item.name.read_in(ask.lang.tag()))])
                })
                .unwrap_or_default(),
            firm: ask.query("for") == Some("firm") || ask.may("firm.raise"),
            errands: errand.map(|item| item.code.clone()).into_iter().collect(),
            ..Self::default()
        }
    }

    pub fn read(ask: &Ask, form: &Form) -> Self {
        let known = |code: &&str| ask.county.playbook.service(code).is_some_and(|item| item.errand);
        Self {
            id: form.id("id").unwrap_or_else(|| ask.county.store.world().id()),
            what: form.text("what").to_owned(),
            place_words: form.text("where").chars().take(200).collect(),
            lon: form.text("lon").to_owned(),
            lat: form.text("lat").to_owned(),
            name: form.text("name").chars().take(60).collect(),
            phone: form.text("phone").chars().take(40).collect(),
            anonymous: form.ticked("anonymous"),
            proxy: form.text("for") == "another",
            firm: form.text("for") == "firm",
            errands: form.all("errand").filter(known).map(str::to_owned).collect(),
            wish: form.text("wish").to_owned(),
        }
    }

    /// Nothing says who it is: no phone, no name, no account.
    fn is_anonymous(&self, ask: &Ask) -> bool {
        let named = !self.phone.is_empty() || !self.name.is_empty() || ask.session.is_some();
        self.anonymous || !named
    }

    pub fn register(&self, ask: &Ask, chosen: &Chosen) -> Register {
        let playbook = &ask.county.playbook;
        let anonymous = self.is_anonymous(ask);
        let service = self.errands.first().and_then(|code| playbook.service(code));
        let mut new = Register::new(self.id, chosen.channel(), chosen.org.id, self.what.clone());
        if self.firm {
            new.channel = crate::Channel::Firm;
        }
        if self.proxy {
            new.channel = crate::Channel::Proxy;
        }
        // What a person may not want to say is not kept: the place stays the village unless they wrote it down.
        let keep_point = !anonymous || !self.place_words.is_empty();
        new.point = self.point().filter(|_| keep_point);
        new.place_words.clone_from(&self.place_words);
        new.name.clone_from(&self.name);
        new.phone.clone_from(&self.phone);
        new.anonymous = anonymous;
        new.proxy = self.proxy;
        new.person_id = ask.session.as_ref().map(|session| session.person_id).filter(|_| !self.proxy);
        new.lang = ask.lang.tag();
        let mut ordered = self.errands.iter().cloned();
        new.service = ordered.next().unwrap_or_default();
        new.further = ordered.collect();
        new.wished_at = moment_of(&self.wish).filter(|_| service.is_some());
        new.category = service.map(|item| item.category_code.clone()).unwrap_or_default();
        new
    }

    /// What only this form asks: whom to visit, and a day that lies ahead.
    pub fn check(&self, ask: &Ask, mut refused: Refused) -> Refused {
        if self.errands.is_empty() {
            return refused;
        }
        if self.phone.trim().is_empty() && !refused.fields.iter().any(|error| error.field == "phone") {
            refused = refused.and_field("phone", "cases-refused-errand-phone");
        }
        if !self.wish.is_empty() && moment_of(&self.wish).is_none_or(|wish| wish <= ask.now) {
            refused = refused.and_field("wish", "cases-refused-visit-again");
        }
        refused
    }

    pub fn ordered(&self, code: &str) -> bool {
        self.errands.iter().any(|own| own == code)
    }

    /// WGS-84, and inside China: anything else was not filled in by our own page.
    fn point(&self) -> Option<(f64, f64)> {
        let (lon, lat): (f64, f64) = (self.lon.parse().ok()?, self.lat.parse().ok()?);
        ((73.0..136.0).contains(&lon) && (3.0..54.0).contains(&lat)).then_some((lon, lat))
    }
}
