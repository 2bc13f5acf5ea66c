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
fn a_log_that_cannot_be_written_breaks_no_request_off() {
    let data = county();
    let mut server = Server::start_unheard(&["--data", path(data.path())]);
    for _ in 0..3 {
        let page = server.get("/370114/");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    }
    assert_eq!(server.stop(), 0);
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

/// A certificate of its own making and its key, written where the server reads them.
fn certificate(chain: &std::path::Path, key: &std::path::Path) -> rcgen::CertifiedKey<rcgen::KeyPair> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(key, made.signing_key.serialize_pem()).unwrap();
    std::fs::write(chain, made.cert.pem()).unwrap();
    made
}

/// Asks over TLS with these versions, trusting this certificate alone; what was agreed and what came back.
fn ask_over_tls(
    port: u16,
    made: &rcgen::CertifiedKey<rcgen::KeyPair>,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> std::io::Result<(Option<rustls::ProtocolVersion>, String)> {
    use std::io::{Read, Write};
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let settings = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let mut connection = rustls::ClientConnection::new(settings.into(), name).unwrap();
    let mut socket = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    // The end of the connection may come without a farewell; what was said counts.
    let _ = stream.read_to_string(&mut answer);
    Ok((connection.protocol_version(), answer))
}

#[test]
fn with_a_certificate_it_speaks_https_by_tls_1_3_and_1_2_and_nothing_older() {
    use std::io::{Read, Write};
    let data = county();
    let (chain, key) = (data.path().join("chain.pem"), data.path().join("key.pem"));
    let made = certificate(&chain, &key);
    let (chain, key) = (path(&chain), path(&key));
    let server =
        Server::start(&["--data", path(data.path()), "--certificate", chain, "--certificate-key", key]);
    let (version, answer) = ask_over_tls(server.port, &made, rustls::ALL_VERSIONS).unwrap();
    assert_eq!(version, Some(rustls::ProtocolVersion::TLSv1_3), "the newest is preferred");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    let (version, answer) = ask_over_tls(server.port, &made, &[&rustls::version::TLS12]).unwrap();
    assert_eq!(version, Some(rustls::ProtocolVersion::TLSv1_2));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // A greeting of TLS 1.1, which no client library here can speak any more: answered with an alert.
    let mut old = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let mut hello = vec![0x16, 0x03, 0x02, 0x00, 0x2f, 0x01, 0x00, 0x00, 0x2b, 0x03, 0x02];
    hello.extend([7; 32]);
    hello.extend([0x00, 0x00, 0x04, 0x00, 0x2f, 0xc0, 0x14, 0x01, 0x00]);
    old.write_all(&hello).unwrap();
    let mut answer = Vec::new();
    let _ = old.read_to_end(&mut answer);
    assert!(answer.first() != Some(&0x16), "no handshake goes on: {answer:?}");
}

#[test]
fn a_renewed_certificate_is_taken_without_a_restart_and_a_broken_one_is_not() {
    let data = county();
    let (chain, key) = (data.path().join("chain.pem"), data.path().join("key.pem"));
    let first = certificate(&chain, &key);
    let server = Server::start(&[
        "--data",
        path(data.path()),
        "--certificate",
        path(&chain),
        "--certificate-key",
        path(&key),
    ]);
    ask_over_tls(server.port, &first, rustls::ALL_VERSIONS).unwrap();
    let second = certificate(&chain, &key);
    server.hang_up();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(50);
    while ask_over_tls(server.port, &second, rustls::ALL_VERSIONS).is_err() {
        assert!(std::time::Instant::now() < until, "the renewed certificate was never taken");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(ask_over_tls(server.port, &first, rustls::ALL_VERSIONS).is_err(), "the old one is gone");
    std::fs::write(&key, "no key").unwrap();
    server.hang_up();
    std::thread::sleep(std::time::Duration::from_millis(300));
    ask_over_tls(server.port, &second, rustls::ALL_VERSIONS).expect("the one before goes on");
}

#[test]
fn errors_of_the_server_itself_carry_the_same_headers_as_pages() {
    let data = county();
    let server = Server::start(&["--data", path(data.path())]);
    let large = "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5368709120\r\nConnection: close\r\n\r\n";
    let answers = [
        server.get("/nowhere"),
        server.get("/healthz"),
        server.get("/assets/none.js"),
        server.say(large),
        server.say("DELETE /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
    ];
    for answer in answers {
        let head = answer.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy:",
            "frame-ancestors 'none'",
        ] {
            assert!(head.contains(header), "{header} is missing: {head}");
        }
        assert!(!head.contains("strict-transport"), "plain HTTP promises no TLS: {head}");
        assert!(!head.contains("\r\nserver:"), "nobody needs to know what answers: {head}");
    }
}
