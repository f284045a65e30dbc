//! Header fields inside what is signed or encrypted (RFC 9788; before it RFC 8551 3.1 and draft-autocrypt-lamps-protected-headers): found
//! at the innermost layer's content, compared with the fields outside. The verdict's From is the one outside; the one inside can only
//! speak against it.

pub(crate) mod write;

use kakitome_mime::{Content, Entity, Header, address, encoded_word};
use kakitome_pki::Severity;

use crate::finding::{Finding, Place};
use crate::protected_header::{OuterField, ProtectedField, ProtectedHeader, Scheme};
use crate::recognise::is_of_part;
use crate::report::{Author, Report};

/// Protected fields that a report lists. Mails have some ten; what is beyond is neither compared nor believed.
const MOST: usize = 64;

/// A header that was found inside.
pub(crate) struct Found {
    scheme: Scheme,
    header: Header,
    layer: usize,
    is_encrypted: bool,
    /// Said by the sender, not only likely: a wrapped message looks like a forwarded one (RFC 9788 4.10).
    is_declared: bool,
}

/// The protected header of the innermost content. `author`: of the mail's own header.
pub(crate) fn find(entity: &Entity, author: &Author) -> Option<Found> {
    let parameter = |name: &str| entity.content_type.parameter(name).map(|value| value.trim_ascii().to_ascii_lowercase());
    let found =
        |scheme, header: &Header, is_declared| Some(Found { scheme, header: header.clone(), layer: 0, is_encrypted: false, is_declared });
    match parameter("hp").as_deref() {
        Some(b"clear") => return found(Scheme::Clear, &entity.header, true),
        Some(b"cipher") => return found(Scheme::Cipher, &entity.header, true),
        Some(_) => return None,
        None => {}
    }
    if let Content::Message(message) = &entity.content {
        return match parameter("forwarded").as_deref() {
            Some(b"no") => found(Scheme::Wrapped, &message.header, true),
            // Whoever forwards another's mail is not its author; who sends his own mail in a wrapping is.
            None if is_same(from(&message.header).as_deref(), author.single.as_deref()) => found(Scheme::Wrapped, &message.header, false),
            _ => None,
        };
    }
    match parameter("protected-headers").as_deref() {
        Some(b"v1") => found(Scheme::Draft, &entity.header, true),
        _ => None,
    }
}

impl Found {
    pub(crate) fn at(self, layer: usize, is_encrypted: bool) -> Self {
        Self { layer, is_encrypted, ..self }
    }

    /// The message in the wrapping, if the sender says that it is the mail itself.
    pub(crate) fn wrapped<'e>(&self, entity: &'e Entity) -> Option<&'e Entity> {
        match &entity.content {
            Content::Message(message) if self.scheme == Scheme::Wrapped && self.is_declared => Some(message),
            _ => None,
        }
    }
}

/// Compares what was found with the mail's own header and puts both into the report.
pub(crate) fn compare(outer: &Header, found: &Found, report: &mut Report) {
    let is_signed = report.is_signed(found.layer);
    let comparison = Comparison { outer, found };
    comparison.protection(report);
    comparison.from(report);
    let mut fields = Vec::new();
    for name in names(&found.header) {
        let field = comparison.field(&name);
        if field.outer == OuterField::Differs && !name.eq_ignore_ascii_case("From") {
            let said = Finding::HeaderDiffers { name: name.clone(), outer: joined(outer, &name), inner: field.value.clone() };
            comparison.note(said, &name, report);
        }
        fields.push(field);
    }
    comparison.added(report);
    let (scheme, layer, is_encrypted) = (found.scheme, found.layer, found.is_encrypted);
    report.protected = Some(ProtectedHeader { scheme, layer, is_signed, is_encrypted, fields });
}

struct Comparison<'a> {
    outer: &'a Header,
    found: &'a Found,
}

impl Comparison<'_> {
    /// `hp="cipher"` is for what is encrypted, `hp="clear"` for what is not: a signed mail that somebody else encrypted for another
    /// recipient says so here (M26).
    fn protection(&self, report: &mut Report) {
        let (declared, actual) = match (self.found.scheme, self.found.is_encrypted) {
            (Scheme::Clear, true) => ("signed only", "encrypted"),
            (Scheme::Cipher, false) => ("encrypted", "signed only"),
            _ => return,
        };
        report.note(Finding::ProtectionDiffers { declared, actual }, Place::Layer(self.found.layer));
    }

    /// Two readers, two authors: such a mail is never valid (RFC 9788 4.4, design section 5).
    fn from(&self, report: &mut Report) {
        if self.found.header.first("From").is_none() {
            return;
        }
        if !is_same(from(&self.found.header).as_deref(), report.author.single.as_deref()) {
            let (outer, inner) = (joined(self.outer, "From"), joined(&self.found.header, "From"));
            report.note(Finding::ProtectedFrom { outer, inner }, Place::Field("From".to_owned()));
        }
    }

    fn field(&self, name: &str) -> ProtectedField {
        let (inner, outer) = (values(&self.found.header, name), values(self.outer, name));
        let is_encrypted = self.found.is_encrypted;
        // What the sender says that he left outside (RFC 9788 2.2).
        let wanted = if self.found.scheme == Scheme::Cipher && is_encrypted { Some(self.left_outside(name)) } else { None };
        let outer = match wanted {
            _ if inner == outer => OuterField::Same,
            Some(wanted) if wanted == outer => OuterField::Hidden,
            _ if outer.is_empty() => OuterField::Missing,
            // The draft has no way to say what stands outside; all that wrote it hid the subject alone.
            None if self.found.scheme == Scheme::Draft && is_encrypted && name.eq_ignore_ascii_case("Subject") => OuterField::Hidden,
            _ => OuterField::Differs,
        };
        ProtectedField { name: name.to_owned(), value: inner.join(", "), outer }
    }

    fn left_outside(&self, name: &str) -> Vec<String> {
        let told = values(&self.found.header, "HP-Outer");
        let told = told.iter().filter_map(|text| text.split_once(':'));
        told.filter(|(other, _)| other.trim_end().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// Fields that people act on, added outside.
    fn added(&self, report: &mut Report) {
        if !matches!(self.found.scheme, Scheme::Clear | Scheme::Cipher | Scheme::Wrapped) {
            return;
        }
        for name in SHOWN {
            if self.outer.first(name).is_some() && self.found.header.first(name).is_none() {
                let finding = Finding::HeaderAdded { name: name.to_owned(), value: joined(self.outer, name) };
                self.note(finding, name, report);
            }
        }
    }

    /// Where nobody said that the fields are protected, a difference is only mentioned.
    fn note(&self, finding: Finding, name: &str, report: &mut Report) {
        let severity = if self.found.is_declared { finding.severity() } else { Severity::Note };
        report.note_as(severity, finding, Place::Field(name.to_owned()));
    }
}

/// Fields that mail programs show, or answer to.
const SHOWN: [&str; 6] = ["Subject", "To", "Cc", "Reply-To", "Sender", "Date"];

/// The names of the fields that are protected, each once, structure left out (RFC 9788 1.7: non-structural fields).
fn names(header: &Header) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for field in header.fields().filter(|field| !is_of_part(field.name()) && !field.is("HP-Outer")) {
        if names.len() == MOST {
            break;
        }
        if !names.iter().any(|known| known.eq_ignore_ascii_case(field.name())) {
            names.push(field.name().to_owned());
        }
    }
    names
}

/// The values of all fields of a name as people read them: relays fold anew and encode anew, and that changes nothing.
fn values(header: &Header, name: &str) -> Vec<String> {
    let read = |value: &[u8]| encoded_word::decode(value).split_whitespace().collect::<Vec<_>>().join(" ");
    header.named(name).map(|field| read(&field.unfolded())).collect()
}

fn joined(header: &Header, name: &str) -> String {
    values(header, name).join(", ")
}

/// The one address of the one From field, as the author of a mail is written.
fn from(header: &Header) -> Option<String> {
    let mut fields = header.named("From");
    let (Some(field), None) = (fields.next(), fields.next()) else { return None };
    let list = address::parse(field.value(), field.value_offset());
    let address = &list.single()?.address;
    Some(format!("{}@{}", address.local, address.domain))
}

/// Domains are the same in any case of their letters, local parts are not (RFC 5321 2.4).
fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    match (one.and_then(split), other.and_then(split)) {
        (Some((local, domain)), Some((other_local, other_domain))) => local == other_local && domain.eq_ignore_ascii_case(other_domain),
        _ => false,
    }
}

fn split(address: &str) -> Option<(&str, &str)> {
    address.rsplit_once('@')
}
