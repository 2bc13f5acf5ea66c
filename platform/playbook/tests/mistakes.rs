//! Each thing that can be wrong in a playbook is told with file, line and column, and none hides another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use lianxin_playbook::{Files, Mistake, changes, load, load_files};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu")
}

fn zhangqiu() -> Files {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        files.insert(name, Cow::Owned(std::fs::read(&path).unwrap()));
    }
    files
}

fn text(files: &Files, file: &str) -> String {
    String::from_utf8(files[file].to_vec()).unwrap()
}

/// The playbook with one text replaced once; the text must be there.
fn with(changes: &[(&str, &str, &str)]) -> Files {
    let mut files = zhangqiu();
    for (file, old, new) in changes {
        let before = text(&files, file);
        assert!(before.contains(old), "{file} holds no {old}");
        files.insert((*file).to_owned(), Cow::Owned(before.replacen(old, new, 1).into_bytes()));
    }
    files
}

fn mistakes(changes: &[(&str, &str, &str)]) -> Vec<Mistake> {
    load_files(&with(changes)).err().unwrap_or_default()
}

/// Asserts that a change gives a mistake in a column of a file, with what was found there.
#[track_caller]
fn tells(file: &str, old: &str, new: &str, column: &str, found: &str) {
    let all = mistakes(&[(file, old, new)]);
    let hit = all.iter().find(|one| one.column_name.as_deref() == Some(column) && one.found == found);
    let listed: String = all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(
        hit.is_some(),
        "no mistake in {column} with {found:?} among:
{listed}"
    );
}

#[test]
fn a_mistake_says_where_it_is_what_is_there_and_what_was_expected() {
    let all = mistakes(&[(
        "units.csv",
        "区委组织部,District Organisation Department,district-party",
        "区委组织部,District Organisation Department,party",
    )]);
    let one = all.iter().find(|one| one.column_name.as_deref() == Some("kind")).unwrap();
    assert_eq!((one.file.as_str(), one.line), ("units.csv", Some(4)));
    assert!(one.zh().starts_with("units.csv 第 4 行“kind”列：现为“party”，应为其中之一："), "{}", one.zh());
    assert!(
        one.en().starts_with("units.csv line 4, kind: found \"party\", expected one of district-party"),
        "{}",
        one.en()
    );
    assert_eq!(one.to_string(), format!("{} / {}", one.zh(), one.en()));
}

#[test]
fn all_mistakes_are_told_at_once() {
    let all = mistakes(&[
        ("playbook.toml", "digits = 4", "digits = 40"),
        ("calendar.csv", "2023-01-01", "2023-13-01"),
        (
            "limits.csv",
            "urgent,accept,受理,Accept,registered,15min",
            "urgent,accept,受理,Accept,registered,15",
        ),
        ("services.csv", "SI01,最低生活保障申请", "SI01,"),
    ]);
    let files: std::collections::BTreeSet<_> = all.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(
        files.into_iter().collect::<Vec<_>>(),
        ["calendar.csv", "limits.csv", "playbook.toml", "services.csv"]
    );
}

#[test]
fn a_playbook_loads_from_memory_as_from_its_folder() {
    let embedded = load_files(&zhangqiu()).unwrap();
    assert!(changes(&embedded, &load(&folder()).unwrap()).is_empty());
}

#[test]
fn a_missing_folder_is_one_mistake() {
    let all = load(&folder().join("nowhere")).unwrap_err();
    assert_eq!(all.len(), 1);
    assert!(all[0].file.ends_with("nowhere"));
}

#[test]
fn missing_and_unknown_files_are_told() {
    let mut files = zhangqiu();
    files.remove("units.csv");
    files.insert("unts.csv".to_owned(), Cow::Borrowed(b"code\n"));
    let all = load_files(&files).unwrap_err();
    assert!(all.iter().any(|one| one.file == "units.csv" && one.line.is_none()));
    assert!(all.iter().any(|one| one.file == "unts.csv" && one.found == "unts.csv"));
}

#[test]
fn an_empty_playbook_lists_every_file() {
    let all = load_files(&Files::new()).unwrap_err();
    let missing =
        all.iter().filter(|one| one.found.is_empty() && one.line.is_none() && one.column_name.is_none());
    assert_eq!(missing.count(), 17);
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    let mut files = zhangqiu();
    files.insert("labels.csv".to_owned(), Cow::Borrowed(b"label_zh\n\xff\xfe"));
    let all = load_files(&files).unwrap_err();
    assert!(all.iter().any(|one| one.file == "labels.csv" && one.line == Some(2)));
}

#[test]
fn a_table_saved_as_gbk_is_one_mistake_that_says_how_to_save_it() {
    // 单位 in GBK, as a spreadsheet program in China writes CSV.
    for file in ["units.csv", "roles.csv", "categories.csv", "divisions.csv", "capabilities.csv"] {
        let mut files = zhangqiu();
        let mut bytes = files[file].to_vec();
        bytes.extend(b"\n\xb5\xa5\xce\xbb,\n");
        files.insert(file.to_owned(), Cow::Owned(bytes));
        let all = load_files(&files).unwrap_err();
        assert_eq!(all.len(), 1, "what hangs on {file} is no mistake of its own: {all:?}");
        assert!(all[0].line.unwrap() > 30 && all[0].expected.en.contains("CSV UTF-8"), "{all:?}");
    }
}

#[test]
fn a_missing_table_is_one_mistake() {
    let is_table = |name: &&String| Path::new(name).extension().is_some_and(|ending| ending == "csv");
    for file in zhangqiu().keys().filter(is_table) {
        let mut files = zhangqiu();
        files.remove(file);
        let all = load_files(&files).unwrap_err();
        assert_eq!(all.len(), 1, "{file}: {all:?}");
    }
}

#[test]
fn lines_that_end_as_on_windows_do_no_harm() {
    let mut files = zhangqiu();
    for file in files.clone().keys() {
        let text = text(&files, file).replace('\n', "\r\n");
        files.insert(file.clone(), Cow::Owned(text.into_bytes()));
    }
    let windows = load_files(&files).unwrap();
    assert!(changes(&load(&folder()).unwrap(), &windows).is_empty(), "and change nothing");
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_told_at_its_line() {
    let all = mistakes(&[("units.csv", "\ndiscipline,", "\n\"discipline,")]);
    let one = all.iter().find(|one| one.file == "units.csv").unwrap();
    assert_eq!(one.line, Some(3), "{all:?}");
    assert!(one.expected.en.contains("quotation mark"), "{}", one.en());
}

#[test]
fn a_huge_file_is_told_before_it_is_read() {
    let dir = std::env::temp_dir().join(format!("lianxin-playbook-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    for (name, bytes) in zhangqiu() {
        std::fs::write(dir.join(name), bytes).unwrap();
    }
    // A file with a hole: it takes no space.
    std::fs::File::create(dir.join("units.csv")).unwrap().set_len(6 << 30).unwrap();
    let all = load(&dir).unwrap_err();
    std::fs::remove_dir_all(&dir).unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].file.ends_with("units.csv") && all[0].expected.en.contains("16 MB"));
}

#[test]
fn a_folder_that_is_called_like_a_table_is_told() {
    let dir = std::env::temp_dir().join(format!("lianxin-playbook-folder-{}", std::process::id()));
    std::fs::create_dir_all(dir.join("units.csv")).unwrap();
    let all = load(&dir).unwrap_err();
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(all.iter().any(|one| one.file.ends_with("units.csv")), "{all:?}");
}

#[test]
fn a_ring_of_categories_or_places_is_told() {
    tells("categories.csv", "\nA,,", "\nA,A01,", "parent_code", "A01");
    tells("divisions.csv", "\n370114001,370114,", "\n370114001,370114001,", "parent_code", "370114001");
}

#[test]
fn a_version_that_this_program_cannot_load_is_still_compared() {
    let mut old = zhangqiu();
    old.insert("units.csv".to_owned(), Cow::Borrowed("code,name\ncivil,民政\n".as_bytes()));
    assert!(load_files(&old).is_err());
    let all = lianxin_playbook::changes_between(&old, &zhangqiu());
    assert!(all.iter().any(|one| one.code == "civil" && one.field.as_deref() == Some("name_zh")));
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    let mut files = zhangqiu();
    let marked = format!("\u{feff}{}", text(&files, "units.csv"));
    files.insert("units.csv".to_owned(), Cow::Owned(marked.into_bytes()));
    assert!(load_files(&files).is_ok());
}

#[test]
fn headings_rows_and_codes_must_be_whole() {
    tells("units.csv", "topics_zh", "topic_zh", "topics_zh", "");
    tells("units.csv", "topics_zh", "topic_zh", "topic_zh", "topic_zh");
    tells("units.csv", "\ndiscipline,", "\nparty-office,", "code", "party-office");
    let short = mistakes(&[("labels.csv", "交通运输,Transport,D,D,", "交通运输,Transport,D,")]);
    assert!(
        short.iter().any(|one| one.line == Some(4) && one.found == "5" && one.expected.en == "6 columns")
    );
    tells("units.csv", "区纪委监委,District", ",District", "name_zh", "");
    tells("units.csv", "U drafted from common practice", "maybe", "basis", "maybe");
}

#[test]
fn settings_must_make_sense() {
    let key = |old: &str, new: &str, key: &str| {
        let all = mistakes(&[("playbook.toml", old, new)]);
        assert!(all.iter().any(|one| one.column_name.as_deref() == Some(key)), "{key}: {all:?}");
    };
    key("\"2026.1\"", "\"\"", "version");
    key("code = \"370114\"", "code = \"37011\"", "county.code");
    key("zh = \"章丘区\"", "zh = \"\"", "county.name");
    key("prefix = \"\"", "prefix = \"a b\"", "numbers.prefix");
    key("level = 5", "level = 4", "counting.satisfaction");
    key("value = 100", "value = 101", "counting.satisfaction");
    key("percent = 0", "percent = 101", "counting.partly_solved_percent");
    key("\"13:00-17:00\"", "\"11:00-17:00\"", "office_hours.sessions");
    key("\"09:00-12:00\", ", "\"nine to twelve\", ", "office_hours.sessions");
    let line = mistakes(&[("playbook.toml", "digits = 4", "digits = \"four\"")]);
    assert!(
        line.iter().any(|one| one.file == "playbook.toml" && one.line == Some(20) && one.found == "\"four\""),
        "{line:?}"
    );
    assert_eq!(line.len(), 1, "a file that cannot be read brings no other mistakes: {line:?}");
    let typo = mistakes(&[("playbook.toml", "check_digit", "checkdigit")]);
    assert!(typo.iter().any(|one| one.expected.en.contains("checkdigit")));
}

#[test]
fn places_must_form_a_tree_and_areas_cover_it_once() {
    tells("divisions.csv", "370114001001,370114001,", "370114001001,370114002,", "parent_code", "370114002");
    tells("divisions.csv", "\n370114001001,", "\n37011400100,", "code", "37011400100");
    tells("playbook.toml", "code = \"370114\"", "code = \"370115\"", "code", "370114");
    tells("work-areas.csv", "370114001001;", "999999999999;", "division_codes", "999999999999");
    tells("work-areas.csv", "370114001001;", "370114002001;", "division_codes", "370114002001");
    tells("work-areas.csv", "370114001001;", "370114001010;", "division_codes", "370114001010");
    tells("work-areas.csv", "370114001001;", "", "division_codes", "");
    tells("work-areas.csv", "Work Area,370114001,", "Work Area,370114,", "town_code", "370114");
}

#[test]
fn categories_must_hang_together() {
    tells("categories.csv", "A01,A,", "A01,Z,", "parent_code", "Z");
    tells("categories.csv", "街镇,normal,no", "街镇,slow,no", "pace", "slow");
    tells("categories.csv", "街镇,normal,no", "街镇,errand,no", "pace", "errand");
    tells("categories.csv", "街镇,normal,no", "街镇,normal,0", "sensitive", "0");
    tells("categories.csv", "yes,police,no", "yes,,no", "sealed_to", "");
    tells("categories.csv", "yes,police,no", "yes,sheriff,no", "sealed_to", "sheriff");
    tells("pace-overrides.csv", "A03,normal", "A99,normal", "category_code", "A99");
    tells("pace-overrides.csv", "A03,normal", "A03,fast", "default_pace", "fast");
    tells("pace-overrides.csv", "A03,normal,long", "A03,normal,any", "pace", "any");
    tells("labels.csv", "Transport,D,D", "Transport,D01,D01", "category_codes", "D01");
    tells("labels.csv", "Transport,D,D", "Transport,D;C,D", "category_codes", "C");
    tells("labels.csv", "Transport,D,D", "Transport,D,E", "primary_category_code", "E");
    tells("emergency-words.csv", "pass-on,119,P02", "pass-on,,P02", "call", "");
    tells("emergency-words.csv", "pass-on,119,P02", "pass-on,119,P", "category_code", "P");
    tells("emergency-words.csv", "pass-on,119,P02", "alarm,119,P02", "effect", "alarm");
}

#[test]
fn each_category_has_exactly_one_primary_item_and_units_exist() {
    let file = "responsibility-list.csv";
    tells(
        file,
        "bodies,organisation,civil;discipline;police",
        "bodies,nobody,civil;discipline;police",
        "lead_unit",
        "nobody",
    );
    tells(file, "civil;discipline;police", "civil;nobody", "supporting_units", "nobody");
    tells(file, "civil;discipline;police", "civil;organisation", "supporting_units", "organisation");
    tells(file, ",T03,T03,yes,urgent", ",T03,,yes,urgent", "primary_category_codes", "");
    tells(file, ",T03,T03,yes,urgent", ",T03;T02,T03;T02,yes,urgent", "primary_category_codes", "T02");
    tells(file, ",T03,T03,yes,urgent", ",T01,T03,yes,urgent", "primary_category_codes", "T03");
    tells(file, ",T03,T03,yes,urgent", ",T03;T,T03,yes,urgent", "category_codes", "T");
    tells(file, ",T03,T03,yes,urgent", ",T03,T03,no,urgent", "report_in_kind", "urgent");
    tells(file, ",T03,T03,yes,urgent", ",T03,T03,yes,", "report_in_kind", "");
    tells(file, ",T03,T03,yes,urgent", ",T03,T03,yes,soon", "report_in_kind", "soon");
}

#[test]
fn services_name_known_units_categories_and_limits() {
    let file = "services.csv";
    tells(file, "work-area,civil,", "work-area,nobody,", "decided_by", "nobody");
    tells(file, "work-area,civil,", "hall,civil,", "done_where", "hall");
    tells(file, "30wd,0,yes,J01", "30,0,yes,J01", "limit", "30");
    tells(file, "30wd,0,yes,J01", "30min,0,yes,J01", "limit", "30min");
    tells(file, "30wd,0,yes,J01", "30wd,-5,yes,J01", "fee_fen", "-5");
    tells(file, "30wd,0,yes,J01", "30wd,0,yes,J99", "category_code", "J99");
}

#[test]
fn limits_name_known_paces_stages_units_and_people() {
    let file = "limits.csv";
    let row = "urgent,accept,受理,Accept,registered,15min,5min,dispatcher,town-leader,district-supervisor,0";
    let change = |old: &str, new: &str, column: &str, found: &str| {
        tells(file, row, &row.replacen(old, new, 1), column, found);
    };
    change("urgent,", "hurried,", "pace", "hurried");
    change(",accept,", ",acept,", "stage", "acept");
    change("registered", "sometime", "starts_at", "sometime");
    change("15min", "15 weeks", "limit", "15 weeks");
    change(",5min", ",15min", "yellow_left", "15min");
    change("dispatcher", "nobody", "yellow_goes_to", "nobody");
    change("town-leader", "nobody", "red_goes_to", "nobody");
    change("district-supervisor", "district-supervisor@soon", "then_goes_to", "soon");
    change("supervisor,0", "supervisor,1", "extension_times", "1");
    change("15min", "20min", "max_total", "15min");
}

#[test]
fn roles_hold_no_separated_pair_and_only_known_scopes() {
    let file = "roles.csv";
    tells(file, "Dispatcher,town,town,", "Dispatcher,town,city,", "case.see", "city");
    tells(file, "Dispatcher,town,town,", "Dispatcher,moon,town,", "node_level", "moon");
    tells(file, "case.rate", "case.judge", "case.judge", "case.judge");
    tells(file, "case.rate", "case.judge", "case.rate", "");
    tells("separations.csv", "case.dispatch,case.close", "case.dispatch,case.shut", "other", "case.shut");
    tells(
        "separations.csv",
        "case.dispatch,case.close",
        "case.dispatch,case.dispatch",
        "other",
        "case.dispatch",
    );
    // A pair that the dispatcher holds: both sides are told in the dispatcher's row.
    tells("separations.csv", "case.dispatch,case.close", "case.dispatch,case.accept", "case.accept", "town");
}

#[test]
fn make_up_days_are_weekend_days_and_dates_are_dates() {
    let file = "calendar.csv";
    tells(file, "2026-10-10,workday-makeup", "2026-10-09,workday-makeup", "date", "2026-10-09");
    tells(file, "2023-01-01", "1 January", "date", "1 January");
    tells(file, "2023-01-01,holiday", "2023-01-01,fun", "kind", "fun");
    tells(file, "2023-01-01,holiday", "2023-01-01,statutory", "kind", "statutory");
}

#[test]
fn what_changed_between_two_playbooks_is_told_cell_by_cell() {
    let old = load_files(&zhangqiu()).unwrap();
    let new = load_files(&with(&[
        ("playbook.toml", "\"2026.1\"", "\"2026.2\""),
        ("playbook.toml", "value = 80", "value = 60"),
        ("services.csv", "30wd,0,yes,J01", "25wd,0,yes,J01"),
        ("emergency-words.csv", "没饭吃,nothing to eat", "断粮,out of food"),
    ]))
    .unwrap();
    let all = changes(&old, &new);
    let told: Vec<_> = all
        .iter()
        .map(|one| {
            let field = one.field.as_deref().unwrap_or("-");
            let (old, new) = (one.old.as_deref().unwrap_or("-"), one.new.as_deref().unwrap_or("-"));
            format!("{} {} {field}: {old} > {new}", one.table, one.code)
        })
        .collect();
    assert_eq!(
        told,
        [
            "emergency-words 断粮 -: - > 断粮",
            "emergency-words 没饭吃 -: 没饭吃 > -",
            "playbook  counting.satisfaction.3.value: 80 > 60",
            "playbook  version: 2026.1 > 2026.2",
            "services SI01 limit: 30wd > 25wd",
        ]
    );
}
