use clap::Args;
use lianxin_seal::digest::hex;

use crate::configuration::Options;
use crate::counties;
use crate::fail::Fail;

/// Recompute the chain of events and tell whether anything was changed
///
/// Prints how many events there are and the last link. A link that was noted elsewhere earlier (it leaves the machine
/// daily) must still be in the chain.
#[derive(Args, Debug)]
pub struct Verify {}

impl Verify {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        let code = counties::the_one(&configuration).await?;
        let store = counties::open_store(&configuration, &code).await?;
        let verified = lianxin_events::verify(&store.snapshot().await?).await?;
        store.close().await?;
        let verified = verified.map_err(|broken| {
            Fail::new(format!("{code}: {broken}"), "compare with the last backup whose chain was whole")
        })?;
        println!("{code} whole: {} events, {} waiting", verified.events, verified.waiting);
        println!("head {}", hex(&verified.head));
        Ok(())
    }
}
