//! Short texts: limits and the working-day clock, times of spreadsheets, numbers of people and cases, masks; and the
//! file of a triage model.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use lianxin_files::parse_time;
use lianxin_playbook::{Limit, Playbook, TimeUnit, from_local, load, to_local};
use lianxin_seal::{CaseNumber, CreditCode, IdNumber, Phone, QueryWord, mask_in_text};
use lianxin_triage::Model;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu");
    load(&folder).expect("the standard playbook")
});

/// `2026-09-24 16:30|4wh`: a deadline is never before its start, and what a limit says is read again.
pub fn clock(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (start, limit) = text.split_once('|').unwrap_or(("2026-09-24 16:30", text));
    let Ok(limit) = limit.parse::<Limit>() else { return };
    assert_eq!(limit.to_string().parse::<Limit>().ok(), Some(limit), "a limit is not what it says");
    let Ok(start) = NaiveDateTime::parse_from_str(start, "%Y-%m-%d %H:%M") else { return };
    let start = from_local(start);
    let yellow = Limit::new(limit.count / 4, limit.unit);
    let deadline = PLAYBOOK.clock.deadline(start, limit, Some(yellow));
    if (2000..2100).contains(&start.year()) {
        assert!(deadline.due >= start, "{start} {limit}: due {}", deadline.due);
        assert!(deadline.yellow.is_none_or(|yellow| yellow >= start), "{start} {limit}: yellow too early");
        if matches!(limit.unit, TimeUnit::WorkingHours | TimeUnit::WorkingDays) && deadline.due.year() < 2036
        {
            let _ = PLAYBOOK.clock.working_time(start, deadline.due);
        }
    }
    let _ = to_local(deadline.due);
}

/// A time of a spreadsheet lies where its documentation says.
pub fn time(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(time) = parse_time(text) {
        let year = (time + chrono::Duration::hours(8)).year();
        assert!((1900..=2100).contains(&year), "{text} is {time}");
    }
}

pub fn numbers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let today = NaiveDate::from_ymd_opt(2026, 5, 20).unwrap_or_default();
    if let Ok(phone) = text.parse::<Phone>() {
        assert_eq!(phone.as_str().parse::<Phone>().ok(), Some(phone.clone()), "a phone number is not itself");
        assert_ne!(phone.masked(), phone.as_str(), "a mask that hides nothing");
    }
    if let Ok(id) = IdNumber::parse(&text, today) {
        assert_eq!(id.as_str().len(), 18);
        assert_ne!(id.masked(), id.as_str());
        let told = format!("身份证{}", id.as_str());
        assert!(!mask_in_text(&told).contains(id.as_str()), "an ID number in a text is not masked");
    }
    if let Ok(number) = text.parse::<CaseNumber>() {
        assert_eq!(number.to_string().parse::<CaseNumber>().ok(), Some(number));
    }
    if let Some(word) = QueryWord::parse(&text) {
        assert!(QueryWord::parse(word.as_str()).is_some());
    }
    if let Ok(code) = text.parse::<CreditCode>() {
        assert_eq!(code.as_str().len(), 18);
    }
    let masked = mask_in_text(&text);
    assert_eq!(mask_in_text(&masked), masked, "masking masked text changes it");
}

/// A model file is whole, or refused.
pub fn model(bytes: &[u8]) {
    if let Ok(model) = Model::from_bytes(bytes) {
        assert_eq!(model.to_bytes(), bytes, "a model is not what was read");
    }
}

pub fn clock_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "2026-09-24 16:30|4wh",
        "2026-02-14 12:00|5wd",
        "2026-12-31 23:59|60d",
        "2036-12-31 23:59|1000000wd",
        "1999-01-01 00:00|30min",
        "2026-05-20 08:30|1000000wh",
        "2026-05-20 08:30|0wd",
        "9999-12-31 23:59|1000000d",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

pub fn time_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "2019/12/2 11:57:39",
        "2020-01-03 10:00",
        "2020.1.3",
        "2020年1月3日 下午3时05分",
        "20200103100000",
        "43801.4983",
        "2026-05-20T10:15:00+08:00",
        "1899-12-31T23:59:59Z",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

pub fn numbers_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "13800000000",
        "０５３１－８３２１００１１",
        "110101199003074477",
        "电话一三八零零零零零零零零，身份证110101199003074477",
        "26052000012",
        "91350100M000100Y43",
        "卡号 6222 0212 3456 7890 128",
        "红旗-春风",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

pub fn model_seeds() -> Vec<Vec<u8>> {
    let mut whole = b"LXTRIAGE\x01\0\0\0\0\0\0\0".to_vec();
    whole.extend([0; 24]);
    vec![whole, b"LXTRIAGE\x02\0\0\0".to_vec(), vec![]]
}
