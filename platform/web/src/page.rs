use std::fmt::Display;

use lianxin_base::Time;

use crate::{App, Lang, When, asset_url};

/// What every template knows. Templates call it `page`.
#[derive(Clone)]
pub struct Page {
    app: App,
    language: Lang,
    now: Time,
    pub lang: &'static str,
    pub elder: bool,
    pub demo: bool,
    pub title: String,
    /// The address of this page, query included.
    pub path: String,
    /// `/370114`, empty above counties.
    pub base: String,
    pub county_name: String,
    pub menu: Vec<MenuEntry>,
    /// May the reader look for things here?
    pub search: bool,
    pub who: Option<PageWho>,
    pub place: Option<PagePlace>,
    /// True when htmx asked: only the block is sent.
    pub fragment: bool,
}

#[derive(Clone, Debug)]
pub struct MenuEntry {
    pub href: String,
    pub text: String,
    pub icon: &'static str,
    pub current: bool,
    pub tab: bool,
}

#[derive(Clone, Debug)]
pub struct PageWho {
    pub name: String,
    pub post: String,
    pub posts: Vec<PostChoice>,
    /// Seconds until the session lapses if nothing is done.
    pub lapses_in: i64,
}

#[derive(Clone, Debug)]
pub struct PostChoice {
    pub id: String,
    pub text: String,
    pub current: bool,
}

/// The place in the head of a resident's page.
#[derive(Clone, Debug)]
pub struct PagePlace {
    pub name: String,
    pub parents: String,
}

impl Page {
    pub(crate) fn new(app: App, language: Lang, now: Time, path: String) -> Self {
        Self {
            demo: app.settings().demo,
            app,
            language,
            now,
            lang: language.tag(),
            elder: false,
            title: String::new(),
            path,
            base: String::new(),
            county_name: String::new(),
            menu: Vec::new(),
            search: false,
            who: None,
            place: None,
            fragment: false,
        }
    }

    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    #[must_use]
    pub fn at(mut self, place: PagePlace) -> Self {
        self.place = Some(place);
        self
    }

    pub fn language(&self) -> Lang {
        self.language
    }

    pub fn is_zh(&self) -> bool {
        self.language == Lang::Zh
    }

    pub fn t(&self, key: impl AsRef<str>) -> String {
        self.app.texts().say(self.language, key.as_ref(), &[])
    }

    /// A text with one number, `$n`.
    pub fn tn(&self, key: impl AsRef<str>, n: impl Display) -> String {
        self.app.texts().say(self.language, key.as_ref(), &[("n", &n.to_string())])
    }

    /// A text with one word.
    pub fn tw(&self, key: impl AsRef<str>, name: &str, value: impl Display) -> String {
        self.app.texts().say(self.language, key.as_ref(), &[(name, &value.to_string())])
    }

    /// A text with several words.
    pub fn args(&self, key: impl AsRef<str>, args: &[(&str, &str)]) -> String {
        self.app.texts().say(self.language, key.as_ref(), args)
    }

    pub fn asset(&self, name: &str) -> String {
        asset_url(name)
    }

    /// An icon of the sprite; the word stands beside it, so it is hidden from readers.
    pub fn icon(&self, name: &str) -> String {
        let sprite = asset_url("icons.svg");
        format!("<svg class=\"ti ti-{name}\" aria-hidden=\"true\"><use href=\"{sprite}#{name}\"/></svg>")
    }

    pub fn when(&self, at: impl std::borrow::Borrow<Time>) -> String {
        self.clock().say(*at.borrow())
    }

    pub fn day(&self, at: impl std::borrow::Borrow<Time>) -> String {
        self.clock().day(lianxin_base::day_in_china(*at.borrow()))
    }

    pub fn now_words(&self) -> String {
        self.clock().say(self.now)
    }

    pub fn clock(&self) -> When {
        When { now: self.now, lang: self.language }
    }

    pub fn now(&self) -> Time {
        self.now
    }
}
