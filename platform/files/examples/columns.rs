//! Shows how a request list would be read: `cargo run -p lianxin-files --example columns -- FILE [MAPPING.toml]`

use std::error::Error;
use std::path::Path;

use lianxin_files::{Field, Mapping, SheetFile, SheetLimits, parse_time};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("give a file")?;
    let mapping = match std::env::args().nth(2) {
        Some(path) => Mapping::from_toml(&std::fs::read_to_string(path)?)?,
        None => Mapping::requests(),
    };
    let mut sheet = SheetFile::open(Path::new(&file), &SheetLimits::default())?;
    let rows = sheet.rows()?;
    let headings = rows.headings().to_vec();
    let columns = mapping.columns(&headings)?;
    let (mut good, mut bad) = (0_u64, 0_u64);
    let mut filled = vec![0_u64; Field::all().count()];
    let mut times = [0_u64; 2];
    for row in rows {
        let Ok(row) = row.inspect_err(|error| println!("{error}")) else {
            bad += 1;
            continue;
        };
        good += 1;
        for (count, field) in filled.iter_mut().zip(Field::all()) {
            *count += u64::from(columns.get(&row, field).is_some());
        }
        for field in [Field::ReceivedAt, Field::AnsweredAt] {
            if let Some(text) = columns.get(&row, field) {
                times[usize::from(parse_time(text).is_some())] += 1;
            }
        }
    }
    println!(
        "{good} rows, {bad} bad; {} times read, {} not; headings without a field: {:?}",
        times[1],
        times[0],
        columns.unused()
    );
    for (field, count) in Field::all().zip(filled) {
        if let Some(heading) = columns.position(field).and_then(|at| headings.get(at)) {
            println!("{field} <- {heading}: {count}");
        }
    }
    Ok(())
}
