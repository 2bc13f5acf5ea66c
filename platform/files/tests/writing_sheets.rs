//! Spreadsheets for others open everywhere, run nothing, and say who exported them.

#![allow(clippy::unwrap_used)]

use chrono::DateTime;
use lianxin_files::{Cell, CsvOut, Heading, SheetFile, SheetLimits, SheetOut, XlsxOut};

fn headings() -> [Heading; 3] {
    [Heading::new("受理编号", 16), Heading::new("金额", 12), Heading::new("受理时间", 20)]
}

fn cells() -> [Cell<'static>; 3] {
    ["26-0515-0146-3".into(), Cell::Fen(-1205), DateTime::from_timestamp(1_575_259_059, 0).unwrap().into()]
}

fn csv(rows: &[&[Cell]]) -> String {
    let mut bytes = Vec::new();
    let mut out = Box::new(CsvOut::new(&mut bytes, None, &headings()).unwrap());
    for row in rows {
        out.row(row).unwrap();
    }
    assert_eq!(out.finish().unwrap(), rows.len() as u64);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn csv_opens_in_chinese_spreadsheet_programs() {
    let text = csv(&[&cells()]);
    assert_eq!(text, "\u{feff}受理编号,金额,受理时间\r\n26-0515-0146-3,-12.05,2019-12-02 11:57:39\r\n");
}

#[test]
fn no_cell_of_csv_runs_as_a_formula() {
    for bad in ["=1+1", "+86 138", "-cmd", "@SUM(A1)", "\tx", "\rx", "＝1+1", "'=1+1"] {
        let text = csv(&[&[bad.into()]]);
        let cell = text.lines().last().unwrap_or_default().trim_start_matches('"');
        assert!(text.contains(&format!("'{bad}")) && !cell.starts_with(bad), "{text}");
    }
    assert!(csv(&[&["a=1".into(), Cell::Whole(-5), Cell::Fen(5)]]).ends_with("a=1,-5,0.05\r\n"));
}

#[test]
fn the_watermark_is_the_first_line() {
    let mut bytes = Vec::new();
    let out = Box::new(CsvOut::new(&mut bytes, Some("导出：王**"), &headings()).unwrap());
    out.finish().unwrap();
    assert!(String::from_utf8(bytes).unwrap().starts_with("\u{feff}导出：王**\r\n受理编号,"));
}

#[test]
fn a_workbook_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.xlsx");
    let file = std::fs::File::create(&path).unwrap();
    let mut out = Box::new(XlsxOut::new(file, folder.path(), Some("导出：王**"), &headings()).unwrap());
    out.row(&cells()).unwrap();
    out.row(&["=1+1".into(), Cell::Empty, Cell::Whole(i64::MAX)]).unwrap();
    assert_eq!(out.finish().unwrap(), 2);
    let mut sheet = SheetFile::open(&path, &SheetLimits::default()).unwrap();
    let rows = sheet.rows().unwrap();
    assert_eq!(rows.headings(), ["受理编号", "金额", "受理时间"]);
    let cells: Vec<Vec<String>> = rows.map(|row| row.unwrap().cells).collect();
    assert_eq!(cells[0], ["26-0515-0146-3", "-12.05", "2019-12-02 11:57:39"]);
    assert_eq!(cells[1], ["=1+1", "", "9223372036854775807"]);
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.xlsx");
    let file = std::fs::File::create(&path).unwrap();
    let mut out = Box::new(XlsxOut::new(file, folder.path(), None, &[Heading::new("内容", 40)]).unwrap());
    for text in ["长".repeat(32_767), "长".repeat(32_768), "😀".repeat(20_000)] {
        out.row(&[text.into()]).unwrap();
    }
    out.finish().unwrap();
    let mut sheet = SheetFile::open(&path, &SheetLimits::default()).unwrap();
    let texts: Vec<String> = sheet.rows().unwrap().map(|row| row.unwrap().cells.remove(0)).collect();
    assert_eq!(
        texts.iter().map(|text| text.encode_utf16().count()).collect::<Vec<_>>(),
        [32_767, 32_767, 32_767]
    );
    assert_eq!(texts.iter().map(|text| text.ends_with('…')).collect::<Vec<_>>(), [false, true, true]);
}
