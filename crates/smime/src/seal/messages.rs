//! Who gets which message: whoever is named in To and Cc shares one, each blind recipient gets one alone (attack row M29), so that
//! nobody sees in a RecipientInfo whom the header does not name. The sender's own certificate goes into the shared one, so that the
//! sent copy can be read.

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_crypto::ContentCipher;

use super::algorithms::Algorithms;
use super::capabilities::Capabilities;
use super::choose::Chosen;
use crate::error::Error;

/// One message to be: for whom, and how it is encrypted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Envelope {
    /// Addresses (or subjects, where a certificate was named without one) of whom it is for; not the sender's.
    pub recipients: Vec<String>,
    /// It is for one blind recipient.
    pub blind: bool,
    /// The cipher.
    pub cipher: ContentCipher,
    /// What [`super::encrypt`] wants.
    pub request: Request,
}

/// Splits the recipients into messages.
///
/// Without a visible recipient the sender's copy is a message of its own. Whoever is named openly and blindly is served openly.
///
/// # Errors
/// There is nobody at all, there are too many, or a certificate cannot be encrypted to.
pub fn envelopes(visible: &[Chosen], blind: &[Chosen], own: Option<&Chosen>, algorithms: &Algorithms) -> Result<Vec<Envelope>, Error> {
    let mut envelopes = Vec::new();
    if !visible.is_empty() || (own.is_some() && !blind.is_empty()) {
        envelopes.push(envelope(visible, own, false, algorithms)?);
    }
    let seen = |one: &Chosen| one.address.is_some() && visible.iter().any(|other| other.address == one.address);
    for one in blind.iter().filter(|one| !seen(one)) {
        envelopes.push(envelope(std::slice::from_ref(one), None, true, algorithms)?);
    }
    if envelopes.is_empty() {
        // the one error that a request without recipients is
        Request::new(&[], algorithms.otherwise)?;
    }
    Ok(envelopes)
}

fn envelope(to: &[Chosen], own: Option<&Chosen>, blind: bool, algorithms: &Algorithms) -> Result<Envelope, Error> {
    let mut certificates: Vec<&Chosen> = Vec::new();
    for one in to.iter().chain(own) {
        // two addresses of one certificate need one RecipientInfo
        if !certificates.iter().any(|other| other.certificate == one.certificate) {
            certificates.push(one);
        }
    }
    let known: Vec<Option<&Capabilities>> = certificates.iter().map(|one| one.capabilities.as_ref()).collect();
    let cipher = algorithms.cipher(&known);
    let prepared = certificates.iter().map(|one| {
        let options = Options { transport: algorithms.transport(one.capabilities.as_ref()), ..Options::default() };
        Recipient::certificate(&one.certificate, &options)
    });
    let request = Request::new(&prepared.collect::<Result<Vec<_>, _>>()?, cipher)?;
    let mut recipients: Vec<String> = Vec::new();
    for name in to.iter().map(|one| one.address.clone().unwrap_or_else(|| one.certificate.subject().display())) {
        if !recipients.contains(&name) {
            recipients.push(name);
        }
    }
    Ok(Envelope { recipients, blind, cipher, request })
}
