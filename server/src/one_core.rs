//! Work that asks one SQLite connection statement after statement. The connection is a thread of its own, so each
//! statement goes over and comes back; where the two threads sit on two cores, waking the other one takes longer than the
//! statement. On one core the demonstration is made in little more than half of the time.

use std::future::Future;

use crate::fail::Fail;

/// Does the work on a thread that, with every thread it starts, stays on one core. Where the system does not allow it,
/// the work is done all the same.
pub fn on_one_core<T: Send>(work: impl Future<Output = Result<T, Fail>> + Send) -> Result<T, Fail> {
    let done = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            stay();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| no_threads(&error))?.block_on(work)
        });
        thread.join()
    });
    done.unwrap_or_else(|_| Err(Fail::new("the work ended by itself", "please report what stands above")))
}

#[cfg(target_os = "linux")]
fn stay() {
    let mut here = rustix::thread::CpuSet::new();
    here.set(rustix::thread::sched_getcpu());
    if let Err(error) = rustix::thread::sched_setaffinity(None, &here) {
        tracing::debug!(%error, "not kept on one core");
    }
}

#[cfg(not(target_os = "linux"))]
fn stay() {}

fn no_threads(error: &std::io::Error) -> Fail {
    Fail::new(format!("the system gives no threads ({error})"), "raise the limit of processes")
}
