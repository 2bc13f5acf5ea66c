//! The counties of a data folder or a database: which there are, opening one, making one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lianxin_access::By;
use lianxin_base::World;
use lianxin_db::{Place, Store};
use lianxin_people::{FirstAdmin, seat_first_admin};
use lianxin_playbook::Playbook;
use lianxin_seal::Keys;
use lianxin_web::{County, Shelf};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::configuration::{Configuration, is_county_code};
use crate::fail::Fail;
use crate::{modules, playbooks};

/// One file of keys serves all counties of a data folder: `DIR/keys.toml`.
pub fn keys_at(data: &Path) -> PathBuf {
    data.join("keys.toml")
}

/// The keys of the data folder, made if there are none.
pub fn keys(data: &Path) -> Result<Keys, Fail> {
    Keys::load_or_make(&keys_at(data)).map_err(|error| Fail::new(error, "mend the rights of the data folder"))
}

/// The counties there are, by code.
pub async fn codes(configuration: &Configuration) -> Result<Vec<String>, Fail> {
    let mut codes = match &configuration.database {
        Some(url) => schemas(url).await?,
        None => files(&configuration.data)?,
    };
    codes.sort();
    Ok(codes)
}

fn files(data: &Path) -> Result<Vec<String>, Fail> {
    let failed = |error: std::io::Error| {
        Fail::new(format!("cannot read {} ({error})", data.display()), "mend the folder's rights or --data")
    };
    if !data.exists() {
        return Ok(vec![]);
    }
    let mut codes = Vec::new();
    for entry in std::fs::read_dir(data).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        codes.extend(name.strip_suffix(".sqlite").filter(|code| is_county_code(code)).map(str::to_owned));
    }
    Ok(codes)
}

async fn schemas(url: &str) -> Result<Vec<String>, Fail> {
    let connection = connect(url).await?;
    let sql = "SELECT nspname FROM pg_namespace WHERE nspname ~ '^c[0-9]{6}$'";
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let rows = connection.query_all_raw(statement).await.map_err(lianxin_db::Fault::from)?;
    let names = rows.iter().filter_map(|row| row.try_get_by_index::<String>(0).ok());
    let codes = names.map(|name| name[1..].to_owned()).collect();
    let _ = connection.close().await;
    Ok(codes)
}

async fn connect(url: &str) -> Result<DatabaseConnection, Fail> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false).acquire_timeout(std::time::Duration::from_secs(4));
    // The address may hold a password: it is never repeated in a message.
    Database::connect(options).await.map_err(|error| lianxin_db::Fault::from(error).into())
}

/// One statement about schemas, outside any county.
pub async fn script(url: &str, sql: &str) -> Result<(), Fail> {
    let connection = connect(url).await?;
    connection.execute_unprepared(sql).await.map_err(lianxin_db::Fault::from)?;
    let _ = connection.close().await;
    Ok(())
}

/// The county that `--county` names, or the only one.
pub async fn the_one(configuration: &Configuration) -> Result<String, Fail> {
    let codes = codes(configuration).await?;
    match (&configuration.county, &codes[..]) {
        (Some(code), _) if codes.contains(code) => Ok(code.clone()),
        (Some(code), _) => Err(Fail::new(
            format!("there is no county {code} in {}", place_of(configuration)),
            "`lianxin county list` shows those there are",
        )),
        (None, [only]) => Ok(only.clone()),
        (None, []) => Err(none(configuration)),
        (None, several) => Err(Fail::new(
            format!("there are {} counties", several.len()),
            format!("say which, as in --county {}", several[0]),
        )),
    }
}

/// No county at all is most often a wrong `--data`.
pub fn none(configuration: &Configuration) -> Fail {
    Fail::new(
        format!("there is no county in {}", place_of(configuration)),
        "make one with `lianxin county create`, or mend --data or --database",
    )
}

fn place_of(configuration: &Configuration) -> String {
    match configuration.database {
        Some(_) => "the database".to_owned(),
        None => configuration.data.display().to_string(),
    }
}

fn place(configuration: &Configuration, code: &str) -> Place {
    match &configuration.database {
        Some(url) => Place::schema(url, code),
        None => Place::file(&configuration.data, code),
    }
}

/// Opens a county that is there, with its tables brought up to date.
pub async fn open(configuration: &Configuration, code: &str) -> Result<County, Fail> {
    let playbook = playbooks::of_county(&configuration.data, code)?;
    let keys = Keys::load(&keys_at(&configuration.data))
        .map_err(|error| Fail::new(error, "sealed phone and ID numbers can be read with these keys only"))?;
    let store = open_store(configuration, code).await?;
    store.migrate(&modules::migrations()).await?;
    let county = county(code, store, playbook, keys);
    // Opened at once: the job that clears away and the check that compares must see files from before this start.
    if let Err(fault) = lianxin_cases::files(&configuration.data, &county) {
        tracing::error!(code, %fault, "photos can be neither kept nor shown");
    }
    Ok(county)
}

/// Opens a county's store as it is, for reading.
pub async fn open_store(configuration: &Configuration, code: &str) -> Result<Store, Fail> {
    Ok(Store::open(&place(configuration, code), World::system()).await?)
}

/// A county on a store that is open.
pub fn county(code: &str, store: Store, playbook: Playbook, keys: Keys) -> County {
    const NEWS: usize = 64;
    let (live, _) = tokio::sync::broadcast::channel(NEWS);
    County {
        code: code.to_owned(),
        store,
        playbook: Arc::new(playbook),
        keys: Arc::new(keys),
        live,
        shelf: Shelf::default(),
    }
}

/// Makes a county from a playbook (the standard one if no folder is given): all of it or nothing.
pub async fn create(
    configuration: &Configuration,
    folder: Option<&Path>,
) -> Result<(Playbook, FirstSignIn), Fail> {
    let playbook = playbooks::read(folder)?;
    let code = playbook.county().code.clone();
    if configuration.county.as_ref().is_some_and(|wanted| *wanted != code) {
        return Err(Fail::new(
            format!("the playbook is of county {code}"),
            "leave --county out, or give its playbook",
        ));
    }
    if codes(configuration).await?.contains(&code) {
        return Err(Fail::new(
            format!("county {code} is there already in {}", place_of(configuration)),
            "serve it with `lianxin serve`, or choose another --data",
        ));
    }
    std::fs::create_dir_all(&configuration.data).map_err(|error| {
        Fail::new(
            format!("cannot make {} ({error})", configuration.data.display()),
            "mend --data or the rights",
        )
    })?;
    let keys = Keys::load_or_make(&keys_at(&configuration.data))
        .map_err(|error| Fail::new(error, "mend the rights of the data folder"))?;
    let first = FirstSignIn::new();
    let new = NewCounty { playbook: &playbook, keys: &keys, first: &first };
    match &configuration.database {
        Some(url) => create_schema(url, &code, new).await?,
        None => create_file(&configuration.data, &code, new).await?,
    }
    if let Some(folder) = folder {
        playbooks::keep(folder, &configuration.data, &code)?;
    }
    Ok((playbook, first))
}

/// The file gets its name only when it is whole.
async fn create_file(data: &Path, code: &str, new: NewCounty<'_>) -> Result<(), Fail> {
    let failed = |error: std::io::Error| {
        Fail::new(
            format!("cannot write in {} ({error})", data.display()),
            "mend the folder's rights or --data",
        )
    };
    let draft = tempfile::Builder::new().prefix(".making-").tempdir_in(data).map_err(failed)?;
    let place = Place::file(draft.path(), code);
    fill(&place, new).await?;
    let Place::File(made) = &place else { return Ok(()) };
    std::fs::rename(made, data.join(format!("{code}.sqlite"))).map_err(failed)?;
    std::fs::File::open(data).and_then(|folder| folder.sync_all()).map_err(failed)
}

async fn create_schema(url: &str, code: &str, new: NewCounty<'_>) -> Result<(), Fail> {
    let filled = fill(&Place::schema(url, code), new).await;
    if filled.is_err() {
        let connection = connect(url).await?;
        let _ = connection.execute_unprepared(&format!("DROP SCHEMA IF EXISTS \"c{code}\" CASCADE")).await;
    }
    filled
}

async fn fill(place: &Place, new: NewCounty<'_>) -> Result<(), Fail> {
    let store = Store::open(place, World::system()).await?;
    let written = write(&store, new).await;
    // Also when it failed: a folder in which the store still writes its journal is not taken away whole.
    let closed = store.close().await;
    written?;
    Ok(closed?)
}

async fn write(store: &Store, new: NewCounty<'_>) -> Result<(), Fail> {
    store.migrate(&modules::migrations()).await?;
    let tx = store.begin().await?;
    lianxin_orgs::lay_out(&tx, &By::system(), new.playbook).await?;
    let district = lianxin_access::root(&tx).await?;
    let district =
        district.ok_or_else(|| Fail::new("the playbook has no district", "mend its divisions.csv"))?;
    let admin = FirstAdmin {
        name: "县级系统管理员",
        login: new.first.login,
        password: &new.first.password,
        district: district.id,
    };
    seat_first_admin(&tx, new.playbook, new.keys, admin).await?;
    tx.commit().await?;
    while lianxin_events::seal(store).await? > 0 {}
    Ok(())
}

#[derive(Clone, Copy)]
struct NewCounty<'a> {
    playbook: &'a Playbook,
    keys: &'a Keys,
    first: &'a FirstSignIn,
}

/// How the first administrator signs in: told once, when the county is made, and kept nowhere.
pub struct FirstSignIn {
    pub login: &'static str,
    pub password: String,
}

impl FirstSignIn {
    fn new() -> Self {
        // No letters that look alike: it is read off a screen and typed.
        const LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";
        let bytes: [u8; 16] = World::system().random.bytes();
        let letters = bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]));
        Self { login: "admin", password: letters.collect() }
    }
}
