use std::path::PathBuf;

use clap::Args;

use crate::configuration::Options;
use crate::counties;
use crate::fail::Fail;

/// Make a county from a playbook
///
/// Writes the county's store with its divisions, work areas and units, a first administrator whose password is printed
/// once, and the key file of the data folder if there is none. All of it or nothing.
#[derive(Args, Debug)]
pub struct Create {
    /// Folder of the playbook; a copy is kept with the data [default: Zhangqiu's, inside the program]
    #[arg(long, value_name = "DIR")]
    playbook: Option<PathBuf>,
}

impl Create {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        let (playbook, first) = counties::create(&configuration, self.playbook.as_deref()).await?;
        let county = playbook.county();
        println!("{} {} {}", county.code, county.name.zh, county.name.en);
        println!(
            "administrator: {} {} (shown once; change it at the first sign-in)",
            first.login, first.password
        );
        println!("keep a copy of {} apart from the data", configuration.data.join("keys.toml").display());
        Ok(())
    }
}
