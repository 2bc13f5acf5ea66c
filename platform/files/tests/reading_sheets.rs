//! Spreadsheets of any kind give the same rows; those that would harm are refused with the row and the reason.

#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use lianxin_files::{
    Cell, CsvOut, Heading, Row, SheetError, SheetFile, SheetLimits, SheetOut, XlsxOut, parse_time,
};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn read_with(bytes: &[u8], limits: &SheetLimits) -> Result<(Vec<String>, Vec<Row>), SheetError> {
    let file = file(bytes);
    let mut sheet = SheetFile::open(file.path(), limits)?;
    let rows = sheet.rows()?;
    let headings = rows.headings().to_vec();
    Ok((headings, rows.collect::<Result<_, _>>()?))
}

fn read(bytes: &[u8]) -> Result<(Vec<String>, Vec<Row>), SheetError> {
    read_with(bytes, &SheetLimits::default())
}

fn refused(bytes: &[u8]) -> &'static str {
    read(bytes).unwrap_err().code()
}

fn row(number: u64, cells: &[&str]) -> Row {
    Row { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
}

fn lamp() -> (Vec<String>, Vec<Row>) {
    (vec!["编号".into(), "内容".into()], vec![row(2, &["1", "路灯不亮"]), row(3, &["2", "井盖丢失，危险"])])
}

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

#[test]
fn the_same_rows_come_from_each_kind_of_file() {
    let utf8 = "编号,内容\r\n1,路灯不亮\r\n2,\"井盖丢失，危险\"\r\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(utf8);
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(utf8.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let xlsx = workbook(|sheet| {
        for (row, cells) in (0..).zip([["编号", "内容"], ["1", "路灯不亮"], ["2", "井盖丢失，危险"]])
        {
            sheet.write_row(row, 0, cells).unwrap();
        }
    });
    for (name, bytes) in [
        ("UTF-8", utf8.as_bytes()),
        ("UTF-8 with mark", format!("\u{feff}{utf8}").as_bytes()),
        ("GBK", &gbk),
        ("UTF-16", &utf16),
        ("tabs", utf8.replace(',', "\t").as_bytes()),
        ("semicolons", utf8.replace(',', ";").as_bytes()),
        ("xlsx", &xlsx),
    ] {
        assert_eq!(read(bytes).unwrap(), lamp(), "{name}");
    }
}

#[test]
fn json_lines_give_rows_under_all_their_keys() {
    let text = "{\"id\": 1, \"body\": \"路灯不亮\"}\n\n{\"id\": \"2\", \"time\": null, \"ok\": true}\n";
    let (headings, rows) = read(text.as_bytes()).unwrap();
    assert_eq!(headings.len(), 4);
    let cell =
        |row: &Row, heading: &str| row.cells[headings.iter().position(|it| it == heading).unwrap()].clone();
    assert_eq!((rows[0].number, rows[1].number), (1, 3));
    assert_eq!([cell(&rows[0], "id"), cell(&rows[0], "body"), cell(&rows[0], "ok")], ["1", "路灯不亮", ""]);
    assert_eq!([cell(&rows[1], "id"), cell(&rows[1], "time"), cell(&rows[1], "ok")], ["2", "", "true"]);
}

#[test]
fn one_bad_line_does_not_stop_the_others() {
    let file = file(b"{\"id\": 1}\n{\"id\": \n[1]\n{\"id\": 4}\n");
    let mut sheet = SheetFile::open(file.path(), &SheetLimits::default()).unwrap();
    let rows: Vec<_> = sheet.rows().unwrap().collect();
    assert_eq!(rows.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true]);
    assert!(rows[1].as_ref().unwrap_err().is_of_one_row());
    assert!(rows[1].as_ref().unwrap_err().to_string().starts_with("row 2: "));
}

#[test]
fn a_row_with_too_many_cells_is_told_and_passed_over() {
    let file = file("编号,内容\n1,路灯,不亮\n2,井盖\n3,树,,\n".as_bytes());
    let mut sheet = SheetFile::open(file.path(), &SheetLimits::default()).unwrap();
    let rows: Vec<_> = sheet.rows().unwrap().collect();
    assert_eq!(rows[0].as_ref().unwrap_err().to_string(), "row 2: 3 cells under 2 headings");
    assert!(rows[1].is_ok() && rows[2].is_ok());
}

#[test]
fn a_title_above_the_headings_is_passed_over() {
    let (headings, rows) = read("2026年5月工单\n\n编号,内容,时间\n1,路灯,\n".as_bytes()).unwrap();
    assert_eq!((headings.len(), rows.len()), (3, 1));
}

#[test]
fn other_marks_inside_cells_are_not_taken_for_the_separator() {
    let (headings, rows) = read("编号,内容\na,\t\t\t\nb,c;d;e;f\n\"x;\ny\",z\n".as_bytes()).unwrap();
    assert_eq!(headings, ["编号", "内容"]);
    assert_eq!(rows, [row(2, &["a", "\t\t\t"]), row(3, &["b", "c;d;e;f"]), row(4, &["x;\ny", "z"])]);
}

#[test]
fn numbers_and_dates_of_a_workbook_are_read_as_people_see_them() {
    let bytes = workbook(|sheet| {
        let date = Format::new().set_num_format("yyyy/m/d h:mm:ss");
        sheet.write_row(0, 0, ["电话", "时间", "金额", "公式", "有", "远"]).unwrap();
        sheet.write_number(1, 0, 13_812_345_678_f64).unwrap();
        sheet.write_number_with_format(1, 1, 43_801.498_368_055_56, &date).unwrap();
        sheet.write_number(1, 2, 4.23).unwrap();
        sheet.write_formula(1, 3, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_boolean(1, 4, true).unwrap();
        sheet.write_blank(1, 9000, &date).unwrap();
    });
    let (_, rows) = read(&bytes).unwrap();
    assert_eq!(rows, [row(2, &["13812345678", "2019-12-02 11:57:39", "4.23", "2", "TRUE"])]);
    assert_eq!(parse_time(&rows[0].cells[1]).unwrap().to_string(), "2019-12-02 03:57:39 UTC");
}

#[test]
fn blank_rows_are_passed_over_and_numbers_stay_those_of_the_sheet() {
    let bytes = workbook(|sheet| {
        sheet.write_row(0, 0, ["编号", "内容"]).unwrap();
        sheet.write_row(5, 0, ["1", "路灯"]).unwrap();
        sheet.write_row(7, 0, [" ", ""]).unwrap();
        sheet.write_row(9, 1, ["井盖"]).unwrap();
    });
    assert_eq!(read(&bytes).unwrap().1, [row(6, &["1", "路灯"]), row(10, &["", "井盖"])]);
}

#[test]
fn a_hidden_sheet_is_not_read() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_hidden(true).write_row(0, 0, ["secret", "sheet"]).unwrap();
    workbook.add_worksheet().set_active(true).write_row(0, 0, ["编号", "内容"]).unwrap();
    let file = file(&workbook.save_to_buffer().unwrap());
    let mut sheet = SheetFile::open(file.path(), &SheetLimits::default()).unwrap();
    assert_eq!(sheet.sheets(), ["Sheet2"]);
    assert_eq!(sheet.rows().unwrap().headings(), ["编号", "内容"]);
}

/// An xlsx whose parts are the given ones.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The xlsx with one part put in or replaced.
fn with_part(xlsx: &[u8], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(xlsx)).unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).unwrap();
        if part.name().unwrap() != name {
            zip.raw_copy_file(part).unwrap();
        }
    }
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

fn small_xlsx() -> Vec<u8> {
    workbook(|sheet| drop(sheet.write_row(0, 0, ["编号", "内容"]).unwrap().write_row(1, 0, ["1", "路灯"])))
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_unpacked_into_memory() {
    assert_eq!(read(&small_xlsx()).unwrap().1.len(), 1, "the workbook is good without the bomb");
    let zeros = vec![b' '; 64 << 20];
    for part in ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/media/picture.png"] {
        assert_eq!(refused(&with_part(&small_xlsx(), part, &zeros)), "zip_bomb", "{part}");
    }
}

#[test]
fn a_directory_that_lies_about_sizes_does_not_help_a_bomb() {
    let mut bomb = with_part(&small_xlsx(), "xl/sharedStrings.xml", &vec![b' '; 64 << 20]);
    let size = (64_u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        bomb[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    assert!(matches!(refused(&bomb), "zip_bomb" | "damaged"));
}

#[test]
fn a_workbook_that_claims_endless_texts_is_refused() {
    for count in ["18446744073709551615", "99999999999", "x"] {
        let texts = format!(
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"{count}\"></sst>"
        );
        assert_eq!(refused(&with_part(&small_xlsx(), "xl/sharedStrings.xml", texts.as_bytes())), "zip_bomb");
    }
}

/// Found by fuzzing: the reader of workbooks counts the rows of a sheet without looking which corner is first.
#[test]
fn a_sheet_that_ends_before_it_begins_is_damaged() {
    for range in ["A9:C3", "D1:C3"] {
        let sheet = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:C3\"/>\
             <dimension ref=\"{range}\"/><sheetData></sheetData></worksheet>"
        );
        assert_eq!(
            refused(&with_part(&small_xlsx(), "xl/worksheets/sheet1.xml", sheet.as_bytes())),
            "damaged"
        );
    }
}

#[test]
fn more_is_held_in_memory_than_allowed_is_refused() {
    let bytes = workbook(|sheet| {
        for row in 0..10_000 {
            sheet.write_string(row, 0, format!("text number {row}")).unwrap();
        }
    });
    let limits = SheetLimits { held: 100_000, ..SheetLimits::default() };
    assert_eq!(read_with(&bytes, &limits).unwrap_err().code(), "zip_bomb");
}

#[test]
fn limits_on_size_rows_columns_and_length_hold() {
    let csv = "a,b\n1,2\n3,4\n5,6\n";
    let with =
        |limits: SheetLimits, text: &str| read_with(text.as_bytes(), &limits).map(|(_, rows)| rows.len());
    let all = SheetLimits::default();
    assert_eq!(with(SheetLimits { rows: 3, ..all }, csv).unwrap(), 3);
    assert!(matches!(with(SheetLimits { rows: 2, ..all }, csv), Err(SheetError::TooManyRows { limit: 2 })));
    assert!(matches!(with(SheetLimits { bytes: 5, ..all }, csv), Err(SheetError::TooLarge { limit: 5 })));
    assert!(matches!(
        with(SheetLimits { columns: 1, ..all }, csv),
        Err(SheetError::TooManyColumns { row: 1, limit: 1 })
    ));
    let endless = format!("a,b\n1,\"{}", "x\n".repeat(1 << 20));
    assert!(matches!(
        with(SheetLimits { row_bytes: 1 << 18, ..all }, &endless),
        Err(SheetError::RowTooLong { row: 2, .. })
    ));
    let json = format!("{{\"a\": \"{}\"}}", "x".repeat(1000));
    assert!(matches!(
        with(SheetLimits { row_bytes: 500, ..all }, &json),
        Err(SheetError::RowTooLong { row: 1, .. })
    ));
    let wide = workbook(|sheet| drop(sheet.write_row(0, 0, ["a", "b"]).unwrap().write_string(1, 9000, "x")));
    assert_eq!(refused(&wide), "too_many_columns");
}

#[test]
fn files_that_are_no_sheets_are_refused_with_the_reason() {
    assert_eq!(refused(b""), "no_headings");
    assert_eq!(refused(b"\n \n"), "no_headings");
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "old_xls");
    assert_eq!(refused(b"<html><table><tr><td>1</td></tr></table></html>"), "not_a_sheet");
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\x0d"), "not_a_sheet");
    assert_eq!(refused(b"a,b\n\xff\xff\xff,1\n"), "encoding");
    assert_eq!(refused(b"PK\x03\x04 no zip at all"), "damaged");
    assert_eq!(refused(&zipped(&[("word/document.xml", b"<w/>")])), "damaged");
    let xlsx = small_xlsx();
    assert_eq!(refused(&xlsx[..xlsx.len() / 2]), "damaged");
}

#[test]
fn a_row_that_comes_twice_or_backwards_is_refused() {
    let sheet = "<worksheet><sheetData><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
                 <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>b</t></is></c></row></sheetData></worksheet>";
    assert_eq!(refused(&with_part(&small_xlsx(), "xl/worksheets/sheet1.xml", sheet.as_bytes())), "damaged");
}

fn exported(xlsx: bool, cells: &[Vec<String>]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let headings = [Heading::new("编号", 10), Heading::new("内容", 40)];
    let mut bytes = Vec::new();
    let mut out: Box<dyn SheetOut + '_> = if xlsx {
        Box::new(XlsxOut::new(&mut bytes, folder.path(), Some("导出：王** 仅供内部使用"), &headings).unwrap())
    } else {
        Box::new(CsvOut::new(&mut bytes, Some("导出：王** 仅供内部使用"), &headings).unwrap())
    };
    for row in cells {
        out.row(&row.iter().map(|cell| Cell::from(cell.as_str())).collect::<Vec<_>>()).unwrap();
    }
    out.finish().unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_exported_is_read_back(
        cells in prop::collection::vec(prop::collection::vec("[=+@\\-'\",;\t\n路灯a-z0-9]{1,12}", 2..=2), 1..20),
        xlsx: bool,
    ) {
        let (headings, rows) = read(&exported(xlsx, &cells)).unwrap();
        prop_assert_eq!(headings, ["编号", "内容"]);
        let expected = cells.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()));
        prop_assert_eq!(rows.iter().map(|row| &row.cells).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn any_bytes_at_all_get_an_answer(mut bytes: Vec<u8>, kind in 0..3_usize) {
        let start: [&[u8]; 3] = [b"", b"PK\x03\x04", b"{"];
        bytes.splice(0..0, start[kind].iter().copied());
        let _ = read(&bytes);
    }

    #[test]
    fn a_workbook_with_one_wrong_byte_gets_an_answer(at: prop::sample::Index, byte: u8) {
        let mut bytes = small_xlsx();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}
