//! A real Thunderbird sets up an account for an address of a domain of ours: it asks `https://autoconfig.DOMAIN` by itself, as its account
//! set-up does, reads our answer with its own reader and makes the account. A tunnel (RFC 9110 9.3.6) stands in for the name system.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use serde_json::json;

use super::shared::{Served, service};
use super::thunderbird::Thunderbird;

const TEST: &str = "a_real_thunderbird_sets_up_an_account_for_port_465_by_itself";

/// The account set-up's own modules, called as its window calls them; what stands in the account afterwards.
const SET_UP: &str = r#"
const [port, domain, address] = args;
Services.io.offline = false;
Services.prefs.setIntPref("network.proxy.ssl_port", port);
Services.prefs.setBoolPref("mailnews.auto_config.fetchFromISP.sslOnly", true);
const at = name => ChromeUtils.importESModule(`resource:///modules/accountcreation/${name}.sys.mjs`);
const { FetchConfig } = at("FetchConfig");
const { AccountConfig } = at("AccountConfig");
const { CreateInBackend } = at("CreateInBackend");
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const config = await FetchConfig.fromISP(domain, address, new AbortController().signal);
AccountConfig.replaceVariables(config, "Taro", address, "not a password");
config.rememberPassword = false;
const account = await CreateInBackend.createAccountInBackend(config);
const incoming = account.incomingServer;
const outgoing = MailServices.outgoingServer.getServerByIdentity(account.defaultIdentity).QueryInterface(Ci.nsISmtpServer);
const plain = Ci.nsMsgAuthMethod.passwordCleartext, inside = Ci.nsMsgSocketType.SSL;
const told = server => ({ port: server.port, inside: server.socketType === inside, plain: server.authMethod === plain, user: server.username });
return {
  source: config.subSource,
  name: config.displayName,
  incoming: { host: incoming.hostname ?? incoming.hostName, type: incoming.type, ...told(incoming) },
  outgoing: { host: outgoing.hostname, ...told(outgoing) },
};
"#;

#[test]
fn a_real_thunderbird_sets_up_an_account_for_port_465_by_itself() {
    if !Thunderbird::is_here(TEST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = write_chain(folder.path());
    let served = Served::with(|settings| {
        settings.tls = Some(kakitome_web::TlsFiles { cert: folder.path().join("web.pem"), key: folder.path().join("web.key") });
        settings.services = vec![service("example.jp"), service("example.com")];
    });
    let (tunnel, asked) = tunnel(served.address);
    let thunderbird = Thunderbird::start(&[&root]).unwrap_or_else(|why| panic!("{why}"));
    let set_up = |domain: &str, address: &str| thunderbird.run(SET_UP, &[json!(tunnel.port()), json!(domain), json!(address)]);
    let made = set_up("example.jp", "taro@example.jp").unwrap_or_else(|why| panic!("{}: {why}", thunderbird.version()));
    let user = "taro@example.jp";
    assert_eq!(made["source"], "xml-from-isp-https", "{made}");
    assert_eq!(made["outgoing"], json!({ "host": "smtp.example.jp", "port": 465, "inside": true, "plain": true, "user": user }), "{made}");
    assert_eq!(
        made["incoming"],
        json!({ "host": "imap.example.jp", "type": "imap", "port": 993, "inside": true, "plain": true, "user": user }),
        "{made}"
    );
    assert_eq!(made["name"], "見本ネット");
    let asked: Vec<String> = asked.try_iter().collect();
    assert!(asked.iter().any(|host| host == "autoconfig.example.jp:443"), "{asked:?}");
    // a domain that is not ours gets nothing
    assert!(set_up("elsewhere.example", "taro@elsewhere.example").is_err());
    drop(thunderbird);
    served.stop();
}

/// A certificate for the names under which programs ask, and its root as a file.
fn write_chain(folder: &std::path::Path) -> std::path::PathBuf {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let names = ["autoconfig.example.jp", "example.jp", "autoconfig.elsewhere.example", "elsewhere.example"].map(str::to_owned);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(names).unwrap().signed_by(&key, &root).unwrap();
    std::fs::write(folder.join("web.pem"), leaf.pem()).unwrap();
    std::fs::write(folder.join("web.key"), key.serialize_pem()).unwrap();
    let file = folder.join("root.pem");
    std::fs::write(&file, root.pem()).unwrap();
    file
}

/// A proxy that leads every CONNECT to that address, and says for which hosts it was asked.
fn tunnel(to: SocketAddr) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let sender = sender.clone();
            std::thread::spawn(move || lead(stream, to, &sender));
        }
    });
    (address, asked)
}

fn lead(mut client: TcpStream, to: SocketAddr, asked: &std::sync::mpsc::Sender<String>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16_384 {
        let mut byte = [0];
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let host = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    asked.send(host).ok()?;
    let server = TcpStream::connect(to).ok()?;
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").ok()?;
    let (mut from_client, mut to_server) = (client.try_clone().ok()?, server.try_clone().ok()?);
    let up = std::thread::spawn(move || {
        let _ = std::io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Write);
    });
    let (mut from_server, mut to_client) = (server, client);
    let _ = std::io::copy(&mut from_server, &mut to_client);
    let _ = to_client.shutdown(Shutdown::Both);
    up.join().ok()
}
