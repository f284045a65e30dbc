//! TLS for tests: certificates of our own making, a client, and a next hop that says what it heard in clear and what inside TLS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// A certificate for a server with the authority that signed it, as PEM files.
pub(crate) struct Certificate {
    pub(crate) authority: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Certificate {
    /// Made anew in the folder; `name` is both the files' and, with `.test`, the server's.
    pub(crate) fn make(folder: &Path, name: &str) -> Self {
        Self::make_for(folder, name, &format!("{name}.test"))
    }

    /// For a server that clients call by this name.
    pub(crate) fn make_for(folder: &Path, name: &str, server: &str) -> Self {
        let mut root = CertificateParams::new(Vec::new()).expect("parameters");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.distinguished_name.push(DnType::CommonName, format!("authority of {name}"));
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key")).expect("a root");
        let key = KeyPair::generate().expect("a key");
        let mut leaf = CertificateParams::new(vec![server.to_owned()]).expect("parameters");
        leaf.distinguished_name.push(DnType::CommonName, server);
        let leaf = leaf.signed_by(&key, &root).expect("a certificate");
        let files = Self {
            authority: folder.join(format!("{name}-ca.pem")),
            certificate: folder.join(format!("{name}.pem")),
            key: folder.join(format!("{name}.key")),
        };
        for (file, text) in [(&files.authority, root.pem()), (&files.certificate, leaf.pem()), (&files.key, key.serialize_pem())] {
            std::fs::write(file, text).expect("a file");
        }
        files
    }

    /// For the `[[listener]]` table.
    pub(crate) fn for_listener(&self) -> String {
        format!("tls = {{ cert = \"{}\", key = \"{}\" }}\n", self.certificate.display(), self.key.display())
    }

    fn server(&self) -> Arc<ServerConfig> {
        let chain = CertificateDer::pem_file_iter(&self.certificate).expect("a certificate").map(|one| one.expect("PEM")).collect();
        let key = PrivateKeyDer::from_pem_file(&self.key).expect("a key");
        Arc::new(ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).expect("they fit"))
    }
}

/// The handshake of a client that trusts this authority; the name is the one that the server must carry.
pub(crate) fn handshake(socket: TcpStream, authority: &Path, name: &str) -> Result<StreamOwned<ClientConnection, TcpStream>, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).expect("an authority")).expect("a root");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let mut stream = StreamOwned::new(ClientConnection::new(Arc::new(config), name).expect("a client"), socket);
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock).map_err(|error| error.to_string())?;
    }
    Ok(stream)
}

/// A next hop that offers STARTTLS and keeps the commands that it got, in clear and inside TLS.
pub(crate) struct TlsHop {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
}

#[derive(Clone, Default)]
pub(crate) struct Heard {
    pub(crate) clear: Vec<String>,
    pub(crate) inside: Vec<String>,
}

impl TlsHop {
    pub(crate) fn start(certificate: &Certificate, offers: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its port");
        let heard = Arc::new(Mutex::new(Heard::default()));
        let (config, kept) = (certificate.server(), Arc::clone(&heard));
        std::thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let (config, kept) = (Arc::clone(&config), Arc::clone(&kept));
                std::thread::spawn(move || session(&socket, config, offers, &kept));
            }
        });
        Self { address, heard }
    }

    pub(crate) fn heard(&self) -> Heard {
        self.heard.lock().expect("no thread died").clone()
    }
}

fn session(mut socket: &TcpStream, config: Arc<ServerConfig>, offers: bool, heard: &Mutex<Heard>) {
    let _ = socket.write_all(b"220 hop.test ESMTP\r\n");
    let clear = |line: &str| heard.lock().expect("no thread died").clear.push(line.to_owned());
    if !converse(socket, offers, clear) {
        return;
    }
    let connection = ServerConnection::new(config).expect("a server");
    let stream = StreamOwned::new(connection, socket.try_clone().expect("a socket"));
    converse(stream, false, |line| heard.lock().expect("no thread died").inside.push(line.to_owned()));
}

/// `true`: STARTTLS was said and answered.
fn converse(stream: impl Read + Write, offers: bool, hear: impl Fn(&str)) -> bool {
    let mut reader = BufReader::with_capacity(1, stream);
    let mut in_data = false;
    loop {
        let mut line = Vec::new();
        if !matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
            return false;
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        hear(&line);
        if in_data && line != "." {
            continue;
        }
        let reply = match line.get(..4).unwrap_or(&line) {
            "EHLO" if offers => "250-hop.test\r\n250-8BITMIME\r\n250 STARTTLS",
            "EHLO" => "250-hop.test\r\n250 8BITMIME",
            "STAR" if offers => "220 go on",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        in_data = line == "DATA";
        if reader.get_mut().write_all(format!("{reply}\r\n").as_bytes()).and_then(|()| reader.get_mut().flush()).is_err() {
            return false;
        }
        match reply {
            "220 go on" => return true,
            "221 bye" => return false,
            _ => {}
        }
    }
}
