//! A stranger's envelope sealed anew: its algorithm, attributes, other recipients and content type stay as they came, but the key is
//! one that is known here, and so the tag or the padding is right. Without this no search ever gets behind the tag.

use std::io::Cursor;

use kakitome_ber::{Tag, der};
use kakitome_cms::{Envelope, EnvelopeKind, Error, Keys, Limits, Tail, UnlockPolicy, oid};
use kakitome_crypto::{ContentKey, Encryptor, KeyWrap, Zeroizing};

const KEK: [u8; 16] = [0xa5; 16];
const NAME: &[u8] = b"fuzz";

/// What stands around `content`; `None`: its algorithm is not one that can be sealed with.
pub fn seal(envelope: &Envelope, tail: &Tail, content: &[u8]) -> Option<Vec<u8>> {
    let algorithm = envelope.encryption.algorithm.as_ref()?;
    let authenticated = tail.authenticated_attributes.iter().map(|attribute| attribute.raw.as_slice());
    let authenticated = der::set_of(&authenticated.collect::<Vec<_>>());
    let has_attributes = !tail.authenticated_attributes.is_empty();
    let mut encryptor = Encryptor::new(algorithm, &key(algorithm.cipher().key_len()), if has_attributes { &authenticated } else { &[] }).ok()?;
    let mut ciphertext = Vec::new();
    encryptor.update(content, &mut ciphertext).expect("the fuzzer's content is not too long");
    let tag = encryptor.finish(&mut ciphertext).expect("the fuzzer's content is not too long");
    let behind = match envelope.kind {
        EnvelopeKind::AuthEnveloped => [under(1, &authenticated, has_attributes), der::octet_string(&tag), unprotected(tail, 2)].concat(),
        EnvelopeKind::Enveloped => unprotected(tail, 1),
    };
    let recipients: Vec<&[u8]> = envelope.recipients.iter().map(|recipient| recipient.raw.as_slice()).collect();
    let ours = ours(algorithm.cipher().key_len());
    let recipients = der::element(Tag::SET, true, &[&recipients.concat(), &ours]);
    let pieces: Vec<Vec<u8>> = ciphertext.chunks(33).map(der::octet_string).collect();
    let held = der::context(0, &[&pieces.concat()]);
    let inner = der::sequence(&[&der::oid(&envelope.content_type), &envelope.encryption.identifier.raw, &held]);
    let body = der::sequence(&[&der::unsigned(envelope.version), &recipients, &inner, &behind]);
    let container = if envelope.kind == EnvelopeKind::AuthEnveloped { oid::AUTH_ENVELOPED_DATA } else { oid::ENVELOPED_DATA };
    Some(der::sequence(&[&der::oid(&container), &der::context(0, &[&body])]))
}

/// Both passes with the known key.
pub fn open(sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let mut source = Cursor::new(sealed);
    let limits = Limits { recipients: usize::MAX, recipients_bytes: usize::MAX, ..Limits::default() };
    let envelope = Envelope::read(&mut source, &limits)?;
    let unlocked = envelope.unlock(&Keys::new().shared(NAME, &KEK), &UnlockPolicy::default())?;
    let checked = envelope.check(&mut source, &unlocked)?;
    let mut content = Vec::new();
    checked.write_to(&mut source, &mut content)?;
    Ok(content)
}

fn key(length: usize) -> ContentKey {
    ContentKey::from_bytes(Zeroizing::new(vec![0x5a; length]))
}

/// KEKRecipientInfo with the known key.
fn ours(length: usize) -> Vec<u8> {
    let wrapped = KeyWrap::Aes128.wrap(&KEK, key(length).as_bytes()).expect("keys of AES have whole blocks");
    let identifier = der::sequence(&[&der::octet_string(NAME)]);
    der::context(2, &[&der::unsigned(4), &identifier, &KeyWrap::Aes128.to_der(), &der::octet_string(&wrapped)])
}

fn unprotected(tail: &Tail, number: u32) -> Vec<u8> {
    let attributes: Vec<&[u8]> = tail.unprotected_attributes.iter().map(|attribute| attribute.raw.as_slice()).collect();
    under(number, &der::set_of(&attributes), !attributes.is_empty())
}

/// A SET with another tag in its place.
fn under(number: u32, set: &[u8], is_there: bool) -> Vec<u8> {
    let content = kakitome_ber::Cursor::new(set).any().expect("it was made here").content();
    if is_there { der::context(number, &[content]) } else { Vec::new() }
}
