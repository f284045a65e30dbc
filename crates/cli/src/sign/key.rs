//! Where the key of a signature comes from: a PKCS#12 file, a key file with its certificate, or an identity of the home.

use std::path::Path;

use kakitome_crypto::{Kind, MemorySigner, PrivateKey, SignError, Signer, Zeroizing};
use kakitome_mime::Message;
use kakitome_pki::{Certificate, UnixTime, order_chain};
use kakitome_smime::seal::{Identity, Options};

use super::args::Args;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home;
use crate::input;
use crate::password;

/// A key file or a PKCS#12 file with a long chain stays well below this.
const KEY_FILE_BYTES: u64 = 1 << 20;

/// A key that is ready to sign, with what goes along.
pub(super) struct Key {
    signer: Box<dyn Signer>,
    certificate: Certificate,
    identity: Identity,
}

impl Key {
    fn new(signer: Box<dyn Signer>, certificate: Certificate, chain: &[Certificate]) -> Result<Self, Failure> {
        if certificate.spki() != signer.public_key() {
            return Err(Failure::new("sign-key-not-of-certificate").with("subject", certificate.subject().display()));
        }
        let identity = Identity::new(&certificate, chain, signer.algorithm(), &Options::default())
            .map_err(|error| failed("sign-key-unusable", &error))?;
        Ok(Self { signer, certificate, identity })
    }

    pub(super) const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Nothing is ever signed with a certificate that is out of time: every mail program would warn.
    pub(super) fn check_time(&self, now: UnixTime) -> Result<(), Failure> {
        if now > self.certificate.not_after() {
            return Err(Failure::new("sign-expired").with("date", self.certificate.not_after()).hint("sign-expired-hint"));
        }
        if now < self.certificate.not_before() {
            return Err(Failure::new("sign-not-yet").with("date", self.certificate.not_before()));
        }
        Ok(())
    }

    pub(super) fn sign(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, SignError> {
        self.signer.sign(kind, bytes)
    }
}

pub(super) fn choose(args: &Args, mail: &Message, context: Context) -> Result<Key, Failure> {
    match (&args.p12, &args.key, &args.cert) {
        (Some(file), _, _) => from_p12(file, args, context),
        (None, Some(key), Some(cert)) => from_files(key, cert, args, context),
        _ => from_home(args, mail, context),
    }
}

fn from_p12(file: &Path, args: &Args, context: Context) -> Result<Key, Failure> {
    let bytes = Zeroizing::new(input::small(file, KEY_FILE_BYTES)?);
    let password = password::of(file, args.password_file.as_deref(), context)?;
    let contents = kakitome_cms::pkcs12::read(&bytes, &password).map_err(|error| match error {
        kakitome_cms::Error::WrongPassword => Failure::new("cli-p12-password").with("file", file.display()),
        other => failed("cli-p12-unreadable", &other).with("file", file.display()),
    })?;
    let key =
        PrivateKey::from_pkcs8(&contents.private_key).map_err(|error| failed("cli-key-unreadable", &error).with("file", file.display()))?;
    let mut certificates = Vec::new();
    for der in contents.certificates {
        certificates
            .push(Certificate::from_der(der).map_err(|error| failed("cli-certificate-unreadable", &error).with("file", file.display()))?);
    }
    in_memory(key, certificates, args, &file.display().to_string())
}

fn from_files(key: &Path, cert: &Path, args: &Args, context: Context) -> Result<Key, Failure> {
    let bytes = Zeroizing::new(input::small(key, KEY_FILE_BYTES)?);
    let unreadable = |error: kakitome_crypto::Error| failed("cli-key-unreadable", &error).with("file", key.display());
    let read = match PrivateKey::from_file(&bytes, None) {
        Err(kakitome_crypto::Error::PasswordNeeded) => {
            let password = password::of(key, args.password_file.as_deref(), context)?;
            PrivateKey::from_file(&bytes, Some(password.as_bytes())).map_err(unreadable)?
        }
        read => read.map_err(unreadable)?,
    };
    in_memory(read, input::certificates(cert)?, args, &cert.display().to_string())
}

/// The leaf is the certificate with the key's public half; the others, and those of --chain, go along in order.
fn in_memory(key: PrivateKey, mut certificates: Vec<Certificate>, args: &Args, file: &str) -> Result<Key, Failure> {
    let signer = MemorySigner::new(key).map_err(|error| failed("sign-key-unusable", &error))?;
    let Some(at) = certificates.iter().position(|certificate| certificate.spki() == signer.public_key()) else {
        return Err(Failure::new("sign-no-certificate").with("file", file));
    };
    let leaf = certificates.swap_remove(at);
    for file in &args.chain {
        certificates.extend(input::certificates(file)?);
    }
    let chain = order_chain(&leaf, &certificates).chain.split_off(1);
    Key::new(Box::new(signer), leaf, &chain)
}

fn from_home(args: &Args, mail: &Message, context: Context) -> Result<Key, Failure> {
    let address = match &args.identity {
        Some(address) => address.clone(),
        None => author(mail)?,
    };
    let found = home::signing_identity(args.home.as_deref(), &address, context)?;
    Key::new(found.signer, found.certificate, &found.chain)
}

/// The one address of the one From field; anything else names no identity.
fn author(mail: &Message) -> Result<String, Failure> {
    let mut fields = mail.root.header.named("From");
    let (Some(field), None) = (fields.next(), fields.next()) else {
        return Err(Failure::new("sign-from-unclear").hint("sign-from-hint"));
    };
    let list = kakitome_mime::address::parse(field.value(), 0);
    match list.single() {
        Some(mailbox) => Ok(format!("{}@{}", mailbox.address.local, mailbox.address.domain)),
        None => Err(Failure::new("sign-from-unclear").hint("sign-from-hint")),
    }
}
