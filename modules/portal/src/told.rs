//! What the county must tell everybody (《个人信息保护法》 Art. 17, 30, 35; 《无障碍环境建设法》 Art. 32, 35, 39).

use askama::Template;
use lianxin_orgs::{phone_near, tree};
use lianxin_web::{Answer, Ask, Page};

#[derive(Template)]
#[template(path = "told.html")]
struct Told {
    page: Page,
    heading: String,
    lead: String,
    parts: Vec<(String, String)>,
    phone: String,
    phone_link: String,
}

const PRIVACY: [&str; 7] = ["who", "what", "why", "seen", "kept", "shown", "rights"];
const ACCESSIBILITY: [&str; 6] = ["type", "read", "keys", "script", "language", "other"];

pub(crate) async fn privacy(ask: Ask) -> Answer {
    told(&ask, "privacy", &PRIVACY).await
}

pub(crate) async fn accessibility(ask: Ask) -> Answer {
    told(&ask, "accessibility", &ACCESSIBILITY).await
}

async fn told(ask: &Ask, which: &str, parts: &[&str]) -> Answer {
    let tree = tree(&ask.county).await?;
    let phone = match tree.root() {
        Some(root) => phone_near(&ask.reader(), root.id).await?.unwrap_or_default(),
        None => String::new(),
    };
    let county = ask.county.playbook.county().name.read_in(ask.lang.tag()).to_owned();
    let say = |part: &str, of: &str| ask.args(&format!("portal-{which}-{part}{of}"), &[("county", &county)]);
    let heading = say("heading", "");
    ask.html(&Told {
        page: ask.page(heading.clone()),
        lead: say("lead", ""),
        parts: parts.iter().map(|part| (say(part, ""), say(part, "-words"))).collect(),
        phone_link: phone.chars().filter(char::is_ascii_digit).collect(),
        heading,
        phone,
    })
}
