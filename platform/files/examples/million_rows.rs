//! Writes a million rows as xlsx and as CSV, reads them back, and prints time and the most memory used:
//! `cargo run --release -p lianxin-files --example million_rows -- DIR`

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::DateTime;
use lianxin_files::{Cell, CsvOut, Heading, SheetFile, SheetLimits, SheetOut, XlsxOut};

const ROWS: i64 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("give a folder")?);
    let headings =
        ["受理编号", "诉求标题", "诉求内容", "受理时间", "金额"].map(|text| Heading::new(text, 20));
    for name in ["million.csv", "million.xlsx"] {
        let path = folder.join(name);
        let file = BufWriter::new(File::create(&path)?);
        let out: Box<dyn SheetOut> = if name.ends_with("csv") {
            Box::new(CsvOut::new(file, Some("导出"), &headings)?)
        } else {
            Box::new(XlsxOut::new(file, &folder, Some("导出"), &headings)?)
        };
        measured(&format!("write {name}"), || write(out))?;
        println!("{name}: {} MB", std::fs::metadata(&path)?.len() >> 20);
        measured(&format!("read {name}"), || read(&path))?;
    }
    Ok(())
}

fn write(mut out: Box<dyn SheetOut>) -> Result<u64, Box<dyn Error>> {
    for n in 0..ROWS {
        let body = format!("第{n}号：村口路灯不亮，晚上老人孩子走路很不方便，请尽快派人修理，谢谢。");
        let time = DateTime::from_timestamp(1_700_000_000 + n, 0).ok_or("time")?;
        out.row(&[
            format!("26-0515-{n:07}").into(),
            "路灯不亮".into(),
            body.into(),
            time.into(),
            Cell::Fen(n),
        ])?;
    }
    Ok(out.finish()?)
}

fn read(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut sheet = SheetFile::open(path, &SheetLimits::default())?;
    sheet.rows()?.try_fold(0, |count, row| row.map(|_| count + 1)).map_err(Into::into)
}

fn measured(what: &str, work: impl FnOnce() -> Result<u64, Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let rows = work()?;
    println!(
        "{what}: {rows} rows in {:.1} s, most memory so far {}",
        start.elapsed().as_secs_f64(),
        most_memory()
    );
    Ok(())
}

fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned()
}
