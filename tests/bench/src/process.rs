//! What a process uses, as the kernel tells it.

use std::time::Duration;

use crate::Outcome;

/// Kernel ticks a second in /proc; fixed in the kernel's interface to programs.
const TICKS: f64 = 100.0;

/// A field of /proc/PID/status in megabytes: VmRSS, VmHWM.
pub fn megabytes(pid: u32, field: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with(field)).ok_or("no such field")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).unwrap_or("0").parse()?;
    Ok(kilobytes / 1024.0)
}

/// Processor time that a process has used, its ended children included.
pub fn cpu(pid: u32) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name may hold blanks; what follows its bracket does not.
    let rest = stat.rsplit_once(')').ok_or("no such process")?.1;
    let ticks: f64 =
        rest.split_whitespace().skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks / TICKS))
}

/// The same for a process and everything that it started.
pub fn cpu_of_family(parent: u32) -> Outcome<Duration> {
    let mut all = cpu(parent)?;
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        if pid != parent && parent_of(pid) == Some(parent) {
            all += cpu(pid).unwrap_or_default();
        }
    }
    Ok(all)
}

pub fn parent_of(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
