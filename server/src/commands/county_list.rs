use clap::Args;

use crate::configuration::Options;
use crate::fail::Fail;
use crate::{counties, playbooks};

/// List the counties there are
#[derive(Args, Debug)]
pub struct List {}

impl List {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        for code in counties::codes(&configuration).await? {
            // A county whose playbook is wrong is listed all the same.
            match playbooks::of_county(&configuration.data, &code) {
                Ok(playbook) => {
                    let name = &playbook.county().name;
                    println!("{code} {} {} {}", name.zh, name.en, playbook.version());
                }
                Err(fail) => println!("{code} {fail}"),
            }
        }
        Ok(())
    }
}
