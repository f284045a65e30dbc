//! Fetching from servers that lie, stall, lead elsewhere or never end. All on loopback, which the tests allow by name.
//! Attack rows C12 to C14: nothing inside one's own network is reached on a certificate's word, nobody learns the moment at which a mail
//! came, and every answer is bounded.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use kakitome_fetch::{Address, Addresses, Error, Fetcher, Kind, Network, Request, Resolver, Rules};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server whose every connection is served by `serve`, which gets what was asked.
struct Server {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Server {
    async fn start<F, S>(serve: F) -> Self
    where
        F: Fn(String, TcpStream) -> S + Send + Sync + 'static,
        S: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let (count, serve) = (asked.clone(), Arc::new(serve));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (count, serve) = (count.clone(), serve.clone());
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    let mut byte = [0; 1];
                    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).await.is_ok() {
                        head.push(byte[0]);
                    }
                    count.fetch_add(1, Ordering::SeqCst);
                    serve(String::from_utf8_lossy(&head).into_owned(), stream).await;
                });
            }
        });
        Self { port, asked }
    }

    async fn answering(answer: Vec<u8>) -> Self {
        Self::start(move |_, mut stream| {
            let answer = answer.clone();
            async move {
                let _ = stream.write_all(&answer).await;
            }
        })
        .await
    }

    fn crl(&self) -> Request {
        self.at("127.0.0.1")
    }

    fn at(&self, host: &str) -> Request {
        Request::get(Kind::Crl, Address::read(&format!("http://{host}:{}/ca.crl", self.port)).unwrap())
    }

    fn named(&self, number: usize) -> Request {
        Request::get(Kind::Crl, Address::read(&format!("http://127.0.0.1:{}/{number}.crl", self.port)).unwrap())
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn ok(body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

fn tls() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
}

/// Rules that allow this machine, and the ports of these servers.
fn rules(ports: &[u16]) -> Rules {
    let mut rules = Rules::default();
    rules.ports = ports.to_vec();
    rules.allowed = vec!["127.0.0.0/8".parse::<Network>().unwrap()];
    rules.whole = Duration::from_secs(20);
    rules
}

fn fetcher(rules: Rules) -> Fetcher {
    Fetcher::new(rules, tls()).unwrap()
}

/// Names lead where the test says, another place at every question.
struct Names(Vec<&'static str>, AtomicUsize);

impl Resolver for Names {
    fn resolve(&self, _: &str) -> Addresses {
        let turn = self.1.fetch_add(1, Ordering::SeqCst).min(self.0.len() - 1);
        let addresses: Vec<IpAddr> = self.0[turn].split_whitespace().map(|address| address.parse().unwrap()).collect();
        Box::pin(async move { Ok(addresses) })
    }
}

#[tokio::test]
async fn an_answer_comes_whole_and_is_remembered_as_long_as_its_reader_says() {
    let server = Server::answering(ok(b"a list")).await;
    let fetcher = fetcher(rules(&[server.port]));
    let first = fetcher.fetch(&server.crl()).await.unwrap();
    assert_eq!(first.body.to_vec().unwrap(), b"a list");
    fetcher.fetch(&server.crl()).await.unwrap();
    assert_eq!(server.asked(), 2, "nobody said how long it serves");
    fetcher.keep(&server.crl(), &first, SystemTime::now() + Duration::from_secs(60));
    let again = fetcher.fetch(&server.crl()).await.unwrap();
    assert_eq!((server.asked(), again.at), (2, first.at));
}

#[tokio::test]
async fn a_long_answer_lies_in_a_file_and_reads_the_same() {
    let body: Vec<u8> = (0..2_000_000u32).flat_map(u32::to_le_bytes).collect();
    let server = Server::answering(ok(&body)).await;
    let fetched = fetcher(rules(&[server.port])).fetch(&server.crl()).await.unwrap();
    assert_eq!(fetched.body.len(), body.len() as u64);
    assert!(fetched.body.to_vec().unwrap() == body);
    assert!(fetched.body.to_vec().unwrap() == body, "and again from its beginning");
}

#[tokio::test]
async fn many_who_ask_for_the_same_ask_once() {
    let server = Server::start(|_, mut stream| async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let _ = stream.write_all(&ok(b"list")).await;
    })
    .await;
    let fetcher = Arc::new(fetcher(rules(&[server.port])));
    let all: Vec<_> = (0..50)
        .map(|_| {
            let (fetcher, request) = (fetcher.clone(), server.crl());
            tokio::spawn(async move { fetcher.fetch(&request).await })
        })
        .collect();
    for one in all {
        assert_eq!(one.await.unwrap().unwrap().body.len(), 4);
    }
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn c14_no_answer_is_longer_than_its_limit_whatever_the_server_says_of_it() {
    let lying = Server::answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx".to_vec()).await;
    let endless = Server::start(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        let piece = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        while stream.write_all(&piece).await.is_ok() {}
    })
    .await;
    let mut rules = rules(&[lying.port, endless.port]);
    rules.crl_bytes = 1_000_000;
    let fetcher = fetcher(rules);
    for request in [lying.crl(), endless.crl()] {
        let error = fetcher.fetch(&request).await.unwrap_err();
        assert!(matches!(error, Error::TooLong { limit: 1_000_000, .. }), "{error}");
    }
    let ocsp = Request::ocsp(Address::read(&format!("http://127.0.0.1:{}/", endless.port)).unwrap(), vec![1, 2, 3]);
    assert!(matches!(fetcher.fetch(&ocsp).await, Err(Error::TooLong { limit: 65536, .. })), "each kind has a limit of its own");
}

#[tokio::test]
async fn c14_a_server_that_trickles_is_left() {
    let server = Server::start(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").await;
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let mut rules = rules(&[server.port]);
    rules.whole = Duration::from_millis(1500);
    let began = Instant::now();
    let error = fetcher(rules).fetch(&server.crl()).await.unwrap_err();
    assert!(matches!(error, Error::TooSlow { .. }), "{error}");
    // the whole would take fifty seconds
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_short_answer_is_no_answer() {
    let server = Server::answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nhalf".to_vec()).await;
    assert!(matches!(fetcher(rules(&[server.port])).fetch(&server.crl()).await, Err(Error::Connection { .. })));
}

#[tokio::test]
async fn c12_redirects_are_counted_and_each_is_judged() {
    let goal = Server::answering(ok(b"list")).await;
    let there = Server::answering(redirect(&format!("http://127.0.0.1:{}/x", goal.port))).await;
    let fetcher = fetcher(rules(&[goal.port, there.port]));
    assert_eq!(fetcher.fetch(&there.crl()).await.unwrap().body.len(), 4);

    for (to, why) in [
        ("http://10.0.0.1/", "10.0.0.1"),
        ("http://169.254.169.254/latest/meta-data", "169.254.169.254"),
        ("http://[::1]/", "::1"),
        ("file:///etc/passwd", "status 302"), // such a step is not even tried
        ("http://127.0.0.1:22/", "port is not asked"),
    ] {
        let server = Server::answering(redirect(to)).await;
        let mut rules = rules(&[server.port, 80]);
        rules.allowed = vec!["127.0.0.1".parse().unwrap()];
        let error = Fetcher::new(rules, tls()).unwrap().fetch(&server.crl()).await.unwrap_err().to_string();
        assert!(error.contains(why), "{to}: {error}");
    }
}

#[tokio::test]
async fn c12_no_redirect_leads_to_another_host() {
    let goal = Server::answering(ok(b"list")).await;
    let there = Server::answering(redirect(&format!("http://ca.example:{}/x", goal.port))).await;
    let names = || Arc::new(Names(vec!["127.0.0.1"], AtomicUsize::new(0)));
    let fetcher = Fetcher::with_resolver(rules(&[goal.port, there.port]), tls(), names()).unwrap();
    let error = fetcher.fetch(&there.at("crl.bank.example")).await.unwrap_err().to_string();
    assert!(error.contains("leads to another host") && error.contains("ca.example"), "{error}");
    assert_eq!(goal.asked(), 0);
    let error = fetcher.fetch(&there.crl()).await.unwrap_err().to_string();
    assert!(error.contains("leads to another host"), "{error}");
}

/// A spammer's mail names an address of his own: he does not see that many mails came, nor when.
#[tokio::test]
async fn c13_what_is_asked_is_asked_once_and_at_a_moment_of_our_own() {
    let server = Server::answering(ok(b"list")).await;
    let mut rules = rules(&[server.port]);
    rules.jitter = Duration::from_millis(400);
    let fetcher = Arc::new(fetcher(rules));
    let begun = Instant::now();
    let waits = futures(fetcher.clone(), (0..16).map(|number| server.named(number)).collect()).await;
    assert!(waits.iter().all(|(outcome, _)| outcome.is_ok()));
    let mut moments: Vec<Duration> = waits.iter().map(|(_, at)| at.duration_since(begun)).collect();
    moments.sort();
    // sixteen draws from 400 steps: that all fall into a tenth of them happens once in 10^15 runs
    assert!(moments[15] - moments[0] > Duration::from_millis(40), "{moments:?}");
    assert_eq!(server.asked(), 16);
    // a hundred mails that name the same list: one request
    for (outcome, _) in futures(fetcher.clone(), vec![server.named(99); 100]).await {
        fetcher.keep(&server.named(99), &outcome.unwrap(), SystemTime::now() + Duration::from_secs(600));
    }
    fetcher.fetch(&server.named(99)).await.unwrap();
    assert_eq!(server.asked(), 17);
}

async fn futures(fetcher: Arc<Fetcher>, requests: Vec<Request>) -> Vec<(Result<kakitome_fetch::Fetched, Error>, Instant)> {
    let tasks = requests.into_iter().map(|request| {
        let fetcher = fetcher.clone();
        tokio::spawn(async move { (fetcher.fetch(&request).await, Instant::now()) })
    });
    let mut all = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        all.push(task.await.unwrap());
    }
    all
}

/// Nothing is unpacked: a bomb of 10 MB of zeros stays the 10 KB that came.
#[tokio::test]
async fn c14_a_packed_answer_stays_packed() {
    let packed = vec![0x1f; 10_000];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", packed.len());
    let server = Server::answering([head.as_bytes(), &packed].concat()).await;
    assert_eq!(fetcher(rules(&[server.port])).fetch(&server.crl()).await.unwrap().body.to_vec().unwrap(), packed);
}

/// The caps of attack row C14: 10 MB, 5 seconds, 3 redirects.
#[test]
fn c14_the_caps_are_those_of_the_catalogue() {
    let rules = Rules::default();
    assert!(rules.crl_bytes <= 10 << 20 && rules.issuer_bytes <= 10 << 20 && rules.ocsp_bytes <= 10 << 20);
    assert!(rules.whole <= Duration::from_secs(5) && rules.connect <= rules.whole && rules.redirects <= 3);
}

#[tokio::test]
async fn c12_c14_a_redirect_in_a_circle_ends() {
    let server = Server::start(|asked, mut stream| async move {
        let host = asked.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned)).unwrap();
        let _ = stream.write_all(&redirect(&format!("http://{host}/again"))).await;
    })
    .await;
    let error = fetcher(rules(&[server.port])).fetch(&server.crl()).await.unwrap_err();
    assert!(error.to_string().contains("too many redirects"), "{error}");
    assert_eq!(server.asked(), 4, "the first and three more");
}

#[tokio::test]
async fn c12_a_name_that_leads_inside_is_not_followed_and_nobody_connects() {
    let server = Server::answering(ok(b"secret")).await;
    for addresses in ["127.0.0.1", "192.168.0.1", "8.8.8.8 127.0.0.1", "::1", "::ffff:127.0.0.1"] {
        let mut rules = rules(&[server.port]);
        rules.allowed.clear();
        let names = Names(vec![addresses], AtomicUsize::new(0));
        let fetcher = Fetcher::with_resolver(rules, tls(), Arc::new(names)).unwrap();
        let error = fetcher.fetch(&server.at("crl.bank.example")).await.unwrap_err();
        assert!(matches!(error, Error::Private { .. }), "{addresses}: {error}");
    }
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn c12_a_name_that_changes_its_mind_is_judged_at_every_use() {
    let server = Server::answering(ok(b"list")).await;
    let mut rules = rules(&[server.port]);
    rules.allowed = vec!["127.0.0.1".parse().unwrap()];
    rules.failure = Duration::ZERO;
    let names = Names(vec!["127.0.0.1", "127.0.0.2"], AtomicUsize::new(0));
    let fetcher = Fetcher::with_resolver(rules, tls(), Arc::new(names)).unwrap();
    fetcher.fetch(&server.at("crl.bank.example")).await.unwrap();
    let error = fetcher.fetch(&server.at("crl.bank.example")).await.unwrap_err();
    assert!(matches!(error, Error::Private { .. }), "{error}");
}

#[tokio::test]
async fn a_dead_server_is_not_asked_for_every_mail() {
    let server = Server::answering(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec()).await;
    let fetcher = fetcher(rules(&[server.port]));
    for _ in 0..10 {
        assert!(matches!(fetcher.fetch(&server.crl()).await, Err(Error::Status { status: 503, .. })));
    }
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn an_ocsp_question_is_posted_as_it_is() {
    let server = Server::start(|asked, mut stream| async move {
        let mut question = [0; 3];
        stream.read_exact(&mut question).await.unwrap();
        let head = asked.to_ascii_lowercase();
        let right = question == [1, 2, 3] && head.starts_with("post /ocsp ") && head.contains("content-type: application/ocsp-request");
        let _ = stream.write_all(&ok(if right { b"good" } else { b"bad" })).await;
    })
    .await;
    let address = Address::read(&format!("http://127.0.0.1:{}/ocsp", server.port)).unwrap();
    let fetched = fetcher(rules(&[server.port])).fetch(&Request::ocsp(address, vec![1, 2, 3])).await.unwrap();
    assert_eq!(fetched.body.to_vec().unwrap(), b"good");
}

#[tokio::test]
async fn a_list_is_fetched_over_tls_alone_and_a_strange_certificate_is_refused() {
    let server = Server::answering(ok(b"list")).await;
    let fetcher = fetcher(rules(&[server.port]));
    let clear = Request::get(Kind::List, server.crl().address().clone());
    assert!(fetcher.fetch(&clear).await.unwrap_err().to_string().contains("over TLS alone"));

    let key = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let certificate = rustls::pki_types::CertificateDer::from(key.cert.der().to_vec());
    let private = rustls::pki_types::PrivateKeyDer::Pkcs8(key.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], private).unwrap());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = rustls::ServerConnection::new(config).unwrap();
        while connection.is_handshaking() && connection.complete_io(&mut stream).is_ok() {}
    });
    let address = Address::read(&format!("https://127.0.0.1:{port}/authroot.stl")).unwrap();
    let mut rules = rules(&[port]);
    rules.whole = Duration::from_secs(5);
    let error = Fetcher::new(rules, tls()).unwrap().fetch(&Request::get(Kind::List, address)).await.unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
}
