//! Answers on a port until it is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use http::StatusCode;
use lianxin_web::{App, Rates, Settings, router, shield};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::configuration::{Certificate, Configuration, ServerConfiguration};
use crate::fail::Fail;
use crate::impatient::Impatient;
use crate::in_turn::{Turns, in_turn};
use crate::read_on::read_on;
use crate::worker::Workers;
use crate::{counties, front, metrics, modules, watch};

/// A phone on a village road sends slowly, but it does send.
const SILENCE: Duration = Duration::from_secs(30);
/// From the last byte asked to the first byte answered.
const ANSWER: Duration = Duration::from_mins(2);
const LARGEST_BODY: usize = 64 * 1024 * 1024;
const LARGEST_HEAD: usize = 64 * 1024;
const MOST_HEADERS: usize = 100;
const LOOK_AT_CERTIFICATE: Duration = Duration::from_mins(1);
/// How long requests may still run after the word to stop.
const FINISH: Duration = Duration::from_secs(20);
const FORGET_RATES: Duration = Duration::from_mins(1);

/// Opens the counties and serves them. `demo`: generated people only, every page says so.
pub async fn serve(
    configuration: &Configuration,
    server: &ServerConfiguration,
    demo: bool,
) -> Result<(), Fail> {
    start_log();
    // First of all: a port that is taken is told before anything is opened.
    let listener = bind(server.listen)?;
    let tls = match &server.certificate {
        Some(certificate) => Some((load(certificate).await?, certificate.clone())),
        None => None,
    };
    let app = open(configuration, server, demo).await?;
    let workers = Workers::start(&app);
    let forget = tokio::spawn(forget_rates(app.clone()));
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    tracing::info!(listen = %server.listen, address = server.address, "serving");
    let served = run(listener, tls, handle, layered(&app)).await;
    forget.abort();
    workers.stop().await;
    for county in app.counties() {
        county.store.clone().close().await?;
    }
    tracing::info!("stopped");
    served.map_err(|error| Fail::new(format!("the server stopped ({error})"), "start it again"))
}

fn start_log() {
    let filter = std::env::var("LIANXIN_LOG").unwrap_or_else(|_| "info,sqlx=warn,sea_orm=warn".into());
    let filter = tracing_subscriber::EnvFilter::new(filter);
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        // To complain about a log that cannot be written would write there again, and break the request off.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    // Set already when one process serves twice.
    let _ = log.try_init();
}

/// Refuses a port that something else answers on.
pub fn is_free(listen: SocketAddr) -> Result<(), Fail> {
    bind(listen).map(drop)
}

fn bind(listen: SocketAddr) -> Result<TcpListener, Fail> {
    TcpListener::bind(listen).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Fail::new(
            format!("port {} is taken", listen.port()),
            "end the other program, or choose another port with --listen",
        ),
        _ => {
            Fail::new(format!("cannot listen on {listen} ({error})"), "choose another address with --listen")
        }
    })
}

async fn load(certificate: &Certificate) -> Result<RustlsConfig, Fail> {
    // Set already when one process serves twice.
    let _ = rustls::crypto::ring::default_provider().install_default();
    RustlsConfig::from_pem_file(&certificate.chain, &certificate.key).await.map_err(|error| {
        let (chain, key) = (certificate.chain.display(), certificate.key.display());
        Fail::new(
            format!("cannot use {chain} with {key} ({error})"),
            "give a certificate chain and its private key as PEM files",
        )
    })
}

/// Takes a renewed certificate without a restart: at the latest a minute after its files changed, at once on SIGHUP.
/// Files that do not fit together are told in the log, and the certificate before goes on.
async fn renew(tls: RustlsConfig, certificate: Certificate) {
    let stamp = |path: &std::path::Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    let both = || (stamp(&certificate.chain), stamp(&certificate.key));
    let mut known = both();
    let mut told = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok();
    loop {
        let asked = async {
            match &mut told {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        let at_once = tokio::select! {
            _ = asked => true,
            () = tokio::time::sleep(LOOK_AT_CERTIFICATE) => false,
        };
        let now = both();
        if !at_once && now == known {
            continue;
        }
        known = now;
        match tls.reload_from_pem_file(&certificate.chain, &certificate.key).await {
            Ok(()) => tracing::info!("the certificate was read anew"),
            Err(error) => {
                tracing::error!(%error, "the renewed certificate cannot be used; the one before goes on");
            }
        }
    }
}

async fn open(configuration: &Configuration, server: &ServerConfiguration, demo: bool) -> Result<App, Fail> {
    let codes = match &configuration.county {
        Some(_) => vec![counties::the_one(configuration).await?],
        None => counties::codes(configuration).await?,
    };
    if codes.is_empty() {
        return Err(counties::none(configuration));
    }
    let mut opened = Vec::new();
    for code in &codes {
        opened.push(counties::open(configuration, code).await?);
    }
    let settings = Settings {
        data: configuration.data.clone(),
        address: server.address.clone(),
        secure: server.address.starts_with("https://"),
        demo,
        proxies: server.proxies.clone(),
        monitors: server.monitors.clone(),
    };
    Ok(App::new(opened, modules::modules(), settings, Rates::new(server.rate_limit)))
}

/// The routes with what stands around all of them, from the inside out.
fn layered(app: &App) -> Router {
    let router = router(app)
        .fallback_service(axum::routing::any(front::nowhere).with_state(app.clone()))
        .layer(from_fn_with_state(Turns::default(), in_turn))
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER))
        .layer(CatchPanicLayer::custom(broke_off))
        .layer(from_fn_with_state(app.clone(), front::word));
    shield(router, app).layer(from_fn(read_on)).layer(from_fn(watch::watch)).layer(CompressionLayer::new())
}

fn broke_off(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    metrics::panic();
    tracing::error!("a request broke off");
    axum::response::IntoResponse::into_response(StatusCode::INTERNAL_SERVER_ERROR)
}

async fn run(
    listener: TcpListener,
    tls: Option<(RustlsConfig, Certificate)>,
    handle: Handle<SocketAddr>,
    router: Router,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let plain = axum_server::from_tcp(listener)?.handle(handle);
    let patient = axum_server::accept::DefaultAcceptor::new();
    if let Some((tls, certificate)) = tls {
        tokio::spawn(renew(tls.clone(), certificate));
        let speaks_tls = axum_server::tls_rustls::RustlsAcceptor::new(tls);
        let mut server = plain.acceptor(Impatient::new(speaks_tls, SILENCE));
        bound(server.http_builder());
        return server.serve(service).await;
    }
    let mut server = plain.acceptor(Impatient::new(patient, SILENCE));
    bound(server.http_builder());
    server.serve(service).await
}

/// Heads have a size and a time: whoever sends them drop by drop is cut off.
fn bound<E>(builder: &mut hyper_util::server::conn::auto::Builder<E>) {
    builder.http1().header_read_timeout(SILENCE).max_buf_size(LARGEST_HEAD).max_headers(MOST_HEADERS);
    builder.http2().max_header_list_size(LARGEST_HEAD as u32);
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let terminate = async {
        let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut signal) = signal {
            signal.recv().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = terminate => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping: what runs is finished first");
    handle.graceful_shutdown(Some(FINISH));
}

/// Addresses that have been quiet need not be remembered.
async fn forget_rates(app: App) {
    loop {
        tokio::time::sleep(FORGET_RATES).await;
        app.rates().forget();
    }
}
