use crate::run::{Server, county, path};

#[test]
fn a_server_answers_and_ends_whole_when_told_to() {
    let data = county();
    let mut server = Server::start(&["--data", path(data.path())]);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(server.get("/readyz").ends_with("ready\n"));
    let first = server.get("/");
    assert!(first.starts_with("HTTP/1.1 303") && first.contains("location: /370114/"), "{first}");
    assert_eq!(server.stop(), 0);
    let left: Vec<String> = std::fs::read_dir(data.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with("-wal"))
        .collect();
    assert!(left.is_empty(), "closed stores leave nothing beside them: {left:?}");
}

#[test]
fn a_wrong_address_gets_a_page_in_the_readers_language() {
    let data = county();
    let server = Server::start(&["--data", path(data.path())]);
    for path in ["/nowhere", "/999999/orgs", "/a/b/c/d"] {
        let page = server.get(path);
        assert!(page.starts_with("HTTP/1.1 404") && page.contains("没有这个地址"), "{path}: {page}");
        assert!(page.contains("href=\"/370114/\""), "{page}");
        assert!(page.contains("content-security-policy"), "{page}");
    }
    let english = server.say(
        "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en-GB\r\nConnection: close\r\n\r\n",
    );
    assert!(english.contains("There is no such address"), "{english}");
}

#[test]
fn figures_name_routes_and_never_what_was_asked() {
    let data = county();
    let server = Server::start(&["--data", path(data.path())]);
    server.get("/healthz?word=secret");
    server.get("/nowhere/secret");
    let figures = server.get("/metrics");
    assert!(
        figures.contains("lianxin_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1"),
        "{figures}"
    );
    assert!(figures.contains("lianxin_request_seconds_bucket"), "{figures}");
    assert!(!figures.contains("secret"), "{figures}");
}

#[test]
fn large_pages_are_sent_packed() {
    let data = county();
    let server = Server::start(&["--data", path(data.path())]);
    let page = server.say(
        "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\nConnection: close\r\n\r\n",
    );
    assert!(page.contains("content-encoding: br"), "{page}");
}

#[test]
fn a_head_or_body_without_end_is_cut_off() {
    let data = county();
    let server = Server::start(&["--data", path(data.path())]);
    let filler = "x".repeat(70_000);
    let head = format!(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Filler: {filler}\r\nConnection: close\r\n\r\n"
    );
    assert!(server.say(&head).starts_with("HTTP/1.1 431"));
    let body = "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5368709120\r\nConnection: close\r\n\r\n";
    assert!(server.say(body).starts_with("HTTP/1.1 413"));
}

#[test]
fn with_a_certificate_it_speaks_https() {
    use std::io::{Read, Write};
    let data = county();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (chain, key) = (data.path().join("chain.pem"), data.path().join("key.pem"));
    std::fs::write(&chain, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let server = Server::start(&[
        "--data",
        path(data.path()),
        "--certificate",
        path(&chain),
        "--certificate-key",
        path(&key),
    ]);
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let settings = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let mut connection = rustls::ClientConnection::new(settings.into(), name).unwrap();
    let mut socket = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    // The end of the connection may come without a farewell; what was said counts.
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
