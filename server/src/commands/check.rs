use clap::Args;
use lianxin::modules;
use lianxin_checks::{Ran, keep, mend, run};
use lianxin_web::{County, Lang, Module, Texts};

use crate::configuration::Options;
use crate::counties;
use crate::fail::Fail;

/// Check what must always be true of the data, and mend what is derived
///
/// Asks each module's checks while the county goes on working, and keeps what they found for the health page. Ends with
/// code 0 when all is whole, 1 when something was found, 2 when it could not be asked.
#[derive(Args, Debug)]
pub struct Check {
    /// Write anew what is derived from other rows: these checks, or all that found something
    #[arg(long, value_name = "NUMBER", num_args = 0..)]
    mend: Option<Vec<String>>,
    /// Language of the meanings: zh-CN or en [default: the terminal's]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
}

impl Check {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        let code = counties::the_one(&configuration).await?;
        let modules = modules::modules();
        let wanted = self.wanted(&modules)?;
        let county = counties::open(&configuration, &code).await?;
        let mut ran = run(&county, &modules).await;
        if self.mend.is_some() {
            let broken = ran.iter().filter(|one| !one.is_whole()).map(|one| one.number);
            let numbers: Vec<&str> = if wanted.is_empty() { broken.collect() } else { wanted };
            for (number, rows) in mend(&county, &modules, &numbers).await? {
                println!("{number} mended: {rows}");
            }
            ran = run(&county, &modules).await;
        }
        keep(&county, &ran).await?;
        let broken = self.tell(&county, &modules, &ran);
        county.store.close().await?;
        if broken == 0 {
            return Ok(());
        }
        Err(Fail::found(
            format!("{code}: {broken} checks found something"),
            "each line above says what to do",
        ))
    }

    /// The checks that were named; an unknown one is told before anything is touched.
    fn wanted(&self, modules: &[Module]) -> Result<Vec<&'static str>, Fail> {
        let known: Vec<_> = modules.iter().flat_map(|module| &module.checks).collect();
        let find = |name: &String| {
            let found = known.iter().find(|check| check.number.eq_ignore_ascii_case(name));
            let check = found.ok_or_else(|| {
                Fail::new(format!("there is no check {name}"), "`lianxin check` lists them all")
            })?;
            check.mend.map(|_| check.number).ok_or_else(|| {
                Fail::new(format!("{name} is not mended by a program"), "`lianxin check` says what to do")
            })
        };
        self.mend.iter().flatten().map(find).collect()
    }

    /// One line a check; under a broken one the first rows and what to do. Answers how many are broken.
    fn tell(&self, county: &County, modules: &[Module], ran: &[Ran]) -> usize {
        let texts = Texts::new(modules.iter().map(|module| module.texts));
        let lang = self.language();
        let say = |key: String| texts.say(lang, &key, &[]);
        for one in ran {
            let (number, millis) = (one.number, one.millis);
            let meaning = say(format!("check-{number}"));
            let found = match &one.found {
                Ok(found) if found.is_whole() => {
                    println!("{number} ok      {meaning} ({millis} ms)");
                    continue;
                }
                Ok(found) => {
                    println!("{number} BROKEN  {meaning} ({} rows, {millis} ms)", found.broken);
                    found.first.join(" ")
                }
                Err(fault) => {
                    println!("{number} FAILED  {meaning} ({millis} ms)");
                    fault.to_string()
                }
            };
            println!("            {found}");
            println!("            {}", say(format!("check-{number}-mend")));
        }
        let broken = ran.iter().filter(|one| !one.is_whole()).count();
        println!("{} {} of {} checks whole", county.code, ran.len() - broken, ran.len());
        broken
    }

    fn language(&self) -> Lang {
        let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let terminal = || named("LC_ALL").or_else(|| named("LANG")).and_then(|value| Lang::parse(&value));
        self.lang.as_deref().and_then(Lang::parse).or_else(terminal).unwrap_or(Lang::En)
    }
}
