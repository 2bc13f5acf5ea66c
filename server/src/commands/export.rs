use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use clap::Args;
use lianxin_cases::{Export, ExportError, write_export};
use lianxin_files::{CsvOut, SheetOut, SheetOutError, XlsxOut};
use lianxin_web::{County, Lang, Texts};

use crate::configuration::Options;
use crate::counties;
use crate::fail::Fail;

/// Write all requests to a sheet; the file's ending says which: .xlsx or .csv
///
/// Phone and ID numbers are masked, sensitive requests come without their words, and the export is an event.
#[derive(Args, Debug)]
pub struct Cases {
    #[command(flatten)]
    to: To,
}

/// Write the answers to the hotline's orders to a sheet, under the hotline's own numbers
///
/// Orders that were answered, refused, or closed are in it; those in hand are not.
#[derive(Args, Debug)]
pub struct Replies {
    #[command(flatten)]
    to: To,
}

#[derive(Args, Debug)]
struct To {
    /// The sheet to write
    file: PathBuf,
    /// Language of headings and words
    #[arg(long, value_name = "zh|en", default_value = "zh")]
    lang: String,
}

impl Cases {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        self.to.write(options, Export::Cases).await
    }
}

impl Replies {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        self.to.write(options, Export::Replies).await
    }
}

impl To {
    async fn write(&self, options: &Options, what: Export) -> Result<(), Fail> {
        let format = self.format()?;
        let lang = Lang::parse(&self.lang)
            .ok_or_else(|| Fail::new(format!("no texts in {}", self.lang), "write --lang zh or --lang en"))?;
        let folder =
            self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let configuration = options.read()?;
        let code = counties::the_one(&configuration).await?;
        let county = counties::open(&configuration, &code).await?;
        // The file gets its name when it is whole.
        let draft = tempfile::Builder::new()
            .prefix(".exporting-")
            .tempfile_in(folder)
            .map_err(|error| self.disk(&error))?;
        let written = self.fill(&county, lang, what, format, draft.as_file(), folder).await;
        county.store.close().await?;
        let rows = written?;
        draft.persist(&self.file).map_err(|error| self.disk(&error.error))?;
        println!("{rows} rows in {}", self.file.display());
        Ok(())
    }

    async fn fill(
        &self,
        county: &County,
        lang: Lang,
        what: Export,
        format: &'static str,
        file: &File,
        folder: &Path,
    ) -> Result<u64, Fail> {
        let texts = Texts::new([lianxin_cases::module().texts]);
        let mark = Export::watermark(&texts, lang, county.store.world().now());
        let headings = what.headings(&texts, lang);
        let file = BufWriter::new(file.try_clone().map_err(|error| self.disk(&error))?);
        let out: Result<Box<dyn SheetOut + Send>, SheetOutError> = match format {
            "xlsx" => XlsxOut::new(file, folder, Some(&mark), &headings).map(|out| Box::new(out) as _),
            _ => CsvOut::new(file, Some(&mark), &headings).map(|out| Box::new(out) as _),
        };
        let out = out.map_err(|error| self.unwritten(&error))?;
        let written = write_export(county, &texts, lang, what, format, out).await;
        written.map_err(|error| match error {
            ExportError::Store(fault) => fault.into(),
            ExportError::Sheet(error) => self.unwritten(&error),
        })
    }

    fn format(&self) -> Result<&'static str, Fail> {
        match self.file.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
            Some("xlsx") => Ok("xlsx"),
            Some("csv") => Ok("csv"),
            _ => Err(Fail::new(
                format!("{} is neither a workbook nor CSV", self.file.display()),
                "let its name end in .xlsx or .csv",
            )),
        }
    }

    fn disk(&self, error: &std::io::Error) -> Fail {
        Fail::new(
            format!("cannot write {} ({error})", self.file.display()),
            "mend the path, or free some space",
        )
    }

    fn unwritten(&self, error: &SheetOutError) -> Fail {
        Fail::new(format!("{}: {error}", self.file.display()), "mend the path, or free some space")
    }
}
