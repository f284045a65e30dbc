//! What an entity says it is (RFC 1847, RFC 8551 3): by media type, else by file name. Whether it is so, its content says.
//! Used both when a mail is opened and when one is about to be sealed.

use kakitome_mime::{Content, Entity};

/// What an entity claims to be.
#[derive(Debug)]
pub(crate) enum Claim<'a> {
    /// Nothing of ours.
    None,
    /// multipart/signed with an S/MIME signature.
    Clear(Clear<'a>),
    /// multipart/signed for S/MIME, and no signature in it.
    ClearWithoutSignature {
        /// The mail may have been cut off: the last delimiter is missing.
        cut_off: bool,
    },
    /// A CMS structure as the body.
    Opaque {
        /// `smime-type`, if it is stated.
        declared: Option<String>,
    },
    /// A signature file on its own.
    Stray,
    /// A signature of another kind: OpenPGP.
    OtherSigned {
        /// The protocol that it names.
        protocol: String,
    },
    /// Encrypted in another way: OpenPGP.
    OtherEncrypted,
    /// A message inside the mail.
    Message,
}

/// The parts of a clear-signed multipart.
#[derive(Debug)]
pub(crate) struct Clear<'a> {
    pub(crate) content: &'a Entity,
    pub(crate) signature: &'a Entity,
    /// Position of the signature among the parts, from 1.
    pub(crate) signature_number: u32,
    pub(crate) parts: usize,
    /// `protocol`, if it is not that of S/MIME.
    pub(crate) odd_protocol: Option<String>,
    pub(crate) micalg: Option<String>,
}

/// Reads the claim from media type, parameters and file name.
pub(crate) fn claim(entity: &Entity) -> Claim<'_> {
    let kind = &entity.content_type;
    if kind.is("multipart/signed") {
        return signed(entity);
    }
    if kind.is("multipart/encrypted") {
        return Claim::OtherEncrypted;
    }
    if matches!(entity.content, Content::Message(_)) {
        return Claim::Message;
    }
    if is_signature(entity) {
        return Claim::Stray;
    }
    if kind.is_pkcs7_mime() || (kind.is("application/octet-stream") && has_name(entity, &[".p7m", ".p7c", ".p7z"])) {
        return Claim::Opaque { declared: parameter(entity, "smime-type").map(|kind| kind.to_ascii_lowercase()) };
    }
    Claim::None
}

fn signed(entity: &Entity) -> Claim<'_> {
    let parts = entity.children();
    let protocol = parameter(entity, "protocol");
    let named = protocol.as_deref().map(str::to_ascii_lowercase);
    let ours = matches!(named.as_deref(), Some("application/pkcs7-signature" | "application/x-pkcs7-signature"));
    let found = parts.iter().zip(1_u32..).skip(1).find(|(part, _)| is_signature(part));
    // A protocol of ours makes the second part the signature whatever it calls itself.
    let found = found.or_else(|| parts.get(1).filter(|_| ours).map(|part| (part, 2)));
    let odd_protocol = (!ours).then(|| protocol.clone().unwrap_or_default());
    match (parts.first(), found) {
        (Some(content), Some((signature, signature_number))) => Claim::Clear(Clear {
            content,
            signature,
            signature_number,
            parts: parts.len(),
            odd_protocol,
            micalg: parameter(entity, "micalg"),
        }),
        _ if ours || protocol.is_none() => Claim::ClearWithoutSignature { cut_off: is_cut_off(entity) },
        _ => Claim::OtherSigned { protocol: protocol.unwrap_or_default() },
    }
}

/// Whether the last delimiter is missing.
pub(crate) fn is_cut_off(entity: &Entity) -> bool {
    entity.multipart().is_some_and(|inside| inside.close.is_none())
}

fn is_signature(part: &Entity) -> bool {
    part.content_type.is_pkcs7_signature() || (part.content_type.is("application/octet-stream") && has_name(part, &[".p7s"]))
}

/// Whether the file name ends so, in either of the two places where it may stand.
fn has_name(entity: &Entity, endings: &[&str]) -> bool {
    let stated = entity.disposition.as_ref().and_then(|disposition| disposition.parameters.text("filename"));
    let names = [stated, entity.content_type.parameters.text("name")];
    names.iter().flatten().any(|name| {
        let name = name.trim_end().to_ascii_lowercase();
        endings.iter().any(|ending| name.ends_with(ending))
    })
}

fn parameter(entity: &Entity, name: &str) -> Option<String> {
    entity.content_type.parameter(name).map(|value| String::from_utf8_lossy(value).trim().to_owned())
}

/// Fields of a part (RFC 2045 3).
pub(crate) fn is_of_part(name: &str) -> bool {
    name.eq_ignore_ascii_case("MIME-Version") || name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("content-"))
}

/// The first claim at or below an entity that is signed or encrypted, attached messages not looked into.
pub(crate) fn first_claim_below(entity: &Entity) -> Option<Claim<'_>> {
    match claim(entity) {
        Claim::None => entity.children().iter().find_map(first_claim_below),
        Claim::Message | Claim::Stray => None,
        found => Some(found),
    }
}
