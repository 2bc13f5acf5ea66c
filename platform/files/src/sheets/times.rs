use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

/// Reads a time as spreadsheets of offices hold it, in Asia/Shanghai unless it names its own offset:
/// `2019/12/2 11:57:39` · `2020-01-03 10:00` · `2020.1.3` · `2020年1月3日 下午3时05分` · `20200103100000` ·
/// `43801.4983` (a spreadsheet's serial number) · RFC 3339. `None` if it is none of these, or outside the
/// years 1900 to 2100.
pub fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let shanghai = FixedOffset::east_opt(8 * 3600)?;
    let time = match DateTime::parse_from_rfc3339(text) {
        Ok(time) => time.with_timezone(&shanghai).naive_local(),
        Err(_) => compact(text).or_else(|| serial(text)).or_else(|| parts(text))?,
    };
    let known = (NaiveDate::from_ymd_opt(1900, 1, 1)?..=NaiveDate::from_ymd_opt(2100, 12, 31)?)
        .contains(&time.date());
    if known { Some(shanghai.from_local_datetime(&time).single()?.to_utc()) } else { None }
}

/// `20200103`, `202001031000`, `20200103100000`.
fn compact(text: &str) -> Option<NaiveDateTime> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to).map_or(Some(0), |digits| digits.parse().ok());
    match text.len() {
        8 | 12 | 14 => moment([
            text.get(..4)?.parse().ok()?,
            number(4, 6)?,
            number(6, 8)?,
            number(8, 10)?,
            number(10, 12)?,
            number(12, 14)?,
        ]),
        _ => None,
    }
}

/// Days since 1899-12-30; from 1927 to 2119, so that ordinary numbers are not taken for dates.
fn serial(text: &str) -> Option<NaiveDateTime> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let days: f64 = text.parse().ok().filter(|days| plain && (10_000.0..80_000.0).contains(days))?;
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    start.checked_add_signed(Duration::seconds((days * 86_400.0).round() as i64))
}

fn parts(text: &str) -> Option<NaiveDateTime> {
    let numbers = numbers(text)?;
    let mut at = [0; 6];
    if !matches!(numbers.len(), 3 | 5 | 6) || !matches!(numbers.first()?, 1900..=2100) {
        return None;
    }
    at[..numbers.len()].copy_from_slice(&numbers);
    let upper = text.to_uppercase();
    let said = |words: &[&str]| words.iter().any(|word| upper.contains(word));
    if said(&["下午", "晚上", "PM"]) && at[3] < 12 {
        at[3] += 12;
    } else if said(&["上午", "凌晨", "AM"]) && at[3] == 12 {
        at[3] = 0;
    }
    moment(at)
}

/// The numbers between marks that occur in dates; any other character means that the text is something else.
/// A fraction of a second is dropped.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let (main, fraction) = text.rsplit_once('.').filter(|(main, _)| main.contains(':')).unwrap_or((text, ""));
    let known = |c: char| {
        c.is_ascii_digit() || c.is_whitespace() || "/-.:：年月日号时点分秒上下午晚凌晨TtAaPpMm,".contains(c)
    };
    if !main.chars().all(known) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    main.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().ok())
        .collect()
}

fn moment([year, month, day, hour, minute, second]: [u32; 6]) -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)?.and_hms_opt(hour, minute, second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        parse_time(text).map_or("none".into(), |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    #[test]
    fn times_are_read_as_offices_write_them() {
        for (text, utc) in [
            ("2019/12/2 11:57:39", "2019-12-02T03:57:39Z"),
            ("2020-01-03 10:00", "2020-01-03T02:00:00Z"),
            ("2020-01-03", "2020-01-02T16:00:00Z"),
            ("2020.1.3", "2020-01-02T16:00:00Z"),
            ("2020年1月3日", "2020-01-02T16:00:00Z"),
            ("2020年1月3日 下午3时05分", "2020-01-03T07:05:00Z"),
            ("2020/1/3 上午 12:05:00", "2020-01-02T16:05:00Z"),
            ("2020/1/3 3:05:00 PM", "2020-01-03T07:05:00Z"),
            ("2020-01-03 10:00:00.000", "2020-01-03T02:00:00Z"),
            ("2020-01-03T10:00:00", "2020-01-03T02:00:00Z"),
            ("2020-01-03T10:00:00Z", "2020-01-03T10:00:00Z"),
            ("2020-01-03T10:00:00+08:00", "2020-01-03T02:00:00Z"),
            ("20200103", "2020-01-02T16:00:00Z"),
            ("20200103100000", "2020-01-03T02:00:00Z"),
            ("43801", "2019-12-01T16:00:00Z"),
            ("43801.49836805556", "2019-12-02T03:57:39Z"),
            (" 2019/12/2 11:57:39 ", "2019-12-02T03:57:39Z"),
        ] {
            assert_eq!(read(text), utc, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_not_taken_for_one() {
        for text in [
            "",
            "无",
            "2019/2/30",
            "2019-13-01",
            "12",
            "188006",
            "13812345678",
            "3号楼2-101",
            "0531-83212345",
            "1/2/2020",
            "NaN",
            "9999-12-31 00:00:00",
            "9999-12-31T23:59:59Z",
            "1899-12-31T00:00:00+08:00",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_at_all_gets_an_answer(text in "\\PC{0,40}") {
            let _ = parse_time(&text);
        }

        #[test]
        fn each_second_is_read_back(seconds in -2_000_000_000_i64..4_000_000_000) {
            let time = DateTime::from_timestamp(seconds, 0).unwrap();
            let local = time.with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap());
            prop_assert_eq!(parse_time(&local.format("%Y/%-m/%-d %-H:%M:%S").to_string()), Some(time));
            prop_assert_eq!(parse_time(&local.format("%Y%m%d%H%M%S").to_string()), Some(time));
        }
    }
}
