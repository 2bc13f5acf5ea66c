//! How the pieces of a playbook are said in the reader's language.

use chrono::{NaiveDate, NaiveTime, Timelike};
use lianxin_base::{Time, china};
use lianxin_playbook::{Addressee, Basis, Limit, Mark, Playbook, Words};
use lianxin_web::Page;

/// A playbook and who reads it.
pub(crate) struct Tongue<'a> {
    pub page: &'a Page,
    pub book: &'a Playbook,
}

pub(crate) const NOTHING: &str = "—";

impl Tongue<'_> {
    pub fn t(&self, key: &str) -> String {
        self.page.t(key)
    }

    pub fn args(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.page.args(key, args)
    }

    pub fn words(&self, words: &Words) -> String {
        words.read_in(self.page.lang).to_owned()
    }

    /// Headings of a table: `playbooks-column-{word}`.
    pub fn columns(&self, words: &[&str]) -> Vec<String> {
        words.iter().map(|word| self.t(&format!("playbooks-column-{word}"))).collect()
    }

    /// 民政、公安; a dash for nothing.
    pub fn list(&self, all: impl IntoIterator<Item = String>) -> String {
        let all: Vec<String> = all.into_iter().filter(|one| !one.is_empty()).collect();
        if all.is_empty() {
            return NOTHING.to_owned();
        }
        all.join(if self.page.is_zh() { "、" } else { ", " })
    }

    pub fn yes(&self, yes: bool) -> String {
        self.t(if yes { "playbooks-yes" } else { "playbooks-no" })
    }

    pub fn unit(&self, code: &str) -> String {
        self.book.units.get(code).map_or_else(|| code.to_owned(), |unit| self.words(&unit.name))
    }

    pub fn role(&self, code: &str) -> String {
        self.book.roles.get(code).map_or_else(|| code.to_owned(), |role| self.words(&role.name))
    }

    pub fn capability(&self, code: &str) -> String {
        self.book.capabilities.get(code).map_or_else(|| code.to_owned(), |one| self.words(&one.name))
    }

    pub fn category(&self, code: &str) -> String {
        self.book.category(code).map_or_else(|| code.to_owned(), |one| self.words(&one.name))
    }

    /// 5 个工作日; the same day for none of them.
    pub fn limit(&self, limit: Limit) -> String {
        if limit.count == 0 { self.t("playbooks-same-day") } else { self.words(&limit.words()) }
    }

    pub fn addressee(&self, one: &Addressee) -> String {
        match one {
            Addressee::Role(code) => self.role(code),
            Addressee::Unit(code) => self.unit(code),
            Addressee::Party(party) => self.words(&party.words()),
        }
    }

    pub fn addressees(&self, all: &[Addressee]) -> String {
        self.list(all.iter().map(|one| self.addressee(one)))
    }

    /// 起草未核实, and what the row says about itself.
    pub fn basis(&self, basis: &Basis) -> String {
        let mark = self.mark(basis.mark);
        let note = self.words(&basis.note);
        if note.is_empty() {
            mark
        } else {
            self.args("playbooks-basis-note", &[("mark", &mark), ("note", &note)])
        }
    }

    pub fn mark(&self, mark: Mark) -> String {
        self.t(match mark {
            Mark::Verified => "playbooks-basis-v",
            Mark::Summary => "playbooks-basis-s",
            Mark::Article => "playbooks-basis-a",
            Mark::Drafted => "playbooks-basis-u",
        })
    }

    pub fn date(&self, day: NaiveDate) -> String {
        self.page.clock().date(day)
    }

    /// 9 月 24 日（周四） 16:50; the end of a day is its 24:00.
    pub fn moment(&self, at: Time) -> String {
        let local = china(at);
        let day = self.date(local.date_naive());
        let last = local.time() > NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
        if last { format!("{day} 24:00") } else { format!("{day} {:02}:{:02}", local.hour(), local.minute()) }
    }
}
