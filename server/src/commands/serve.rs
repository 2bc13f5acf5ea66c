use clap::Args;

use crate::configuration::{Options, ServerOptions};
use crate::fail::Fail;
use crate::listen;

/// Serve the counties of the data folder or database
///
/// Answers until it is told to stop (Ctrl-C or SIGTERM); then it finishes what runs, seals the events and closes the
/// stores. /healthz, /readyz and /metrics are on the same port.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    server: ServerOptions,
}

impl Serve {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        listen::serve(&options.read()?, &self.server.read(options)?, false).await
    }
}
