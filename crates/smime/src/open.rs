//! A mail arrives: layers are peeled, signatures checked, and everything seen is put into a report.

use std::io::{Read, Seek};

use kakitome_cms::{ContentDigests, Keys};
use kakitome_mime::Header;
use kakitome_pki::UnixTime;

use crate::author;
use crate::content;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::finding::{Finding, Place};
use crate::peel::{Peeler, Spot};
use crate::policy::Policy;
use crate::protected;
use crate::recognise;
use crate::report::{Form, Input, LayerKind, Report};
use crate::signers::{Bench, Content};
use crate::sniff::{Looks, sniff};
use crate::spill::{Buffer, InMemory, Spill};
use crate::structure::{self, Structure};

/// Opens a mail, or a CMS file on its own.
///
/// # Errors
/// The source cannot be read. Whatever the bytes are is in the report.
pub fn open(source: &mut (impl Read + Seek), evidence: &Evidence, policy: &Policy, now: UnixTime) -> Result<Report, Error> {
    open_with(source, evidence, policy, now, &InMemory)
}

/// As [`open`], with a place for content that is too large for memory.
///
/// # Errors
/// As [`open`], and when the place fails.
pub fn open_with(
    source: &mut (impl Read + Seek),
    evidence: &Evidence,
    policy: &Policy,
    now: UnixTime,
    spill: &dyn Spill,
) -> Result<Report, Error> {
    open_encrypted(source, evidence, policy, now, &Keys::new(), spill)
}

/// As [`open_with`], with keys for what is encrypted. Decrypted content is walked like the mail itself, and only after the whole of it
/// was checked; what does not fit into memory goes to the spill as ciphertext under a key of this process.
///
/// # Errors
/// As [`open_with`], and when the holder of a key cannot be reached or refuses.
pub fn open_encrypted(
    source: &mut (impl Read + Seek),
    evidence: &Evidence,
    policy: &Policy,
    now: UnixTime,
    keys: &Keys<'_>,
    spill: &dyn Spill,
) -> Result<Report, Error> {
    let peeler = peeler(evidence, policy, now, keys, spill);
    match sniff(source, policy.limits.sniff)? {
        Looks::Cms => file(peeler, source),
        Looks::Text => mail(peeler, source),
    }
}

/// A signature file and the content that it is said to sign. Without a mail around them there is no From: nothing better
/// than "incomplete" comes out, and "altered" when the two do not fit.
///
/// # Errors
/// As [`open`].
pub fn open_detached(
    signature: &mut (impl Read + Seek),
    content: &mut (impl Read + Seek),
    evidence: &Evidence,
    policy: &Policy,
    now: UnixTime,
) -> Result<Report, Error> {
    let keys = Keys::new();
    let mut peeler = peeler(evidence, policy, now, &keys, &InMemory);
    peeler.report.input = Input::Detached;
    let Some(layer) = lone_layer(&mut peeler) else { return Ok(peeler.report) };
    signature.rewind().map_err(Error::io("reading the signature file"))?;
    let mut buffer = Buffer::new(policy.limits.in_memory, &InMemory);
    let structure = structure::read(&mut *signature, &mut buffer, &policy.limits)?;
    let data = match structure {
        Structure::Signed(data) if !data.signers.is_empty() => data,
        other => {
            peeler.structure(other, buffer, signature, layer, &Spot::default())?;
            return Ok(peeler.report);
        }
    };
    let algorithms = algorithms(&data);
    content.rewind().map_err(Error::io("reading the content"))?;
    let digests = content::hash(&mut *content, &algorithms, false).map_err(Error::io("reading the content"))?;
    let same = !data.has_content || digests.agrees(&data.content_digests, kakitome_crypto::DigestAlgorithm::Sha256);
    if data.has_content {
        peeler.report.note(Finding::ContentTwice { same }, Place::Layer(layer));
    }
    let checked = if same { Content::Hashed(&digests) } else { Content::Other };
    peeler.bench.check(&data, &checked, layer, &mut peeler.report);
    Ok(peeler.report)
}

fn algorithms(data: &kakitome_cms::SignedData) -> Vec<kakitome_crypto::DigestAlgorithm> {
    let mut algorithms = data.digests_wanted(&ContentDigests::default());
    if data.has_content && !algorithms.contains(&kakitome_crypto::DigestAlgorithm::Sha256) {
        algorithms.push(kakitome_crypto::DigestAlgorithm::Sha256);
    }
    algorithms
}

fn peeler<'a>(evidence: &'a Evidence, policy: &'a Policy, now: UnixTime, keys: &'a Keys<'a>, spill: &'a dyn Spill) -> Peeler<'a> {
    let bench = Bench { evidence, policy, now, budget: policy.limits.path.clone(), stamps: policy.limits.path.clone() };
    let mut report = Report::new(now, evidence.anchors.len(), Input::Mail);
    report.received = evidence.received;
    Peeler { bench, keys, spill, room: policy.limits.in_memory, decompressed: 0, protected: None, report }
}

/// A CMS file on its own: explained as far as it goes.
fn file(mut peeler: Peeler<'_>, source: &mut (impl Read + Seek)) -> Result<Report, Error> {
    peeler.report.input = Input::Cms;
    let Some(layer) = lone_layer(&mut peeler) else { return Ok(peeler.report) };
    let mut buffer = Buffer::new(peeler.bench.policy.limits.in_memory, peeler.spill);
    let structure = structure::read(&mut *source, &mut buffer, &peeler.bench.policy.limits)?;
    if matches!(structure, Structure::Unreadable(_)) {
        // It looked like CMS and is nothing that can be explained.
        peeler.report.input = Input::Other;
    }
    peeler.structure(structure, buffer, source, layer, &Spot::default())?;
    Ok(peeler.report)
}

fn lone_layer(peeler: &mut Peeler<'_>) -> Option<usize> {
    peeler.report.note(Finding::LoneFile, Place::Message);
    peeler.layer(LayerKind::Unknown, Form::Opaque, &Spot::default())
}

fn mail(mut peeler: Peeler<'_>, source: &mut (impl Read + Seek)) -> Result<Report, Error> {
    let root = Spot::default();
    let Some(index) = peeler.index(source, &root)? else {
        peeler.report.input = Input::Other;
        return Ok(peeler.report);
    };
    peeler.report.input = input(&index.root.header);
    match peeler.report.input {
        Input::Other => {
            peeler.report.note(Finding::NotMail, Place::Message);
            return Ok(peeler.report);
        }
        Input::Fragment => peeler.report.note(Finding::NotWhole, Place::Message),
        _ => author::read(&index.root.header, &mut peeler.report),
    }
    peeler.entity(source, &index.root, &root)?;
    if let Some(found) = peeler.protected.take() {
        protected::compare(&index.root.header, &found, &mut peeler.report);
    }
    Ok(peeler.report)
}

/// Fields that a mail has and a part has not (RFC 5322 3.6).
const MAIL_FIELDS: [&str; 13] = [
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Date",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "Received",
    "Return-Path",
    "Delivered-To",
];

fn input(header: &Header) -> Input {
    let has = |names: &[&str]| header.fields().any(|field| names.iter().any(|name| field.is(name)));
    if has(&MAIL_FIELDS) {
        Input::Mail
    } else if header.fields().any(|field| recognise::is_of_part(field.name())) {
        Input::Fragment
    } else {
        Input::Other
    }
}
