//! Posted forms, urlencoded or in parts: the same in however many pieces they arrive, free of NUL, and themselves when
//! written again.

use std::convert::Infallible;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::extract::FromRequest;
use futures_util::stream;
use http::{Request, StatusCode, header};
use lianxin_web::Form;
use tokio::runtime::{Builder, Runtime};

pub const URLENCODED: &str = "application/x-www-form-urlencoded";
pub const PARTS: &str = "multipart/form-data; boundary=part";
/// As many as `lianxin_web::Form` reads.
const FIELDS: usize = 2_000;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().build().expect("a runtime"));

/// The first byte says in which way the form is written and how long a piece of it is; the rest is the form.
pub fn form(bytes: &[u8]) {
    let Some((which, body)) = bytes.split_first() else { return };
    let kind = if which & 1 == 0 { URLENCODED } else { PARTS };
    let whole = read(kind, body, body.len().max(1));
    let pieces = read(kind, body, usize::from(which >> 1) + 1);
    match (&whole, &pieces) {
        (Ok(one), Ok(other)) => assert_eq!(said(one), said(other), "pieces say something else"),
        (one, other) => assert_eq!(one.as_ref().err(), other.as_ref().err(), "pieces are refused otherwise"),
    }
    if let Ok(form) = whole {
        check(&form);
    }
}

fn read(kind: &str, body: &[u8], piece: usize) -> Result<Form, StatusCode> {
    let pieces: Vec<_> =
        body.chunks(piece).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece))).collect();
    let request = Request::post("/")
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from_stream(stream::iter(pieces)))
        .expect("a request");
    RUNTIME.block_on(Form::from_request(request, &())).map_err(|failed| failed.status())
}

type Said<'a> = (&'a [(String, String)], Vec<(&'a str, &'a str, &'a [u8])>);

fn said(form: &Form) -> Said<'_> {
    let files = form.files.iter().map(|file| (file.field.as_str(), file.name.as_str(), &file.bytes[..]));
    (form.fields(), files.collect())
}

fn check(form: &Form) {
    assert!(form.fields().len() + form.files.len() <= FIELDS, "more fields than the limit");
    for (name, value) in form.fields() {
        assert!(!name.contains('\0') && !value.contains('\0'), "NUL in a field");
        assert!(form.decimal(name).is_none_or(f64::is_finite), "a number without end");
        assert_eq!(form.all(name).next(), Some(form.text(name)));
        let _ = (form.id(name), form.number(name), form.ticked(name));
    }
    for file in &form.files {
        assert!(!file.bytes.is_empty(), "a file field that was left alone");
        assert!(!file.name.contains('\0') && !file.field.contains('\0'), "NUL in the name of a file");
    }
    let again = form_urlencoded::Serializer::new(String::new()).extend_pairs(form.fields()).finish();
    assert_eq!(Form::decode(again.as_bytes()).fields(), form.fields(), "a form is not what was read");
}

pub fn form_seeds() -> Vec<Vec<u8>> {
    let urlencoded = [
        "what=%E8%B7%AF%E7%81%AF+&tick=on&select=1&select=2&n=-7&lat=36.25&id=0190f3b2-0000-7000-8000-000000000001",
        "=&&a&=b&%&%f&%ff%fe=%00&a=1e309",
    ];
    let parts = [
        "--part\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\n路灯\r\n--part\r\n\
         Content-Disposition: form-data; name=\"photos\"; filename=\"灯.png\"\r\nContent-Type: image/png\r\n\r\n\
         \u{89}PNG\r\n--part--\r\n",
        "--part\r\ncontent-disposition: form-data; name=a; filename*=UTF-8''%00\r\n\r\n\r\n--part\r\n\
         Content-Disposition: form-data\r\n\r\n--par\r\n--part--",
        "before\r\n--part\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\0\r\n--part--\r\nafter",
    ];
    let mut seeds = Vec::new();
    for (way, texts) in [(0_u8, &urlencoded[..]), (1, &parts[..])] {
        for text in texts {
            for piece in [0_u8, 12, 254] {
                seeds.push([&[piece | way][..], text.as_bytes()].concat());
            }
        }
    }
    seeds
}
