//! Where the key of a signature comes from: a PKCS#12 file, a key file with its certificate, or an identity of the home.

use kakitome_crypto::{Kind, MemorySigner, SignError, Signer};
use kakitome_mime::Message;
use kakitome_pki::{Certificate, UnixTime, order_chain};
use kakitome_smime::seal::{Identity, Options};

use super::args::Args;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home;
use crate::input;
use crate::key_file::KeyFile;

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

    pub(super) const fn certificate(&self) -> &Certificate {
        &self.certificate
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
    let password_file = args.password_file.as_deref();
    match (&args.p12, &args.key, &args.cert) {
        (Some(file), _, _) => in_memory(KeyFile::from_p12(file, password_file, context)?, args),
        (None, Some(key), Some(cert)) => in_memory(KeyFile::from_files(key, cert, password_file, context)?, args),
        _ => from_home(args, mail, context),
    }
}

/// The leaf is the certificate with the key's public half; the others, and those of --chain, go along in order.
fn in_memory(file: KeyFile, args: &Args) -> Result<Key, Failure> {
    let KeyFile { key, mut certificates, name } = file;
    let signer = MemorySigner::new(key).map_err(|error| failed("sign-key-unusable", &error))?;
    let Some(at) = certificates.iter().position(|certificate| certificate.spki() == signer.public_key()) else {
        return Err(Failure::new("sign-no-certificate").with("file", name));
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
