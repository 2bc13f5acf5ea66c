//! Figures for Prometheus: what is asked for, how long it takes, how far sealing and consumers are.

use std::sync::LazyLock;
use std::time::Duration;

use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry,
    TextEncoder,
};

struct Figures {
    registry: Registry,
    requests: Option<IntCounterVec>,
    seconds: Option<HistogramVec>,
    sealed: Option<IntCounterVec>,
    lag: Option<IntGaugeVec>,
    faults: Option<IntCounterVec>,
    panics: Option<IntCounter>,
}

/// From a page out of memory to a photo over a slow line.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

static FIGURES: LazyLock<Figures> = LazyLock::new(|| {
    let registry = Registry::new();
    let counter = |name: &str, help: &str, labels: &[&str]| {
        let made = IntCounterVec::new(Opts::new(name, help), labels).ok()?;
        registry.register(Box::new(made.clone())).ok()?;
        Some(made)
    };
    let requests = counter("lianxin_requests_total", "Requests answered", &["method", "route", "status"]);
    let sealed =
        counter("lianxin_events_sealed_total", "Events that were given their number and link", &["county"]);
    let faults =
        counter("lianxin_faults_total", "Times that a store did not answer as it should", &["where"]);
    let seconds = || {
        let options = HistogramOpts::new("lianxin_request_seconds", "Time to the first byte of an answer");
        let made = HistogramVec::new(options.buckets(BUCKETS.to_vec()), &["route"]).ok()?;
        registry.register(Box::new(made.clone())).ok()?;
        Some(made)
    };
    let lag = || {
        let help = "Events that the slowest consumer still has to read";
        let made = IntGaugeVec::new(Opts::new("lianxin_consumer_lag", help), &["county"]).ok()?;
        registry.register(Box::new(made.clone())).ok()?;
        Some(made)
    };
    let panics = || {
        let made = IntCounter::new("lianxin_panics_total", "Requests and works that broke off").ok()?;
        registry.register(Box::new(made.clone())).ok()?;
        Some(made)
    };
    let (seconds, lag, panics) = (seconds(), lag(), panics());
    Figures { registry, requests, seconds, sealed, lag, faults, panics }
});

pub fn request(method: &str, route: &str, status: u16, took: Duration) {
    if let Some(requests) = &FIGURES.requests {
        requests.with_label_values(&[method, route, &status.to_string()]).inc();
    }
    if let Some(seconds) = &FIGURES.seconds {
        let one: Histogram = seconds.with_label_values(&[route]);
        one.observe(took.as_secs_f64());
    }
}

pub fn sealed(county: &str, many: usize) {
    if let Some(sealed) = &FIGURES.sealed {
        sealed.with_label_values(&[county]).inc_by(many as u64);
    }
}

pub fn lag(county: &str, events: i64) {
    if let Some(lag) = &FIGURES.lag {
        lag.with_label_values(&[county]).set(events);
    }
}

/// A store that did not answer; `place` is `request` or the name of a consumer or job.
pub fn fault(place: &str) {
    if let Some(faults) = &FIGURES.faults {
        faults.with_label_values(&[place]).inc();
    }
}

pub fn panic() {
    if let Some(panics) = &FIGURES.panics {
        panics.inc();
    }
}

/// Everything as Prometheus reads it.
pub fn text() -> String {
    let mut out = Vec::new();
    if let Err(error) = TextEncoder::new().encode(&FIGURES.registry.gather(), &mut out) {
        tracing::error!(%error, "figures could not be written");
    }
    String::from_utf8_lossy(&out).into_owned()
}
