//! What a file holds, from its first bytes: a CMS container, a certificate, a revocation list, a request, a file of keys.

use kakitome_ber::{Cursor, Header, Length, Tag};

use super::schema::{Node, UNKNOWN};
use super::tables_cms::CONTENT_INFO;
use super::tables_keys::{
    CERTIFICATION_REQUEST, EC_PRIVATE_KEY, ENCRYPTED_PRIVATE_KEY, PFX, PRIVATE_KEY_INFO, RSA_PRIVATE_KEY, RSA_PUBLIC_KEY,
};
use super::tables_x509::{CERTIFICATE, CERTIFICATE_LIST, SPKI};

/// Bytes that are looked at; the fourth member of a TBSCertificate stands behind a Name.
pub(super) const LOOK: usize = 4096;

const CONTEXT_0: Tag = Tag::context(0);

/// The structure that begins so.
pub(super) fn of(start: &[u8]) -> &'static Node {
    let outer = members(start);
    match tags(&outer).as_slice() {
        [Tag::OID, CONTEXT_0, ..] => &CONTENT_INFO,
        [Tag::INTEGER, Tag::SEQUENCE, Tag::OCTET_STRING, ..] => &PRIVATE_KEY_INFO,
        [Tag::INTEGER, Tag::SEQUENCE, ..] => &PFX,
        [Tag::INTEGER, Tag::INTEGER, Tag::INTEGER, Tag::INTEGER, ..] => &RSA_PRIVATE_KEY,
        [Tag::INTEGER, Tag::INTEGER] if is_rsa(&outer) => &RSA_PUBLIC_KEY,
        [Tag::INTEGER, Tag::OCTET_STRING, ..] => &EC_PRIVATE_KEY,
        [Tag::SEQUENCE, Tag::OCTET_STRING] => &ENCRYPTED_PRIVATE_KEY,
        [Tag::SEQUENCE, Tag::BIT_STRING] => &SPKI,
        [Tag::SEQUENCE, ..] => signed(outer.first().map(|(_, rest)| *rest).unwrap_or_default()),
        _ => &UNKNOWN,
    }
}

/// Two numbers, the first as long as a modulus, the second as short as an exponent: not the two of an ECDSA signature.
fn is_rsa(members: &[(Header, &[u8])]) -> bool {
    let lengths: Vec<Length> = members.iter().map(|(header, _)| header.length).collect();
    matches!(lengths.as_slice(), [Length::Definite(64..), Length::Definite(1..=8)])
}

/// To-be-signed, algorithm, signature: told by what is to be signed.
fn signed(start: &[u8]) -> &'static Node {
    let inner = members(start);
    match tags(&inner).as_slice() {
        [CONTEXT_0, Tag::INTEGER, ..] | [Tag::INTEGER, Tag::SEQUENCE, Tag::SEQUENCE, Tag::SEQUENCE, ..] => &CERTIFICATE,
        [Tag::INTEGER, Tag::SEQUENCE, Tag::SEQUENCE, CONTEXT_0, ..] => &CERTIFICATION_REQUEST,
        [Tag::INTEGER, Tag::SEQUENCE, Tag::SEQUENCE, Tag::UTC_TIME | Tag::GENERALIZED_TIME, ..]
        | [Tag::SEQUENCE, Tag::SEQUENCE, Tag::UTC_TIME | Tag::GENERALIZED_TIME, ..] => &CERTIFICATE_LIST,
        _ => &UNKNOWN,
    }
}

/// The members of a SEQUENCE as far as they can be seen: each header, and the bytes from there on.
fn members(start: &[u8]) -> Vec<(Header, &[u8])> {
    let mut found = Vec::new();
    let Some(outer) = header(start).filter(|header| header.tag == Tag::SEQUENCE) else { return found };
    let mut rest = start.get(outer.size..).unwrap_or_default();
    while let Some(member) = header(rest) {
        found.push((member, rest));
        let whole = Cursor::new(rest).any().map(|element| element.raw().len());
        let Some(next) = whole.ok().and_then(|length| rest.get(length..)) else { break };
        rest = next;
    }
    found
}

fn header(bytes: &[u8]) -> Option<Header> {
    Cursor::new(bytes).peek().ok().flatten()
}

fn tags(members: &[(Header, &[u8])]) -> Vec<Tag> {
    members.iter().map(|(header, _)| header.tag).filter(|tag| *tag != Tag::END_OF_CONTENTS).collect()
}
