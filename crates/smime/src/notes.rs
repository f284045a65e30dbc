//! What a signed layer says about itself and what stands around it: noted, never decisive alone (RFC 1847, RFC 2046 5.1.1,
//! RFC 8551 3.5.3.2, RFC 9788).

use std::io::{Read, Seek};

use kakitome_cms::SignedData;
use kakitome_crypto::DigestAlgorithm;
use kakitome_mime::{Entity, Header, Region, Section};
use kakitome_pki::Severity;

use crate::error::Error;
use crate::finding::{Finding, Place};
use crate::recognise::{Clear, is_of_part};
use crate::report::Report;

pub(crate) fn multipart<S: Read + Seek>(
    source: &mut S,
    entity: &Entity,
    clear: &Clear<'_>,
    layer: usize,
    report: &mut Report,
) -> Result<(), Error> {
    let place = Place::Layer(layer);
    if clear.parts != 2 {
        report.note(Finding::PartCount { count: clear.parts }, place.clone());
    }
    if let Some(declared) = clear.odd_protocol.clone() {
        report.note(Finding::ProtocolDiffers { declared }, place.clone());
    }
    // RFC 1847 2.1: the second part is of the protocol's type. One that is text is shown by programs that do not look for
    // signatures, and it is signed by nobody.
    let of_signature = &clear.signature.content_type;
    if of_signature.main() != "application" {
        let finding = Finding::TypeDiffers { declared: of_signature.essence().to_owned(), found: "application/pkcs7-signature".to_owned() };
        report.note_as(Severity::Error, finding, place.clone());
    }
    let Some(multipart) = entity.multipart() else { return Ok(()) };
    // RFC 2046 5.1.1: preamble and epilogue are not shown. The signature covers all that is; the text is mentioned.
    if has_text(source, &multipart.preamble)? {
        let bytes = multipart.preamble.range.end.saturating_sub(multipart.preamble.range.start);
        report.note(Finding::TextBefore { bytes }, place.clone());
    }
    if has_text(source, &multipart.epilogue)? {
        let bytes = multipart.epilogue.range.end.saturating_sub(multipart.epilogue.range.start);
        report.note(Finding::TextAfter { bytes }, place);
    }
    Ok(())
}

/// `micalg` is a hint for one-pass readers (RFC 8551 3.5.3.2); old names lack the hyphen.
pub(crate) fn micalg(clear: &Clear<'_>, data: &SignedData, layer: usize, report: &mut Report) {
    let Some(declared) = clear.micalg.clone() else { return };
    let plain = |name: &str| name.to_ascii_lowercase().replace('-', "");
    let used = data.signers.iter().filter_map(|signer| DigestAlgorithm::from_oid(signer.digest_algorithm.oid));
    let used: Vec<_> = used.map(DigestAlgorithm::micalg).collect();
    let declared_list: Vec<_> = declared.split(',').map(|name| plain(name.trim())).collect();
    if let Some(missing) = used.iter().find(|name| !declared_list.contains(&plain(name))) {
        let found = (*missing).to_owned();
        report.note(Finding::MicalgDiffers { declared, found }, Place::Layer(layer));
    }
}

/// Header fields inside what is signed are not the mail's (V19); RFC 9788 says when they may be shown.
pub(crate) fn inner_header(header: &Header, layer: usize, report: &mut Report) {
    let mut names: Vec<String> = Vec::new();
    for field in header.fields() {
        let name = field.name();
        if !is_of_part(name) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if !names.is_empty() {
        report.note(Finding::InnerHeader { names }, Place::Layer(layer));
    }
}

/// How much of the text around a multipart is looked at.
const LOOK: u64 = 4096;

fn has_text<S: Read + Seek>(source: &mut S, region: &Region) -> Result<bool, Error> {
    if region.range.is_empty() {
        return Ok(false);
    }
    let mut text = Vec::new();
    let section = Section::new(source, region.range.clone())?;
    section.take(LOOK).read_to_end(&mut text).map_err(Error::io("reading the text around the parts"))?;
    Ok(text.iter().any(|byte| !byte.is_ascii_whitespace()))
}
