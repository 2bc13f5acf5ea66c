use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use lianxin_access::By;
use lianxin_cases::import::{ImportError, Imported, Intake, Rejects, Way, import_cases};
use lianxin_files::{Mapping, MappingError, SheetError, SheetFile, SheetLimits};
use lianxin_web::Texts;

use crate::configuration::Options;
use crate::counties;
use crate::fail::Fail;

/// Take in requests from a sheet: xlsx, CSV or JSON Lines
///
/// Columns are found by their headings. Rows that are not understood are left out and told; the others are taken in some
/// hundred at a time. The same file can be given again: what was taken in is not taken in twice. Phone and ID numbers
/// in the words are masked.
///
/// Without --hotline the requests are history: they are over, with the answers that the sheet holds. A place that no
/// town's or village's name in the row tells is the district itself.
#[derive(Args, Debug)]
pub struct Cases {
    /// The sheet
    file: PathBuf,
    /// They are new orders of the city's hotline, with its numbers and deadlines: register them, to be handled
    #[arg(long)]
    hotline: bool,
    /// Write the rows that were left out here, with the reason beside them
    #[arg(long, value_name = "OUT.xlsx")]
    rejects: Option<PathBuf>,
    /// Headings of other systems: lines such as  body = ["群众反映"]
    #[arg(long, value_name = "FILE.toml")]
    mapping: Option<PathBuf>,
    /// Whose numbers the rows have; one number of one source is one request [default: sheet, or hotline]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

impl Cases {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let name = self.file.display().to_string();
        let mut file =
            SheetFile::open(&self.file, &SheetLimits::default()).map_err(|error| unread(&name, &error))?;
        let mapping = self.mapping()?;
        self.check_rejects()?;
        let configuration = options.read()?;
        let code = counties::the_one(&configuration).await?;
        let county = counties::open(&configuration, &code).await?;
        let (way, source) = if self.hotline { (Way::Orders, "hotline") } else { (Way::History, "sheet") };
        let intake = Intake { source: self.source.clone().unwrap_or_else(|| source.to_owned()), way };
        let texts = Texts::new([lianxin_cases::module().texts]);
        let mut rejects = Rejects::new(&texts, self.rejects.as_deref());
        let began = Instant::now();
        let done = import_cases(&county, &By::system(), &mut file, &mapping, &intake, &mut rejects, |done| {
            show(done, began);
        })
        .await;
        clear();
        let kept = rejects.finish();
        county.store.close().await?;
        let done = done.map_err(|error| told(&name, error))?;
        let (bad, first) =
            kept.map_err(|error| Fail::new(error, "free some space, or choose another --rejects"))?;
        println!("{}", line(&done, began));
        self.tell_bad(bad, &first);
        Ok(())
    }

    fn mapping(&self) -> Result<Mapping, Fail> {
        let Some(path) = &self.mapping else { return Ok(Mapping::requests()) };
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Fail::new(format!("cannot read {name} ({error})"), "mend the path in --mapping")
        })?;
        Mapping::from_toml(&text).map_err(|error| Fail::new(format!("{name}: {error}"), "mend it there"))
    }

    /// A wrong ending or folder is told before a long import, not after it.
    fn check_rejects(&self) -> Result<(), Fail> {
        let Some(path) = &self.rejects else { return Ok(()) };
        let name = path.display();
        if path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx")) {
            return Err(Fail::new(format!("{name} is no workbook"), "let its name end in .xlsx"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        match folder {
            Some(folder) if !folder.is_dir() => Err(Fail::new(
                format!("there is no folder {}", folder.display()),
                "make it, or mend --rejects",
            )),
            _ => Ok(()),
        }
    }

    fn tell_bad(&self, bad: u64, first: &[String]) {
        if bad == 0 {
            return;
        }
        match &self.rejects {
            Some(path) => println!("{bad} rows are in {} with their reasons", path.display()),
            None => {
                first.iter().for_each(|reason| println!("  {reason}"));
                println!("{bad} rows were left out; --rejects OUT.xlsx writes them all with their reasons");
            }
        }
    }
}

fn line(done: &Imported, began: Instant) -> String {
    let speed = done.rows as f64 / began.elapsed().as_secs_f64().max(0.001);
    let Imported { rows, good, bad, known } = done;
    format!("{rows} rows: {good} imported, {known} known before, {bad} left out; {speed:.0} rows a second")
}

/// A line that writes over itself, for whoever watches; scripts get the last one alone.
fn show(done: &Imported, began: Instant) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{} ", line(done, began));
        let _ = std::io::stderr().flush();
    }
}

fn clear() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\u{1b}[K");
    }
}

fn unread(name: &str, error: &SheetError) -> Fail {
    let mend = match error {
        SheetError::NotASheet | SheetError::OldXls => "save it as .xlsx, CSV or JSON Lines",
        SheetError::Damaged { .. } => "open it in a spreadsheet program and save it anew, without a password",
        SheetError::Bomb { .. } => "this is no honest workbook; ask for another",
        SheetError::TooLarge { .. } | SheetError::TooManyRows { .. } => "split it into several files",
        SheetError::NoHeadings => "let its first row say what the columns are",
        SheetError::Io(_) => "mend the path or the file's rights",
        _ => "mend it there",
    };
    Fail::new(format!("{name}: {error}"), mend)
}

fn told(name: &str, error: ImportError) -> Fail {
    match error {
        ImportError::Sheet(error) => unread(name, &error),
        ImportError::Mapping(error @ MappingError::Missing { .. }) => {
            Fail::new(format!("{name}: {error}"), "rename a heading, or name yours in a file for --mapping")
        }
        ImportError::Mapping(error) => Fail::new(format!("{name}: {error}"), "mend it there"),
        ImportError::Rejects(error) => Fail::new(error, "free some space, or choose another --rejects"),
        ImportError::Store(fault) => fault.into(),
        ImportError::Refused(refused) => lianxin_access::Stop::from(refused).into(),
    }
}
