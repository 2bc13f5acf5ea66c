use std::path::PathBuf;

use clap::Args;
use lianxin_playbook::load;

use crate::fail::Fail;

/// Read a playbook folder and list every mistake with file, line and what was expected
#[derive(Args, Debug)]
pub struct Check {
    /// Folder of the playbook
    dir: PathBuf,
}

impl Check {
    pub fn run(&self) -> Result<(), Fail> {
        let name = self.dir.display();
        match load(&self.dir) {
            Ok(playbook) => {
                let county = playbook.county();
                println!(
                    "{} {} {}: {} divisions, {} work areas, {} units, {} categories, {} items, {} roles, no mistake",
                    county.code,
                    county.name.zh,
                    playbook.version(),
                    playbook.divisions.iter().count(),
                    playbook.work_areas.iter().count(),
                    playbook.units.iter().count(),
                    playbook.categories.iter().count(),
                    playbook.responsibility.iter().count(),
                    playbook.roles.iter().count(),
                );
                Ok(())
            }
            Err(mistakes) => {
                for mistake in &mistakes {
                    println!("{mistake}");
                }
                Err(Fail::new(format!("{name} has mistakes: {}", mistakes.len()), "mend them as listed"))
            }
        }
    }
}
