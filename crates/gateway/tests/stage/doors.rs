//! Certificates for the doors and for clients, and logins by each mechanism.

use std::net::SocketAddr;
use std::sync::Arc;

use kakitome_crypto::{AccountSecrets, DigestAlgorithm, Pbkdf2Limits, digest, hmac, pbkdf2};
use kakitome_store::{AccountKeys, Address, Millis, Store};
use rcgen::{
    CertificateParams, CertificateRevocationListParams, CertifiedIssuer, ExtendedKeyUsagePurpose, KeyIdMethod, KeyPair, RevokedCertParams,
    SanType, SerialNumber,
};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;

use super::client::Dialogue;

/// The password of every account of a stage.
pub const PASSWORD: &str = "correct horse battery";

pub struct Doors {
    pub folder: TempDir,
    pub root: Vec<u8>,
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Doors {
    pub fn new() -> Self {
        let authority = super::authority();
        let doors = Self { folder: tempfile::tempdir().unwrap(), root: authority.der().to_vec(), authority };
        doors.renew();
        std::fs::write(doors.folder.path().join("ca.pem"), doors.authority.pem()).unwrap();
        doors
    }

    /// Writes another certificate; its DER.
    pub fn renew(&self) -> Vec<u8> {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["gw.example".to_owned()]).unwrap().signed_by(&key, &self.authority).unwrap();
        std::fs::write(self.folder.path().join("cert.pem"), certificate.pem()).unwrap();
        std::fs::write(self.folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        certificate.der().to_vec()
    }

    /// The line within `[[listener]]`.
    pub fn tls(&self, more: &str) -> String {
        let path = self.folder.path().display();
        format!(
            "tls = {{ cert = \"{path}/cert.pem\", key = \"{path}/key.pem\"{} }}\n",
            more.replace("CA", &format!("{path}/ca.pem")).replace("CRL", &format!("{path}/crl.pem"))
        )
    }

    /// Doors 1 (465) and 2 (587) of a stage, open to everybody.
    pub fn both(&self, more: &str) -> String {
        let tls = self.tls(more);
        format!(
            "[[listener]]\nkind = \"submission\"\naddress = \"127.0.0.1:0\"\n{tls}\
             [[listener]]\nkind = \"submission-starttls\"\naddress = \"127.0.0.1:0\"\n{tls}"
        )
    }

    /// A client that believes in the authority.
    pub fn client(&self) -> Arc<rustls::ClientConfig> {
        super::client::tls_config(&self.root)
    }

    /// The same with a certificate for these addresses, of this authority or of a stranger's.
    pub fn client_with(&self, emails: &[&str], foreign: bool) -> Arc<rustls::ClientConfig> {
        self.client_numbered(emails, foreign, 7)
    }

    /// The same whose certificate has this serial number.
    pub fn client_numbered(&self, emails: &[&str], foreign: bool, number: u64) -> Arc<rustls::ClientConfig> {
        self.client_called("", emails, foreign, number)
    }

    /// The same whose certificate has this name in its subject.
    pub fn client_called(&self, name: &str, emails: &[&str], foreign: bool, number: u64) -> Arc<rustls::ClientConfig> {
        let stranger = super::authority();
        let issuer = if foreign { &stranger } else { &self.authority };
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.serial_number = Some(SerialNumber::from(number));
        if !name.is_empty() {
            params.distinguished_name.push(rcgen::DnType::CommonName, name);
            params.distinguished_name.push(rcgen::DnType::OrganizationName, name);
        }
        params.subject_alt_names = emails.iter().map(|email| SanType::Rfc822Name((*email).try_into().unwrap())).collect();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(&key, issuer).unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.root.clone().into()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(vec![certificate.der().clone()], key)
            .unwrap();
        Arc::new(config)
    }

    /// Writes the authority's list of revoked certificates, `crl.pem`: these numbers, good for so many hours (less than none: outdated).
    pub fn revoke(&self, numbers: &[u64], hours: i64) {
        let now = time::OffsetDateTime::now_utc();
        let revoked = |number: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*number),
            revocation_time: now - time::Duration::days(1),
            reason_code: None,
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: now - time::Duration::days(2),
            next_update: now + time::Duration::hours(hours),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: numbers.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        std::fs::write(self.folder.path().join("crl.pem"), params.signed_by(&self.authority).unwrap().pem().unwrap()).unwrap();
    }

    /// A client inside TLS and past EHLO, at the door of port 465.
    pub async fn at_465(&self, address: SocketAddr) -> Dialogue {
        let mut client = Dialogue::inside(address, self.client()).await.unwrap();
        client.expect("220").await;
        client.command("EHLO app.example", "250").await;
        client
    }

    /// The same at the door of port 587.
    pub async fn at_587(&self, address: SocketAddr) -> Dialogue {
        let mut client = Dialogue::start_tls(address, &self.root).await;
        client.command("EHLO app.example", "250").await;
        client
    }
}

/// Makes an account with the stage's password.
pub async fn account(store: &Store, login: &str, may: &[&str]) {
    let secrets = AccountSecrets::of(PASSWORD).unwrap().unwrap();
    let keys = AccountKeys {
        password_hash: secrets.hash.to_phc(),
        scram_salt: secrets.scram.salt,
        scram_iterations: secrets.scram.iterations,
        scram_stored_key: secrets.scram.stored_key,
        scram_server_key: secrets.scram.server_key,
    };
    let may: Vec<String> = may.iter().map(|one| (*one).to_owned()).collect();
    assert!(store.add_account(&Address::parse(login).unwrap(), &may, &keys, Millis::now()).await.unwrap());
}

/// AUTH PLAIN; the reply.
pub async fn plain(client: &mut Dialogue, login: &str, password: &str) -> String {
    client.send(format!("AUTH PLAIN {}\r\n", base64(format!("\0{login}\0{password}").as_bytes()))).await;
    client.reply().await.unwrap_or_default()
}

/// AUTH LOGIN; the reply.
pub async fn login(client: &mut Dialogue, login: &str, password: &str) -> String {
    client.command("AUTH LOGIN", "334 VXNlcm5hbWU6").await;
    client.command(&base64(login.as_bytes()), "334 UGFzc3dvcmQ6").await;
    client.send(format!("{}\r\n", base64(password.as_bytes()))).await;
    client.reply().await.unwrap_or_default()
}

/// AUTH SCRAM-SHA-256 as RFC 5802 tells a client to do it; the reply, and whether the server has proved that it knows the account.
pub async fn scram(client: &mut Dialogue, login: &str, password: &str) -> (String, bool) {
    let (reply, proved, _) = scram_lines(client, login, password).await;
    (reply, proved)
}

/// The same with the lines that were said.
pub async fn scram_lines(client: &mut Dialogue, login: &str, password: &str) -> (String, bool, Vec<String>) {
    let bare = format!("n={login},r=client-nonce");
    let mut lines = vec![format!("AUTH SCRAM-SHA-256 {}\r\n", base64(format!("n,,{bare}").as_bytes()))];
    client.send(&lines[0]).await;
    let reply = client.reply().await.unwrap_or_default();
    let Some(challenge) = reply.strip_prefix("334 ") else { return (reply, false, lines) };
    let server_first = String::from_utf8(unbase64(challenge.trim())).unwrap();
    let field = |name: &str| server_first.split(',').find_map(|field| field.strip_prefix(name)).unwrap().to_owned();
    let (nonce, salt, iterations) = (field("r="), unbase64(&field("s=")), field("i=").parse().unwrap());
    assert!(nonce.starts_with("client-nonce") && nonce.len() > 30, "{nonce}");
    let sha256 = DigestAlgorithm::Sha256;
    let limits = Pbkdf2Limits { iterations: 1_000_000, milliseconds: u32::MAX };
    let salted = pbkdf2(sha256, password.as_bytes(), &salt, iterations, 32, &limits).unwrap();
    let client_key = hmac(sha256, &salted, b"Client Key").unwrap();
    let stored_key = digest(sha256, &client_key).unwrap();
    let without_proof = format!("c=biws,r={nonce}");
    let message = format!("{bare},{server_first},{without_proof}");
    let signature = hmac(sha256, stored_key.as_bytes(), message.as_bytes()).unwrap();
    let proof: Vec<u8> = client_key.iter().zip(&signature).map(|(key, mask)| key ^ mask).collect();
    lines.push(format!("{}\r\n", base64(format!("{without_proof},p={}", base64(&proof)).as_bytes())));
    client.send(&lines[1]).await;
    let reply = client.reply().await.unwrap_or_default();
    let Some(last) = reply.strip_prefix("334 ") else { return (reply, false, lines) };
    let ours = hmac(sha256, &hmac(sha256, &salted, b"Server Key").unwrap(), message.as_bytes()).unwrap();
    let proved = unbase64(last.trim()) == format!("v={}", base64(&ours)).as_bytes();
    lines.push("\r\n".to_owned());
    client.send(&lines[2]).await;
    (client.reply().await.unwrap_or_default(), proved, lines)
}

pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn unbase64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}
