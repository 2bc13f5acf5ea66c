//! `GET /playbook/services/SI01`, `GET /playbook/responsibility/C06`: guide pages.

use askama::Template;
use lianxin_base::Refused;
use lianxin_web::{Answer, Ask, Page};

use super::body;
use crate::guide::{Guide, of_item, of_service};
use crate::tongue::Tongue;

pub(super) struct View {
    guide: Guide,
    back: String,
    back_text: String,
    act: String,
    act_text: String,
}

#[derive(Template)]
#[template(path = "guide.html")]
struct Desk {
    page: Page,
    view: View,
}

#[derive(Template)]
#[template(path = "guide-public.html")]
struct Public {
    page: Page,
    view: View,
}

pub(super) async fn service(ask: Ask) -> Answer {
    let book = &*ask.county.playbook;
    let item = book.service(ask.param("code")).ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let page = ask.page("");
    let guide = of_service(&Tongue { page: &page, book }, item, ask.now);
    show(&ask, page, guide, "services")
}

pub(super) async fn item(ask: Ask) -> Answer {
    let book = &*ask.county.playbook;
    let found = book.responsibility.get(ask.param("code"));
    let item = found.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let page = ask.page("");
    let guide = of_item(&Tongue { page: &page, book }, item);
    show(&ask, page, guide, "responsibility")
}

fn show(ask: &Ask, page: Page, guide: Guide, word: &str) -> Answer {
    let page = page.titled(guide.title.clone());
    let (act, act_text) = guide.act.clone().unwrap_or_default();
    let view = View {
        back: ask.href(&format!("/playbook/{word}")),
        back_text: ask.t(&format!("playbooks-{word}")),
        act: if act.is_empty() { act } else { ask.href(&act) },
        act_text,
        guide,
    };
    body!(ask, Desk, Public, page, view)
}
