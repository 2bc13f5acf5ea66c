//! Columns are found by their headings; a sheet that cannot be understood is told what is expected.

#![allow(clippy::unwrap_used)]

use lianxin_files::{Field, Mapping, MappingError, Row};

fn headings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn row(cells: &[&str]) -> Row {
    Row { number: 2, cells: headings(cells) }
}

#[test]
fn the_usual_headings_are_known() {
    let columns = Mapping::requests()
        .columns(&headings(&[
            "留言编号",
            "留言用户",
            "留言主题",
            "留言时间",
            "留言详情",
            "答复意见",
            "答复时间",
        ]))
        .unwrap();
    let row = row(&["188006", "A1", "路灯", "2019/12/2 11:57:39", " 不亮 ", "", "2019/12/9"]);
    assert_eq!(columns.get(&row, Field::Number), Some("188006"));
    assert_eq!(columns.get(&row, Field::Body), Some("不亮"));
    assert_eq!(columns.get(&row, Field::Answer), None);
    assert_eq!(columns.get(&row, Field::AnsweredAt), Some("2019/12/9"));
    assert_eq!(columns.get(&row, Field::Phone), None);
    assert!(columns.unused().is_empty());
}

#[test]
fn marks_around_a_heading_do_not_matter() {
    let columns = Mapping::requests()
        .columns(&headings(&[" * 联系电话（必填）", "Body", "工单 编号：", "备注"]))
        .unwrap();
    let found = [Field::Phone, Field::Body, Field::Number].map(|field| columns.position(field));
    assert_eq!(found, [Some(0), Some(1), Some(2)]);
    assert_eq!(columns.unused(), ["备注"]);
}

#[test]
fn the_surer_heading_wins() {
    let columns = Mapping::requests().columns(&headings(&["编号", "内容", "工单编号"])).unwrap();
    assert_eq!(columns.position(Field::Number), Some(2));
    assert_eq!(columns.unused(), ["编号"]);
}

#[test]
fn a_missing_column_is_told_with_what_was_found_and_expected() {
    let error = Mapping::requests().columns(&headings(&["甲", "乙"])).unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with(
            "no column for subject, body; found the headings: 甲, 乙; expected one of: 诉求标题, "
        )
    );
    assert!(message.contains("诉求内容"));
    let error = Mapping::requests().require(Field::Number).columns(&headings(&["内容"])).unwrap_err();
    assert!(error.to_string().starts_with("no column for number;"));
}

#[test]
fn a_heading_that_stands_twice_is_not_guessed_at() {
    let error = Mapping::requests().columns(&headings(&["内容", "编号", "内容（续）"])).unwrap_err();
    assert_eq!(error, MappingError::Twice { heading: "内容".into() });
}

#[test]
fn a_mapping_file_adds_other_headings() {
    let mapping =
        Mapping::from_toml("number = [\"信件流水\"]\nbody = [\"群众反映\"]\nplace = [\"标题\"]").unwrap();
    let columns = mapping.columns(&headings(&["信件流水", "编号", "群众反映", "标题"])).unwrap();
    assert_eq!(columns.position(Field::Number), Some(0));
    assert_eq!(columns.position(Field::Body), Some(2));
    assert_eq!(columns.position(Field::Place), Some(3), "a heading given to a field means no other");
    assert_eq!(columns.position(Field::Subject), None);
}

#[test]
fn a_wrong_mapping_file_is_told_what_is_wrong() {
    let refused = |text: &str| Mapping::from_toml(text).unwrap_err();
    assert!(
        refused("numbr = [\"a\"]").to_string().contains("no field numbr; the fields are: number, subject")
    );
    assert_eq!(refused("number = \"a\"").code(), "mapping_file");
    assert!(refused("number = [\"a\"").to_string().contains("line 1"));
    assert_eq!(refused("number = [\"a\"]\nbody = [\"A \"]").code(), "mapping_two_fields");
}
