use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{Duration, SubsecRound};
use clap::Args;
use lianxin_access::By;
use lianxin_base::World;
use lianxin_db::{Place, Store};
use lianxin_people::DemoLogin;
use lianxin_playbook::Playbook;

use crate::configuration::{Configuration, Options, ServerConfiguration, ServerOptions};
use crate::demo::{Made, Size, fill};
use crate::fail::Fail;
use crate::one_core::on_one_core;
use crate::{counties, listen, modules, playbooks};

/// Make the demonstration county unless it is there, then serve it
///
/// Zhangqiu with its towns, work areas and villages, with generated people and a generated year of requests that went
/// through the same acts as real ones. Prints who one can sign in as. Made whole or not at all: whoever interrupts it
/// just starts it again.
#[derive(Args, Debug)]
pub struct Demo {
    #[command(flatten)]
    server: ServerOptions,
    /// Make the county and end, without serving it
    #[arg(long)]
    only_make: bool,
    /// How many requests the generated year holds; fewer than 1,000 are told in the last two months alone
    #[arg(long, value_name = "N", default_value_t = Size::WHOLE.cases)]
    cases: usize,
}

impl Demo {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        let server = self.server.read(options)?;
        if !self.only_make {
            // A port that is taken is told before a minute's work, not after it.
            listen::is_free(server.listen)?;
        }
        let playbook = playbooks::standard()?;
        let code = playbook.county().code.clone();
        if !counties::codes(&configuration).await?.contains(&code) {
            make(&configuration, playbook, Size::of(self.cases)).await?;
        }
        let logins = logins(&configuration, &code).await?;
        tell(&server, &code, &logins);
        if self.only_make {
            return Ok(());
        }
        let configuration = Configuration { county: Some(code), ..configuration };
        listen::serve(&configuration, &server, true).await
    }
}

async fn logins(configuration: &Configuration, code: &str) -> Result<Vec<DemoLogin>, Fail> {
    let store = counties::open_store(configuration, code).await?;
    let logins = lianxin_people::demo_logins(&store.reader()).await;
    store.close().await?;
    match logins {
        Ok(logins) if !logins.is_empty() => Ok(logins),
        _ => Err(Fail::new(
            format!("county {code} is there, and it is no demonstration"),
            "serve it with `lianxin serve`, or choose another --data for the demonstration",
        )),
    }
}

fn tell(server: &ServerConfiguration, code: &str, logins: &[DemoLogin]) {
    println!("\n连心 Lianxin  {}/{code}/", server.address);
    println!("登录 sign in  {}/{code}/sign-in\n", server.address);
    for login in logins {
        println!("  {:<12}{:<14}{}  {}", login.login, login.password, login.role_zh, login.role_en);
    }
    println!();
}

async fn make(configuration: &Configuration, playbook: Playbook, size: Size) -> Result<(), Fail> {
    let began = Instant::now();
    println!("making the demonstration: a year of {} takes a minute or two", playbook.county().name.en);
    std::fs::create_dir_all(&configuration.data).map_err(|error| disk(&configuration.data, &error))?;
    let made = match &configuration.database {
        Some(url) => in_schema(configuration, url, playbook, size).await?,
        None => on_one_core(in_file(configuration, playbook, size))?,
    };
    let seconds = began.elapsed().as_secs_f64();
    println!("made {} cases and {} events in {seconds:.1} s", made.cases, made.events);
    if !made.refused.is_empty() {
        println!("{} steps were refused, among them", made.refused.len());
        made.refused.iter().take(5).for_each(|step| println!("  {step}"));
    }
    Ok(())
}

fn disk(path: &Path, error: &std::io::Error) -> Fail {
    Fail::new(
        format!("cannot write in {} ({error})", path.display()),
        "mend the folder's rights, or free some space",
    )
}

/// Where the county grows until it is whole. What an interrupted run left there is cleared away.
fn nursery(data: &Path) -> Result<PathBuf, Fail> {
    let folder = data.join(".making-demo");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| disk(&folder, &error))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| disk(&folder, &error))?;
    Ok(folder)
}

async fn in_file(configuration: &Configuration, playbook: Playbook, size: Size) -> Result<Made, Fail> {
    let data = &configuration.data;
    let folder = nursery(data)?;
    let code = playbook.county().code.clone();
    let place = Place::file(&folder, &code);
    let made = grow(&place, &folder, configuration, playbook, size).await?;
    let Place::File(file) = &place else { return Ok(made) };
    take_over(&folder.join("files"), &data.join("files"))?;
    let whole = data.join(format!("{code}.sqlite"));
    std::fs::rename(file, &whole).map_err(|error| disk(&whole, &error))?;
    std::fs::File::open(data).and_then(|folder| folder.sync_all()).map_err(|error| disk(data, &error))?;
    std::fs::remove_dir_all(&folder).map_err(|error| disk(&folder, &error))?;
    Ok(made)
}

async fn in_schema(
    configuration: &Configuration,
    url: &str,
    playbook: Playbook,
    size: Size,
) -> Result<Made, Fail> {
    let folder = nursery(&configuration.data)?;
    let code = playbook.county().code.clone();
    let (draft, whole) = (format!("making_c{code}"), format!("c{code}"));
    counties::script(url, &format!("DROP SCHEMA IF EXISTS \"{draft}\" CASCADE")).await?;
    let Place::Schema { connections, .. } = Place::schema(url, &code) else {
        return Err(Fail::new("the database is no PostgreSQL", "mend --database"));
    };
    let place = Place::Schema { url: url.to_owned(), schema: draft.clone(), connections };
    let made = grow(&place, &folder, configuration, playbook, size).await?;
    take_over(&folder.join("files"), &configuration.data.join("files"))?;
    counties::script(url, &format!("ALTER SCHEMA \"{draft}\" RENAME TO \"{whole}\"")).await?;
    std::fs::remove_dir_all(&folder).map_err(|error| disk(&folder, &error))?;
    Ok(made)
}

/// Moves photos to where the server looks for them; what lies there already stays.
fn take_over(from: &Path, to: &Path) -> Result<(), Fail> {
    if !from.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(to).map_err(|error| disk(to, &error))?;
    for entry in std::fs::read_dir(from).map_err(|error| disk(from, &error))? {
        let entry = entry.map_err(|error| disk(from, &error))?;
        let there = to.join(entry.file_name());
        if entry.path().is_dir() && there.is_dir() {
            take_over(&entry.path(), &there)?;
        } else {
            std::fs::rename(entry.path(), &there).map_err(|error| disk(&there, &error))?;
        }
    }
    Ok(())
}

/// The year is played on a clock that can be set; afterwards the county is opened on the machine's own.
async fn grow(
    place: &Place,
    folder: &Path,
    configuration: &Configuration,
    playbook: Playbook,
    size: Size,
) -> Result<Made, Fail> {
    let until = World::system().now().trunc_subsecs(0);
    let world = World::set(until - Duration::days(size.days + 2), size.seed);
    let store = Store::open(place, world).await?;
    store.migrate(&modules::migrations()).await?;
    let tx = store.begin().await?;
    lianxin_orgs::lay_out(&tx, &By::system(), &playbook).await?;
    tx.commit().await?;
    let code = playbook.county().code.clone();
    let county = counties::county(&code, store, playbook, counties::keys(&configuration.data)?);
    let made = fill(&county, folder, &modules::modules(), size, until).await?;
    county.store.close().await?;
    Ok(made)
}
