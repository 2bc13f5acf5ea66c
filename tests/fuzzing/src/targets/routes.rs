//! What programs and residents send, through the router: arguments, bodies, forms. Whatever comes, the answer is no fault,
//! and what says that it is JSON or XML is.

use std::fmt::Write;

use http::Method;

use super::form::{PARTS, URLENCODED};
use crate::county::{Content, County, in_county};

const JSON: &str = "application/json";

/// The first byte says what is asked for and in which format; the rest are arguments, a step of the path, or a form.
pub fn open311(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else { return };
    let format = if which & 1 == 0 { "json" } else { "xml" };
    let lists = |list: &str| format!("/open311/v2/{list}.{format}?{}", arguments(rest));
    let steps = |list: &str| format!("/open311/v2/{list}/{}.{format}", step(rest));
    let path = match (which >> 1) % 7 {
        0 => lists("requests"),
        1 => lists("services"),
        2 => steps("services"),
        3 => steps("requests"),
        4 => steps("tokens"),
        5 => return in_county(|county| report(county, format, URLENCODED, rest)),
        _ => return in_county(|county| report(county, format, PARTS, rest)),
    };
    in_county(|county| drop(county.program(Method::GET, &path, None)));
}

/// What was taken is read again after somebody has looked at it: its words are public then.
fn report(county: &mut County, format: &str, kind: &str, form: &[u8]) {
    let path = format!("/open311/v2/requests.{format}");
    let seen = county.program(Method::POST, &path, Some((kind, form.to_vec())));
    if seen.status.is_success()
        && let Some(number) = number(&seen.body_text())
    {
        county.accept(&number);
        let path = format!("/open311/v2/requests/{number}.{format}");
        county.program(Method::GET, &path, None);
    }
}

fn number(answer: &str) -> Option<String> {
    let after = answer.split_once("service_request_id")?.1;
    let number = after.trim_start_matches(['"', ':', '>']);
    Some(number.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect())
}

/// The first byte says which route of the API; the rest are its arguments or its body, in which `NEW` is a fresh id.
pub fn api(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else { return };
    in_county(|county| {
        let case = county.case;
        let get = |path: &str| (format!("/api/v1/{path}?{}", arguments(rest)), None);
        let post = |path: String| (format!("/api/v1/{path}"), Some((JSON, fresh(county, rest))));
        let (path, content): (String, Content<'_>) = match which % 12 {
            0 => get("cases"),
            1 => get("places"),
            2 => get("units"),
            3 => get("hotline/replies"),
            4 => get("figures"),
            5 => get(&format!("places/{}", step(rest))),
            6 => get(&format!("cases/{}", step(rest))),
            7 => get(&format!("cases/{case}/events")),
            8 => post(format!("cases/{case}/progress")),
            9 => post(format!("cases/{}/progress", step(rest))),
            10 => post("hotline/orders".into()),
            _ => post("cases".into()),
        };
        let method = if content.is_some() { Method::POST } else { Method::GET };
        county.program(method, &path, content);
    });
}

fn fresh(county: &County, body: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) => text.replacen("NEW", &county.new_id().to_string(), 1).into_bytes(),
        Err(_) => body.to_vec(),
    }
}

/// What a resident sends: a report, the number and the word of one.
pub fn report_page(bytes: &[u8]) {
    let Some((which, body)) = bytes.split_first() else { return };
    let path = if which & 1 == 0 { "/report" } else { "/follow" };
    let kind = if which & 2 == 0 { URLENCODED } else { PARTS };
    in_county(|county| drop(county.resident(Method::POST, path, Some((kind, body.to_vec())))));
}

/// Any bytes as the arguments of an address: what cannot stand there is written `%xx`.
fn arguments(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes.iter().take(2_000) {
        // What is written so already, perhaps wrongly, stays so: decoders must bear it.
        if byte.is_ascii_alphanumeric() || b"%=&+-._,:".contains(byte) {
            text.push(char::from(*byte));
        } else {
            write!(text, "%{byte:02X}").expect("written");
        }
    }
    text
}

/// One step of a path.
fn step(bytes: &[u8]) -> String {
    let step = arguments(bytes);
    if step.is_empty() { "a".into() } else { step }
}

fn seed(which: u8, text: &str) -> Vec<u8> {
    [&[which][..], text.as_bytes()].concat()
}

pub fn open311_seeds() -> Vec<Vec<u8>> {
    let lists = [
        "start_date=2026-05-01T00:00:00Z&end_date=2026-05-20T23:00:00Z&status=open,closed&service_code=C06",
        "service_request_id=26052000012,26-0520-0001-9&page=2&page_size=50",
        "start_date=%2B262142-01-01&jurisdiction_id=370114",
        "end_date=-262143-01-01",
        "service_code=%01%EF%BF%BE%3C",
    ];
    let forms = [
        "service_code=C06&address_id=370114011251&description=%E8%B7%AF%E7%81%AF+%01%3C%26&attribute%5Bfault%5D=off&first_name=%E4%B8%89&last_name=%E5%BC%A0&phone=13905310000&lat=36.7&long=117.5&client_request_id=a",
        "service_code=W03&address_string=%E4%B8%89%E8%A7%92%E6%B9%BE%E6%9D%91&description=a%0D%0Ab&media_url=http%3A%2F%2Fa",
        "service_code=%01&description=a",
    ];
    let parts =
        parts(&[("service_code", "W03"), ("address_id", "370114011251"), ("description", "谢谢修路的师傅")]);
    let mut seeds: Vec<Vec<u8>> = lists.iter().flat_map(|list| [seed(0, list), seed(1, list)]).collect();
    seeds.extend(
        ["C06", "%01", "W03?jurisdiction_id=1"].iter().flat_map(|code| [seed(4, code), seed(5, code)]),
    );
    seeds.extend([
        seed(2, "jurisdiction_id=370114"),
        seed(3, ""),
        seed(7, "26052000012"),
        seed(9, "%EF%BF%BE"),
    ]);
    seeds.extend(forms.iter().flat_map(|form| [seed(10, form), seed(11, form)]));
    seeds.extend([seed(12, &parts), seed(13, &parts)]);
    seeds
}

pub fn api_seeds() -> Vec<Vec<u8>> {
    [
        (0, "state=open&sort=left&limit=5&q=%E8%B7%AF%E7%81%AF&since=30&due=week&category=C06"),
        (0, "after=2026-05-20T02:15:00.000000Z_0190f3b2-0000-7000-8000-000000000001&org=370114011&unit=a"),
        (1, "under=370114&kind=village&limit=200&after=370114011200"),
        (2, "limit=1&after=a"),
        (3, "after=0&limit=10"),
        (4, "from=2026-05-01T00:00:00Z&to=2026-05-20T00:00:00Z"),
        (4, "from=-262143-01-01T00:00:00Z&to=%2B262142-12-31T23:59:59Z"),
        (5, "370114011251"),
        (6, "0190f3b2-0000-7000-8000-000000000001"),
        (7, ""),
        (8, r#"{"id":"NEW","words":"明天去修","open":true}"#),
        (9, "0190f3b2-0000-7000-8000-000000000001"),
        (10, r#"{"id":"NEW","number":"JN1","words":"路灯不亮，老人看不见路","place":"370114011251","due_at":"2026-05-25T10:00:00+08:00","phone":"13905310000"}"#),
        (10, r#"{"id":"NEW","number":"JN2","words":"三角湾村路灯不亮","place_words":"三角湾村","name":"赵小满","category":"C06"}"#),
        (11, r#"{"id":"NEW","words":"路灯不亮，老人看不见路","place":"370114011251","category":"C06","lon":117.5,"lat":36.7,"anonymous":false,"proxy":true,"lang":"en"}"#),
        (11, r#"{"id":"NEW","words":"\u0001\ud83c\udfee有人受伤","place":"370114011251","title":"x","place_words":"村口","name":"赵","phone":"0531-83210011","service":"a"}"#),
        (11, r#"{"id":1e309,"words":[[[{}]]],"place":null}"#),
    ]
    .iter()
    .map(|(which, text)| seed(*which, text))
    .collect()
}

pub fn report_page_seeds() -> Vec<Vec<u8>> {
    let report = "id=0190f3b2-0000-7000-8000-000000000001&what=%E8%B7%AF%E7%81%AF%E4%B8%8D%E4%BA%AE&place=370114011251&where=%E6%9D%91%E5%8F%A3&lon=117.5&lat=36.7&name=%E8%B5%B5&phone=13905310000&for=another&wish=once&errand=a";
    let parts =
        parts(&[("what", "村口路灯不亮"), ("place", "370114011251"), ("anonymous", "on"), ("for", "firm")]);
    vec![
        seed(0, report),
        seed(0, "at=ABCD&what=a"),
        seed(1, "number=26-0520-0001-9&word=%E7%BA%A2%E6%97%97"),
        seed(2, &parts),
    ]
}

/// A form in parts with a file that is no photo.
fn parts(fields: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        write!(text, "--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            .expect("written");
    }
    text + "--part\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\n\
            Content-Type: image/png\r\n\r\n\u{89}PNG\r\n--part--\r\n"
}
