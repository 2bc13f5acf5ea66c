//! What may be reported: the categories whose matters name nobody.

use lianxin_base::Refused;
use lianxin_playbook::{Category, Playbook, ServiceAttribute};
use lianxin_web::{Answer, Ask};

use crate::format::{Format, named};
use crate::wire::Wire;
use crate::{jurisdiction, reply::reply};

/// Neither sensitive, nor sealed, nor against a unit: what comes in openly may be shown openly.
pub fn is_open(category: &Category) -> bool {
    !category.is_top() && !category.sensitive && !category.is_sealed() && !category.against_unit
}

pub fn open(playbook: &Playbook) -> impl Iterator<Item = &Category> {
    playbook.categories.leaves().filter(|category| is_open(category))
}

/// # Errors
/// 404 for a code that is unknown or not offered: both look alike.
pub fn find<'a>(playbook: &'a Playbook, code: &str) -> Result<&'a Category, Refused> {
    let found = playbook.category(code).filter(|category| is_open(category));
    found.ok_or_else(|| Refused::absent("open311-refused-service-unknown").with("code", short(code)))
}

/// Enough of what was sent to know it again in a message.
pub fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// `GET /open311/v2/services.{format}`
pub async fn list(ask: Ask) -> Answer {
    jurisdiction::check(&ask.county, ask.query("jurisdiction_id"))?;
    let playbook = &ask.county.playbook;
    let services = open(playbook).map(|category| service(playbook, category, ask.lang.tag())).collect();
    reply(http::StatusCode::OK, Format::of_ask(&ask), "services", &Wire::List("service", services))
}

fn service(playbook: &Playbook, category: &Category, lang: &str) -> Wire {
    let group = playbook.categories.parent(&category.code).map_or("", |top| top.name.read_in(lang));
    let items: Vec<&str> = playbook
        .services
        .iter()
        .filter(|item| item.category_code == category.code && item.offered)
        .map(|item| item.name.read_in(lang))
        .collect();
    let seeds = playbook.seeds.get(&category.code).map(|seed| seed.words.join(",")).unwrap_or_default();
    let metadata = playbook.service_attributes.of(&category.code).next().is_some();
    let lead = playbook.lead_unit(&category.code).map_or("", |unit| unit.name.read_in(lang));
    let description: Vec<&str> =
        std::iter::once(category.name.read_in(lang)).chain([lead]).chain(items).collect();
    let description: Vec<&str> = description.into_iter().filter(|part| !part.is_empty()).collect();
    Wire::Group(vec![
        ("service_code", Wire::text(category.code.as_str())),
        ("service_name", Wire::text(category.name.read_in(lang))),
        ("description", Wire::text(description.join("; "))),
        ("metadata", Wire::Bool(metadata)),
        ("type", Wire::text("realtime")),
        ("keywords", Wire::text(seeds)),
        ("group", Wire::text(group)),
    ])
}

/// `GET /open311/v2/services/{code}.{format}`
pub async fn definition(ask: Ask) -> Answer {
    let (code, format) = named(&ask, "code")?;
    jurisdiction::check(&ask.county, ask.query("jurisdiction_id"))?;
    let playbook = &ask.county.playbook;
    let category = find(playbook, code)?;
    let attributes = playbook.service_attributes.of(&category.code);
    let attributes = attributes.map(|one| attribute(one, ask.lang.tag())).collect();
    let definition = Wire::Group(vec![
        ("service_code", Wire::text(category.code.as_str())),
        ("attributes", Wire::List("attribute", attributes)),
    ]);
    reply(http::StatusCode::OK, format, "service_definition", &definition)
}

fn attribute(one: &ServiceAttribute, lang: &str) -> Wire {
    let value =
        |key: &str, name: &str| Wire::Group(vec![("key", Wire::text(key)), ("name", Wire::text(name))]);
    let values = one.choices.iter().map(|choice| value(&choice.key, choice.name.read_in(lang))).collect();
    Wire::Group(vec![
        ("variable", Wire::Bool(one.variable)),
        ("code", Wire::text(one.code.as_str())),
        ("datatype", Wire::text(one.datatype.code())),
        ("required", Wire::Bool(one.required)),
        ("datatype_description", Wire::text(one.hint.read_in(lang))),
        ("order", Wire::Number(i64::from(one.order))),
        ("description", Wire::text(one.description.read_in(lang))),
        ("values", Wire::List("value", values)),
    ])
}
