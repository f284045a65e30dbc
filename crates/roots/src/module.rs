//! Roots out of a PKCS#11 module (NSS's builtin one, libnssckbi.so), written as the text of certdata.txt, which `mozilla` reads.
//!
//! Loading a module runs its code in this process: whoever calls this does so in a process that may be lost, with nothing in it.
//! CKO_NSS_TRUST and the CKO_TRUST of PKCS#11 3.2 (4.16) are told apart here; what the attributes mean is said in `mozilla`.

use std::ffi::c_ulong;
use std::fmt::Write as _;
use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::Session;

use crate::error::Error;
use crate::fingerprint::{sha1, sha256};

const WHAT: &str = "PKCS#11 module";
/// Objects of one class; the largest module has 400.
const MAX_OBJECTS: usize = 20_000;

/// CKO_CERTIFICATE and CKO_TRUST (PKCS#11 3.2), CKO_NSS_TRUST (pkcs11n.h of NSS: CKO_VENDOR_DEFINED | "NSCP", and 3).
const CERTIFICATE: c_ulong = 1;
const TRUST: c_ulong = 11;
const NSS_TRUST: c_ulong = 0xce53_4353;
/// CKA_CLASS.
const CLASS: c_ulong = 0;
/// CKA_TRUST_EMAIL_PROTECTION and CKA_HASH_OF_CERTIFICATE of PKCS#11 3.2.
const PKCS_EMAIL: c_ulong = 1583;
const PKCS_HASH: c_ulong = 1589;
/// CKA_NSS is CKA_VENDOR_DEFINED | "NSCP"; CKA_TRUST lies 0x2000 above it.
const NSS_EMAIL_DISTRUST_AFTER: c_ulong = 0xce53_4350 + 36;
const NSS_EMAIL: c_ulong = 0xce53_4350 + 0x2000 + 11;
const NSS_SHA1: c_ulong = 0xce53_4350 + 0x2000 + 100;

/// The words of certdata.txt for NSS's trust values (CKT_NSS and so much).
const NSS_WORDS: [(c_ulong, &str); 6] = [
    (0xce53_4350 + 1, "CKT_NSS_TRUSTED"),
    (0xce53_4350 + 2, "CKT_NSS_TRUSTED_DELEGATOR"),
    (0xce53_4350 + 3, "CKT_NSS_MUST_VERIFY_TRUST"),
    (0xce53_4350 + 5, "CKT_NSS_TRUST_UNKNOWN"),
    (0xce53_4350 + 10, "CKT_NSS_NOT_TRUSTED"),
    (0xce53_4350 + 11, "CKT_NSS_VALID_DELEGATOR"),
];
/// Those of PKCS#11 3.2.
const PKCS_WORDS: [(c_ulong, &str); 5] =
    [(0, "CKT_TRUST_UNKNOWN"), (1, "CKT_TRUSTED"), (2, "CKT_TRUST_ANCHOR"), (3, "CKT_NOT_TRUSTED"), (4, "CKT_TRUST_MUST_VERIFY_TRUST")];

/// Whether the bytes begin like a library that can be loaded: ELF, Mach-O or PE.
#[must_use]
pub fn is_module(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 5] =
        [b"\x7fELF", &[0xcf, 0xfa, 0xed, 0xfe], &[0xce, 0xfa, 0xed, 0xfe], &[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0], b"MZ\x90\0"];
    MAGIC.iter().any(|magic| bytes.starts_with(magic))
}

/// Loads the module and writes its certificates and what it says of their trust as certdata.txt.
///
/// # Errors
/// It cannot be loaded, is no PKCS#11 module, or has no object that says anything of trust.
pub fn certdata_of_module(path: &Path) -> Result<String, Error> {
    let module = Pkcs11::new(path).map_err(|error| failed(&error))?;
    module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).map_err(|error| failed(&error))?;
    let info = module.get_library_info().map_err(|error| failed(&error))?;
    let mut text = format!("# {} {}\nBEGINDATA\n", one_line(info.library_description()), info.library_version());
    let mut found = 0_usize;
    for slot in module.get_slots_with_token().map_err(|error| failed(&error))? {
        let session = module.open_ro_session(slot).map_err(|error| failed(&error))?;
        found = found.saturating_add(Token { session: &session }.write(&mut text)?);
    }
    if found == 0 { Err(Error::Empty { what: WHAT }) } else { Ok(text) }
}

struct Token<'a> {
    session: &'a Session,
}

impl Token<'_> {
    /// Certificates and trust objects; answers how many certificates there were.
    fn write(&self, text: &mut String) -> Result<usize, Error> {
        let certificates = self.objects(CERTIFICATE, &[])?;
        let trusts = self.pkcs_trusts()?;
        let mut hashes = Vec::new();
        for handle in &certificates {
            let fields = self.attributes(*handle, &[AttributeType::VendorDefined(NSS_EMAIL_DISTRUST_AFTER)])?;
            if let Some(value) = fields.octets("CKA_VALUE").filter(|_| !trusts.is_empty()) {
                // which certificate a trust object is about is asked, not read: see `pkcs_trusts`
                for hash in [&sha256(value)[..], &sha1(value)[..]] {
                    let about = self.objects(TRUST, &[(PKCS_HASH, hash)])?;
                    hashes.extend(about.into_iter().map(|handle| (handle, hash.to_vec())));
                }
            }
            fields.write(text, "CKO_CERTIFICATE");
        }
        for handle in self.objects(NSS_TRUST, &[])? {
            let wanted = [AttributeType::VendorDefined(NSS_SHA1), AttributeType::VendorDefined(NSS_EMAIL)];
            self.attributes(handle, &wanted)?.write(text, "CKO_NSS_TRUST");
        }
        for (handle, word) in trusts {
            let mut fields = self.attributes(handle, &[])?;
            fields.values.push(("CKA_PKCS_TRUST_EMAIL_PROTECTION", Value::Word(word.to_owned())));
            let hash = hashes.iter().find(|(about, _)| *about == handle).map(|(_, hash)| hash.clone());
            fields.values.extend(hash.map(|hash| ("CKA_HASH_OF_CERTIFICATE", Value::Octets(hash))));
            fields.write(text, "CKO_TRUST");
        }
        Ok(certificates.len())
    }

    /// The trust objects of PKCS#11 3.2 with their word for e-mail. The library that speaks to the module cannot read these
    /// attributes yet, but it can search for them: each possible value is asked for.
    fn pkcs_trusts(&self) -> Result<Vec<(ObjectHandle, &'static str)>, Error> {
        let mut found = Vec::new();
        for (value, word) in PKCS_WORDS {
            let trusts = self.objects(TRUST, &[(PKCS_EMAIL, &value.to_ne_bytes())])?;
            found.extend(trusts.into_iter().map(|handle| (handle, word)));
        }
        Ok(found)
    }

    /// All objects of a class that have these attributes.
    fn objects(&self, class: c_ulong, having: &[(c_ulong, &[u8])]) -> Result<Vec<ObjectHandle>, Error> {
        let ask = |kind, value: &[u8]| Attribute::VendorDefined((AttributeType::VendorDefined(kind), value.to_vec()));
        let mut wanted = vec![ask(CLASS, &class.to_ne_bytes())];
        wanted.extend(having.iter().map(|(kind, value)| ask(*kind, value)));
        let mut found = Vec::new();
        for handle in self.session.iter_objects(&wanted).map_err(|error| failed(&error))? {
            if found.len() == MAX_OBJECTS {
                return Err(broken(format!("more than {MAX_OBJECTS} objects of one class")));
            }
            found.push(handle.map_err(|error| failed(&error))?);
        }
        Ok(found)
    }

    fn attributes(&self, object: ObjectHandle, more: &[AttributeType]) -> Result<Fields, Error> {
        let mut wanted = vec![AttributeType::Label, AttributeType::Issuer, AttributeType::SerialNumber, AttributeType::Value];
        wanted.extend(more);
        let mut fields = Fields { values: Vec::new() };
        for attribute in self.session.get_attributes(object, &wanted).map_err(|error| failed(&error))? {
            let (name, value) = match attribute {
                // NSS counts the NUL behind a name as part of it
                Attribute::Label(mut label) => {
                    label.truncate(label.iter().rposition(|octet| *octet != 0).map_or(0, |last| last.saturating_add(1)));
                    ("CKA_LABEL", Value::Text(label))
                }
                Attribute::Issuer(issuer) => ("CKA_ISSUER", Value::Octets(issuer)),
                Attribute::SerialNumber(serial) => ("CKA_SERIAL_NUMBER", Value::Octets(serial)),
                Attribute::Value(value) => ("CKA_VALUE", Value::Octets(value)),
                Attribute::VendorDefined((kind, value)) => match kind {
                    AttributeType::VendorDefined(NSS_SHA1) => ("CKA_CERT_SHA1_HASH", Value::Octets(value)),
                    AttributeType::VendorDefined(NSS_EMAIL) => ("CKA_TRUST_EMAIL_PROTECTION", Value::Word(nss_word(&value)?)),
                    // CK_FALSE, or a time
                    AttributeType::VendorDefined(_) if value == [0] => ("CKA_NSS_EMAIL_DISTRUST_AFTER", Value::Word("CK_FALSE".to_owned())),
                    _ => ("CKA_NSS_EMAIL_DISTRUST_AFTER", Value::Octets(value)),
                },
                _ => continue,
            };
            fields.values.push((name, value));
        }
        Ok(fields)
    }
}

/// The word for a trust value; one that nobody knows is no trust, and says which it is.
fn nss_word(value: &[u8]) -> Result<String, Error> {
    let octets = value.try_into().map_err(|_| broken(format!("a trust value of {} octets", value.len())))?;
    let number = c_ulong::from_ne_bytes(octets);
    let known = NSS_WORDS.iter().find(|(known, _)| *known == number);
    Ok(known.map_or_else(|| format!("CKT_{number:#x}"), |(_, word)| (*word).to_owned()))
}

enum Value {
    Word(String),
    Text(Vec<u8>),
    Octets(Vec<u8>),
}

struct Fields {
    values: Vec<(&'static str, Value)>,
}

impl Fields {
    fn octets(&self, name: &str) -> Option<&[u8]> {
        self.values.iter().find(|(known, _)| *known == name).and_then(|(_, value)| match value {
            Value::Octets(octets) => Some(octets.as_slice()),
            _ => None,
        })
    }

    /// As an object of certdata.txt. Writing to a String cannot fail.
    fn write(&self, text: &mut String, class: &str) {
        let _ = writeln!(text, "\nCKA_CLASS CK_OBJECT_CLASS {class}");
        for (name, value) in &self.values {
            let _ = match value {
                Value::Word(word) => writeln!(text, "{name} WORD {word}"),
                Value::Text(octets) => writeln!(text, "{name} UTF8 \"{}\"", escaped(octets)),
                Value::Octets(octets) => writeln!(text, "{name} MULTILINE_OCTAL\n{}END", octal(octets)),
            };
        }
    }
}

/// Anything but plain letters as `\xNN`.
fn escaped(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = match octet {
            b'"' | b'\\' | 0..=0x1f | 0x7f.. => write!(text, "\\x{octet:02x}"),
            plain => write!(text, "{}", char::from(*plain)),
        };
        text
    })
}

fn octal(octets: &[u8]) -> String {
    let line = |line: &[u8]| {
        let digits = line.iter().fold(String::new(), |mut text, octet| {
            let _ = write!(text, "\\{octet:03o}");
            text
        });
        digits + "\n"
    };
    octets.chunks(16).map(line).collect()
}

/// What a module says of itself is a stranger's word.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

fn failed(error: &cryptoki::error::Error) -> Error {
    broken(one_line(&error.to_string()))
}

fn broken(problem: String) -> Error {
    Error::Module { problem }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let fields = Fields {
            values: vec![
                ("CKA_LABEL", Value::Text("T\u{dc}B \"A\\\n".as_bytes().to_vec())),
                ("CKA_VALUE", Value::Octets((0..=255).collect())),
                ("CKA_TRUST_EMAIL_PROTECTION", Value::Word(nss_word(&0xce53_4352_u64.to_ne_bytes()).unwrap())),
            ],
        };
        let mut text = "BEGINDATA\n".to_owned();
        fields.write(&mut text, "CKO_CERTIFICATE");
        let objects = crate::certdata::objects(&text).unwrap();
        let object = objects.first().unwrap();
        assert_eq!(object.text("CKA_LABEL").unwrap(), "T\u{dc}B \"A\\\n");
        assert_eq!(object.octets("CKA_VALUE").unwrap(), (0..=255).collect::<Vec<u8>>());
        assert_eq!(object.word("CKA_TRUST_EMAIL_PROTECTION"), Some("CKT_NSS_TRUSTED_DELEGATOR"));
        assert_eq!(object.word("CKA_CLASS"), Some("CKO_CERTIFICATE"));
    }

    #[test]
    fn a_value_that_nobody_knows_is_named() {
        assert_eq!(nss_word(&7_u64.to_ne_bytes()).unwrap(), "CKT_0x7");
        assert!(nss_word(&[1]).unwrap_err().to_string().contains("1 octets"));
    }

    #[test]
    fn what_cannot_be_loaded_is_said() {
        let said = certdata_of_module(Path::new("/nonexistent/libnssckbi.so")).unwrap_err().to_string();
        assert!(said.contains("PKCS#11") && said.contains("/nonexistent"), "{said}");
        assert!(is_module(b"\x7fELF\x02") && !is_module(b"BEGINDATA") && !is_module(&[0x30, 0x82]));
    }
}
