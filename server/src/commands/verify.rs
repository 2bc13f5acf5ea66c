use clap::Args;
use lianxin_events::Broken;
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
        let verified = lianxin_events::verify(&store.reader()).await?;
        store.close().await?;
        let verified = verified.map_err(|broken| {
            Fail::new(
                format!("{code}: {}", tell(&broken)),
                "compare with the last backup whose chain was whole",
            )
        })?;
        println!("{code} whole: {} events, {} waiting", verified.events, verified.waiting);
        println!("head {}", hex(&verified.head));
        Ok(())
    }
}

fn tell(broken: &Broken) -> String {
    match broken {
        Broken::Gap { after } => format!("the chain has a gap after number {after}"),
        Broken::Missing { seq, event } => format!("event {event} (number {seq}) is gone"),
        Broken::Changed { seq, event } => format!("event {event} (number {seq}) was changed"),
        Broken::Unlinked { events } => format!("{events} events stand outside the chain"),
    }
}
