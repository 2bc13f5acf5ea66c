//! Zhangqiu's playbook, cut down to two towns, three work areas and eight villages.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use lianxin_playbook::{Files, Playbook, load_files};

/// The areas that are kept, and which of their villages.
const AREAS: [(&str, &str); 3] = [
    ("370114011W03", "370114011227;370114011228;370114011251"),
    ("370114011W01", "370114011200;370114011201"),
    ("370114007W01", "370114007200;370114007201;370114007277"),
];

static PLAYBOOK: LazyLock<Arc<Playbook>> = LazyLock::new(|| match load_files(&files()) {
    Ok(playbook) => Arc::new(playbook),
    Err(mistakes) => panic!("the trial playbook has mistakes: {mistakes:?}"),
});

/// The trial county's institutions, read once.
pub fn playbook() -> Arc<Playbook> {
    PLAYBOOK.clone()
}

/// The files of the trial playbook, for a test that changes one of them.
pub fn files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu");
    let mut files = Files::new();
    for entry in folder.read_dir().expect("playbooks/zhangqiu is there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kept = std::fs::read(entry.path()).expect("a playbook file can be read");
        let kept = match name.as_str() {
            "divisions.csv" => rows_of(&kept, keep_division),
            "work-areas.csv" => rows_of(&kept, keep_area),
            _ => kept,
        };
        files.insert(name, Cow::Owned(kept));
    }
    files
}

fn rows_of(table: &[u8], mut keep: impl FnMut(&mut [String]) -> bool) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(table);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().expect("a heading")).expect("written");
    for record in reader.records() {
        let mut row: Vec<String> = record.expect("a row").iter().map(str::to_owned).collect();
        if keep(&mut row) {
            writer.write_record(&row).expect("written");
        }
    }
    writer.into_inner().expect("written")
}

fn keep_division(row: &mut [String]) -> bool {
    let code = row[0].as_str();
    match code.len() {
        6 => true,
        9 => AREAS.iter().any(|(area, _)| area.starts_with(code)),
        _ => AREAS.iter().any(|(_, villages)| villages.split(';').any(|village| village == code)),
    }
}

fn keep_area(row: &mut [String]) -> bool {
    let Some((_, villages)) = AREAS.iter().find(|(area, _)| *area == row[0]) else { return false };
    row[6] = String::from(*villages);
    true
}
