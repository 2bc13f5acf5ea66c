//! The same to take along (Art. 45): a file for machines, and one for spreadsheets.

use axum::response::IntoResponse;
use http::{HeaderMap, header};
use lianxin_access::Stop;
use lianxin_base::{Refused, day_in_china};
use lianxin_db::Fault;
use lianxin_events::{Event, Subject, append};
use lianxin_files::{CsvOut, Heading, SheetOut, SheetOutError};
use lianxin_web::{Answer, Ask};
use serde_json::{Map, Value};

use crate::held::{Held, held};

/// GET /holdings/file.json
pub(crate) async fn json(ask: Ask, headers: HeaderMap) -> Answer {
    let held = known(&ask, &headers).await?;
    let text = serde_json::to_string_pretty(&held).unwrap_or_default();
    Ok(sent(&ask, "json", "application/json; charset=utf-8", text.into_bytes()))
}

/// GET /holdings/file.csv: one line for each field, with the way to it.
pub(crate) async fn csv(ask: Ask, headers: HeaderMap) -> Answer {
    let held = known(&ask, &headers).await?;
    let mark = ask.args("holdings-mark", &[("when", &ask.when().say(ask.now))]);
    let headings = ["field", "value"].map(|name| Heading::new(ask.t(&format!("holdings-column-{name}")), 40));
    let mut bytes = Vec::new();
    {
        let out = CsvOut::new(&mut bytes, Some(&mark), &headings).map_err(|error| failed(&error))?;
        let mut out: Box<dyn SheetOut + Send + '_> = Box::new(out);
        for (field, value) in flat(&held) {
            out.row(&[field.into(), value.into()]).map_err(|error| failed(&error))?;
        }
        out.finish().map_err(|error| failed(&error))?;
    }
    Ok(sent(&ask, "csv", "text/csv; charset=utf-8", bytes))
}

fn failed(error: &SheetOutError) -> Stop {
    Fault::Open { place: "export".into(), why: error.to_string() }.into()
}

/// What is held, and the note that it was taken along.
async fn known(ask: &Ask, headers: &HeaderMap) -> Result<Held, Stop> {
    let held = held(ask, headers).await?;
    if held.is_empty() {
        return Err(Refused::absent("shell-refused-absent").into());
    }
    let tx = ask.begin().await?;
    let event = Event::new("holdings.export", Subject { kind: "holdings", id: tx.id(), revision: 1 });
    append(&tx, ask.by.actor(), event.data("rows", held.requests.len())).await?;
    tx.commit().await?;
    Ok(held)
}

fn sent(ask: &Ask, ending: &str, kind: &'static str, bytes: Vec<u8>) -> axum::response::Response {
    let name = format!("attachment; filename=\"holdings-{}.{ending}\"", day_in_china(ask.now));
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, bytes).into_response()
}

/// `requests.1.words` and its text.
fn flat(held: &Held) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    walk(String::new(), &serde_json::to_value(held).unwrap_or(Value::Object(Map::new())), &mut fields);
    fields
}

fn walk(way: String, value: &Value, fields: &mut Vec<(String, String)>) {
    let below = |name: &str| if way.is_empty() { name.to_owned() } else { format!("{way}.{name}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, inner)| walk(below(name), inner, fields)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, inner)| walk(below(&(at + 1).to_string()), inner, fields));
        }
        Value::Null => {}
        Value::String(text) => fields.push((way, text.clone())),
        other => fields.push((way, other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::walk;

    #[test]
    fn each_field_has_a_line_with_the_way_to_it() {
        let mut fields = Vec::new();
        walk(String::new(), &serde_json::json!({"a": [{"b": "x"}, {"b": 2}], "c": null}), &mut fields);
        let expected = [("a.1.b", "x"), ("a.2.b", "2")];
        assert_eq!(fields, expected.map(|(way, value)| (way.to_owned(), value.to_owned())));
    }
}
