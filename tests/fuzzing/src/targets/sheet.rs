//! Spreadsheets: whatever comes, the file is read within its limits or refused, and a bad row does not end the good ones.

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use lianxin_files::{Mapping, SheetFile, SheetLimits, parse_time};
use rust_xlsxwriter::Workbook;

/// Small, so that an input that gets past them is found by its size.
const LIMITS: SheetLimits = SheetLimits {
    bytes: 1 << 20,
    rows: 2_000,
    columns: 64,
    row_bytes: 64 << 10,
    unpacked: 8 << 20,
    held: 4 << 20,
    ratio: 200,
};

/// A package as it is, or one of whose parts the rest of the bytes is: a fuzzer does not guess checksums.
pub fn xlsx(bytes: &[u8]) {
    match bytes.split_first() {
        Some((b'P', _)) | None => read(bytes),
        Some((which, part)) => read(&package(PARTS[usize::from(*which) % PARTS.len()], part)),
    }
}

const PARTS: [&str; 5] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
];

/// A well-formed workbook with one part replaced.
fn package(name: &str, part: &[u8]) -> Vec<u8> {
    let mut whole = zip::ZipArchive::new(Cursor::new(&WORKBOOK[..])).expect("a package");
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let how = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..whole.len() {
        let mut file = whole.by_index(at).expect("a part");
        let own = file.name().expect("a name").into_owned();
        made.start_file(own.as_str(), how).expect("begun");
        if own == name {
            made.write_all(part).expect("written");
        } else {
            std::io::copy(&mut file, &mut made).expect("copied");
        }
    }
    made.finish().expect("a package").into_inner()
}

static WORKBOOK: LazyLock<Vec<u8>> = LazyLock::new(|| workbooks().swap_remove(1));

fn part_of(name: &str) -> Vec<u8> {
    let mut whole = zip::ZipArchive::new(Cursor::new(&WORKBOOK[..])).expect("a package");
    let mut bytes = Vec::new();
    if let Ok(mut file) = whole.by_name(name) {
        file.read_to_end(&mut bytes).expect("read");
    }
    bytes
}

pub fn csv(bytes: &[u8]) {
    read(bytes);
}

pub fn jsonl(bytes: &[u8]) {
    read(bytes);
}

fn read(bytes: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let Ok(mut sheet) = SheetFile::open(file.path(), &LIMITS) else { return };
    for number in 0..sheet.sheets().len() {
        let Ok(rows) = sheet.rows_of(number) else { continue };
        let headings = rows.headings().to_vec();
        let columns = Mapping::requests().columns(&headings);
        let mut seen = 0;
        for row in rows {
            seen += 1;
            assert!(seen <= LIMITS.rows + 1, "more rows than the limit");
            let Ok(row) = row else { continue };
            assert!(row.cells.len() <= LIMITS.columns, "more columns than the limit");
            if let Ok(columns) = &columns {
                for field in lianxin_files::Field::all() {
                    if let Some(text) = columns.get(&row, field) {
                        parse_time(text);
                    }
                }
            }
        }
    }
}

/// A file of column names, as the operator writes it.
pub fn mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(mapping) = Mapping::from_toml(text) {
        let _ = mapping.columns(&["标题".to_owned(), "内容".to_owned(), "区县".to_owned()]);
    }
}

pub fn xlsx_seeds() -> Vec<Vec<u8>> {
    let mut seeds = workbooks();
    for (which, name) in (0_u8..).zip(PARTS) {
        seeds.push([&[which][..], &part_of(name)].concat());
    }
    seeds
}

fn workbooks() -> Vec<Vec<u8>> {
    let book = |rows: &[&[&str]]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).expect("a number"),
                    Err(_) => sheet.write_string(row, column, *cell).expect("a text"),
                };
            }
        }
        book.save_to_buffer().expect("a workbook")
    };
    vec![
        book(&[&["标题", "内容", "时间"], &["路灯不亮", "村口路灯三天不亮了", "43801.4983"]]),
        book(&[
            &["二〇二六年五月诉求"],
            &["标题", "内容", "手机"],
            &["积水", "桥下积水", "13800000000"],
            &["", "", ""],
        ]),
        book(&[&["title", "body"], &["a", "b", "c"]]),
        book(&[]),
    ]
}

pub fn csv_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "标题,内容,时间\n路灯不亮,村口路灯三天不亮了,2026-05-20 10:15\n",
        "\u{feff}标题;内容\r\n\"他说：\"\"不亮\"\"\";\"两\n行\"\r\n",
        "title\tbody\na\tb\tc\n",
        "诉求清单,,\n标题,内容,地点\n积水,桥下积水,官庄街道\n,,\n",
    ];
    let mut seeds: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    // GBK: 标题,内容
    seeds.push(b"\xb1\xea\xcc\xe2,\xc4\xda\xc8\xdd\n\xc2\xb7\xb5\xc6,\xb2\xbb\xc1\xc1\n".to_vec());
    seeds
}

pub fn jsonl_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "{\"title\":\"路灯不亮\",\"body\":\"三天了\",\"time\":\"2026-05-20 10:15\"}\n{\"title\":\"积水\"}\n",
        "{\"title\":1,\"body\":null,\"deep\":{\"a\":[1,2,{\"b\":\"c\"}]}}\n\n{\"other\":true}",
        "{\"标题\":\"\\ud83d\\ude00\",\"内容\":\"a\\u0000b\"}\n",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

pub fn mapping_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "title = [\"标题\", \"诉求标题\"]\nbody = [\"内容\"]\n",
        "[title]\nnames = [\"a\"]\n",
        "words = \"正文\"\n",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
