//! Bytes made to hurt, of what is encrypted, compressed and digested: cut off at every byte, lengths that lie, depth. Each ends in a clear
//! error or finding within a second, and nothing comes out that was not put in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::{Cursor, Write};

use kakitome_ber::{Tag, der};
use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_cms::show::{self, Notes};
use kakitome_cms::{CompressedData, DigestedData, EncryptedData, Error, Keys, Limits, UnlockPolicy, oid};
use kakitome_crypto::{ContentCipher, ContentKey, DigestAlgorithm, Zeroizing};
use support::cost::{thread_time, within_a_second};
use support::peers::reader_of;
use support::unseal::{Sealed, open_with};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nSalaries of the year: 1, 2, 3.\r\n";
const KEK: [u8; 16] = [7; 16];

fn key() -> ContentKey {
    ContentKey::from_bytes(Zeroizing::new(vec![5; 16]))
}

/// What comes out, with every key at hand; passwords are stretched in a test of their own.
fn all(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let (rsa, curve) = (reader_of("to-rsa"), reader_of("to-p256"));
    let keys = Keys::new().own(&rsa.certificate, &rsa.opener).own(&curve.certificate, &curve.opener).shared(b"kek", &KEK);
    let other = match open_with(bytes, &keys, &UnlockPolicy::default()) {
        Ok(opened) => return Ok(opened.content),
        Err(error @ Error::OtherContent { .. }) => error,
        Err(error) => return Err(error),
    };
    let mut content = Vec::new();
    match CompressedData::read(bytes, &mut content, &Limits::default()) {
        Err(Error::OtherContent { .. }) => {}
        read => return read.map(|_| content),
    }
    match DigestedData::read(bytes, &mut content) {
        Err(Error::OtherContent { .. }) => {}
        read => {
            let read = read?;
            let same = read.check(&read.content_digests) == kakitome_cms::DigestMatch::Same;
            return if same { Ok(content) } else { Err(Error::Undecryptable) };
        }
    }
    let mut source = Cursor::new(bytes);
    match EncryptedData::read(&mut source, &Limits::default()) {
        Err(Error::OtherContent { .. }) => Err(other),
        data => {
            let checked = data?.check(&mut source, &key())?;
            checked.write_to(&mut source, &mut content).map(|_| content)
        }
    }
}

fn recipient(name: &str) -> Recipient {
    Recipient::certificate(&reader_of(name).certificate, &Options::default()).unwrap()
}

/// Ten messages of every form that encrypted, compressed and digested data have here.
fn ten() -> Vec<Vec<u8>> {
    let kek = Recipient::kek(b"kek", Zeroizing::new(KEK.to_vec())).unwrap();
    let request = |recipients: &[Recipient], cipher| Request::new(recipients, cipher).unwrap();
    let stream = |request: &Request| {
        let mut writer = request.stream(Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        writer.finish().unwrap()
    };
    let (cbc, gcm) = (ContentCipher::Aes128Cbc, ContentCipher::Aes256Gcm);
    let mut attributes = Sealed::new(&reader_of("to-rsa").certificate, gcm, MAIL).0;
    let attribute = der::sequence(&[&der::oid(&oid::SIGNING_TIME), &der::set_of(&[&der::time(0)])]);
    attributes.behind.extend(der::context(2, &[&attribute]));
    vec![
        request(&[recipient("to-rsa")], cbc).encrypt(MAIL).unwrap(),
        request(&[recipient("to-rsa")], gcm).encrypt(MAIL).unwrap(),
        request(&[recipient("to-p256"), recipient("to-rsa")], gcm).encrypt(MAIL).unwrap(),
        request(std::slice::from_ref(&kek), gcm).encrypt(MAIL).unwrap(),
        stream(&request(&[recipient("to-rsa")], cbc)),
        stream(&request(&[kek, recipient("to-p256")], gcm)),
        attributes.build(),
        EncryptedData::write(oid::DATA, cbc, &key(), MAIL).unwrap(),
        DigestedData::write(oid::DATA, DigestAlgorithm::Sha256, MAIL).unwrap(),
        CompressedData::write(oid::DATA, MAIL).unwrap(),
    ]
}

#[test]
fn cut_off_at_every_byte() {
    for (number, message) in ten().iter().enumerate() {
        assert_eq!(all(message).unwrap(), MAIL, "{number}");
        for length in 0..message.len() {
            let error = within_a_second("a cut", || all(&message[..length])).expect_err("a part is no whole");
            assert!(!error.to_string().is_empty());
            let clear =
                matches!(error, Error::OtherContent { .. } | Error::Encoding { .. } | Error::Armor { .. } | Error::Compressed { .. });
            assert!(clear, "{number}, {length}: {error}");
            let shown = show::show(&message[..length], Notes::default(), &show::Limits::default(), &mut |_| Ok(()));
            assert!(shown.is_err(), "{number}, {length}");
        }
    }
}

#[test]
fn every_length_lies() {
    for (number, message) in ten().into_iter().enumerate() {
        // wherever a header may stand: a length of 4 GiB, of all bits, none, one less and one more
        for at in 1..message.len() {
            let mut changed: Vec<Vec<u8>> = [&[0x84, 0xff, 0xff, 0xff, 0xff][..], &[0xff], &[0x80], &[0]]
                .map(|lie| [&message[..at], lie, &message[at + 1..]].concat())
                .into();
            for step in [1, u8::MAX] {
                changed.push(message.clone());
                let last = changed.last_mut().unwrap();
                last[at] = last[at].wrapping_add(step);
            }
            for bytes in changed {
                let outcome = within_a_second("a lie", || all(&bytes));
                // What has a tag, a digest or a checksum is what it was or nothing; CBC may be anything of that length.
                let is_free = [0, 4, 7].contains(&number);
                if let Ok(content) = outcome {
                    assert!(is_free || content == MAIL, "{number}, {at}: {content:02x?}");
                }
            }
        }
    }
}

#[test]
fn m22_nesting_10_000_deep_in_every_place() {
    let reader = reader_of("to-rsa");
    let (sealed, _) = Sealed::new(&reader.certificate, ContentCipher::Aes128Gcm, MAIL);
    let mut definite = vec![5, 0];
    for _ in 0..10_000 {
        definite = der::sequence(&[&definite]);
    }
    for open in [&b"\x30\x80"[..], b"\x24\x80", b"\xa0\x80", b"\xa1\x80", b"\x31\x80"] {
        let indefinite = [open.repeat(10_000), vec![5, 0], vec![0; 20_000]].concat();
        for deep in [&indefinite, &definite] {
            let mut places = vec![deep.clone(), sealed.build_around(deep), sealed.to(vec![deep.clone()]).build()];
            let changes: [fn(&mut Sealed, &[u8]); 3] = [
                |sealed, deep| sealed.algorithm = deep.to_vec(),
                |sealed, deep| sealed.behind.extend_from_slice(deep),
                |sealed, deep| sealed.behind = [&der::context(1, &[deep])[..], &sealed.behind].concat(),
            ];
            for change in changes {
                let mut changed = sealed.clone();
                change(&mut changed, deep);
                places.push(changed.build());
            }
            for kind in [oid::COMPRESSED_DATA, oid::DIGESTED_DATA, oid::ENCRYPTED_DATA] {
                places.push(der::sequence(&[&der::oid(&kind), &der::context(0, &[&der::sequence(&[&der::unsigned(0), deep])])]));
                let content = der::sequence(&[&der::oid(&oid::DATA), &der::context(0, &[deep])]);
                let body = der::sequence(&[&der::unsigned(0), &der::sequence(&[&der::oid(&oid::ZLIB)]), &content]);
                places.push(der::sequence(&[&der::oid(&kind), &der::context(0, &[&body])]));
            }
            for (number, bytes) in places.iter().enumerate() {
                let error = within_a_second("depth", || all(bytes)).expect_err("nobody writes this");
                assert!(!error.to_string().is_empty() && !matches!(error, Error::Undecryptable), "{number}: {error}");
                let _ =
                    within_a_second("depth shown", || show::show(&bytes[..], Notes::default(), &show::Limits::default(), &mut |_| Ok(())));
            }
        }
    }
}

/// A tag with a wrong number, no key at all, keys for nobody: an error that says what, at once.
#[test]
fn no_key() {
    let began = thread_time();
    for message in ten().iter().take(7) {
        let error = open_with(message, &Keys::new(), &UnlockPolicy::default()).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::NoRecipient { .. }), "{error}");
        let stranger = reader_of("to-p384");
        let error = open_with(message, &Keys::new().own(&stranger.certificate, &stranger.opener), &UnlockPolicy::default()).map(|_| ());
        assert!(matches!(error, Err(Error::NoRecipient { .. })), "{error:?}");
    }
    let sealed = Sealed::new(&reader_of("to-rsa").certificate, ContentCipher::Aes128Gcm, MAIL).0;
    let nobody = sealed.to(vec![der::element(Tag::context(9), true, &[&der::null()])]).build();
    assert!(matches!(all(&nobody), Err(Error::NoRecipient { count: 1, .. })));
    assert!((thread_time() - began).as_secs() < 1);
}
