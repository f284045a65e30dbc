//! Many envelopes unlocked together: the same answers as one by one, in their order, with the same number of questions to each key.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_cms::{Envelope, Error, Keys, Limits, UnlockPolicy, unlock_many};
use kakitome_crypto::{ContentCipher, DigestAlgorithm, KeyTransport, OpenError, Opener, Wrapped, Zeroizing, random_fill};
use kakitome_pki::Certificate;
use support::peers::reader_of;
use support::unseal::{Sealed, transport, transport_of};

const CIPHERS: [ContentCipher; 4] =
    [ContentCipher::Aes128Cbc, ContentCipher::Aes256Cbc, ContentCipher::Aes128Gcm, ContentCipher::Aes256Gcm];

/// A key that counts its questions, and may refuse them or lose answers.
struct Holder<'a> {
    opener: &'a dyn Opener,
    behaviour: Behaviour,
    asked: AtomicUsize,
    together: AtomicUsize,
}

#[derive(Clone, Copy, PartialEq)]
enum Behaviour {
    Answers,
    Loses,
    Refuses,
}

impl<'a> Holder<'a> {
    fn new(opener: &'a dyn Opener, behaviour: Behaviour) -> Self {
        Self { opener, behaviour, asked: AtomicUsize::new(0), together: AtomicUsize::new(0) }
    }
}

impl Opener for Holder<'_> {
    fn public_key(&self) -> &[u8] {
        self.opener.public_key()
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.behaviour {
            Behaviour::Refuses => Err(OpenError::Refused { reason: "not today".to_owned() }),
            _ => self.opener.unwrap(wrapped, key_len),
        }
    }

    fn unwrap_many(&self, questions: &[(Wrapped<'_>, usize)]) -> Vec<Result<Zeroizing<Vec<u8>>, OpenError>> {
        self.together.fetch_add(questions.len(), Ordering::Relaxed);
        let kept = if self.behaviour == Behaviour::Loses { questions.len() / 2 } else { questions.len() };
        let answers = self.opener.unwrap_many(&questions[..kept]);
        match self.behaviour {
            Behaviour::Refuses => answers.iter().map(|_| Err(OpenError::Refused { reason: "not today".to_owned() })).collect(),
            _ => answers,
        }
    }
}

fn text(number: usize) -> Vec<u8> {
    format!("Content-Type: text/plain\r\n\r\nNumber {number}.\r\n").into_bytes()
}

fn random(length: usize) -> Vec<u8> {
    let mut octets = vec![0; length];
    random_fill(&mut octets).unwrap();
    octets
}

/// Good ones of every kind, and such as have something wrong: where the key is, in the ciphertext, for somebody else, of another kind.
fn messages() -> Vec<Vec<u8>> {
    let (rsa, p256, other) = (reader_of("to-rsa"), reader_of("to-p256"), reader_of("to-x25519"));
    let mut messages = Vec::new();
    for number in 0..23 {
        let cipher = CIPHERS[number % 4];
        if number % 5 == 4 || number == 12 {
            let certificate = if number == 12 { &other.certificate } else { &p256.certificate };
            let recipient = Recipient::certificate(certificate, &Options::default()).unwrap();
            messages.push(Request::new(&[recipient], cipher).unwrap().encrypt(&text(number)).unwrap());
            continue;
        }
        let (mut sealed, key) = Sealed::new(&rsa.certificate, cipher, &text(number));
        match number {
            3 => sealed.recipients = vec![transport_of(&rsa.certificate, &KeyTransport::RsaPkcs1, &[&[0], &random(255)[..]].concat())],
            6 => sealed.recipients = vec![transport(&rsa.certificate, &KeyTransport::oaep(DigestAlgorithm::Sha256), key.as_bytes())],
            7 => sealed.recipients = vec![transport(&rsa.certificate, &KeyTransport::RsaPkcs1, &random(31))],
            8 => sealed.recipients = vec![transport_of(&rsa.certificate, &KeyTransport::RsaPkcs1, &[])],
            11 => sealed.ciphertext[9] ^= 1,
            13 => sealed.recipients.insert(0, transport(&rsa.certificate, &KeyTransport::RsaPkcs1, &random(key.as_bytes().len()))),
            16 => sealed.algorithm = kakitome_ber::der::sequence(&[&kakitome_ber::der::oid(&"1.2.3.4".parse().unwrap())]),
            _ => {}
        }
        messages.push(sealed.build());
    }
    messages
}

/// Which recipient it was, and the content; or what was said.
type Outcome = Result<(usize, Vec<u8>), String>;

fn outcome(envelope: &Envelope, message: &[u8], unlocked: Result<kakitome_cms::Unlocked, Error>) -> Outcome {
    let mut source = Cursor::new(message);
    let mut content = Vec::new();
    let unlocked = unlocked.map_err(|error| error.to_string())?;
    let checked = envelope.check(&mut source, &unlocked).map_err(|error| error.to_string())?;
    checked.write_to(&mut source, &mut content).unwrap();
    Ok((unlocked.recipient, content))
}

/// What comes of the messages one by one and together, and how often each key was asked.
fn compare(own: [(&Certificate, &Holder<'_>); 2]) -> (Vec<Outcome>, [usize; 2]) {
    let keys = own.iter().fold(Keys::new(), |keys, (certificate, holder)| keys.own(certificate, *holder));
    let (messages, policy) = (messages(), UnlockPolicy::default());
    let envelopes: Vec<_> = messages.iter().map(|message| Envelope::read(&mut Cursor::new(message), &Limits::default()).unwrap()).collect();
    let judge = |unlocked: Vec<Result<_, Error>>| -> Vec<_> {
        envelopes.iter().zip(&messages).zip(unlocked).map(|((envelope, message), unlocked)| outcome(envelope, message, unlocked)).collect()
    };
    let single = judge(envelopes.iter().map(|envelope| envelope.unlock(&keys, &policy)).collect());
    let alone = own.map(|(_, holder)| holder.asked.swap(0, Ordering::Relaxed));
    let together = judge(unlock_many(&envelopes.iter().collect::<Vec<_>>(), &keys, &policy));
    assert_eq!(together, single);
    let asked = own.map(|(_, holder)| holder.together.load(Ordering::Relaxed));
    assert_eq!(asked, alone, "as many questions as one by one");
    (together, asked)
}

#[test]
fn m05_m23_together_is_as_one_by_one() {
    let (rsa, p256) = (reader_of("to-rsa"), reader_of("to-p256"));
    for behaviour in [Behaviour::Answers, Behaviour::Loses] {
        let holders = [Holder::new(&rsa.opener, behaviour), Holder::new(&p256.opener, behaviour)];
        let (outcomes, asked) = compare([(&rsa.certificate, &holders[0]), (&p256.certificate, &holders[1])]);
        for (number, outcome) in outcomes.iter().enumerate() {
            let good = outcome.as_ref().is_ok_and(|(_, content)| *content == text(number));
            // The first recipient of 13 has the key of another message.
            assert_eq!(good, ![3, 7, 8, 11, 12, 13, 16].contains(&number), "{number}: {outcome:?}");
        }
        assert!(asked[0] > 14 && asked[1] >= 4, "{asked:?}");
        let lost = if behaviour == Behaviour::Loses { asked[0].div_ceil(2) } else { 0 };
        assert_eq!(holders[0].asked.load(Ordering::Relaxed), lost);
    }
    assert!(unlock_many(&[], &Keys::new(), &UnlockPolicy::default()).is_empty());
}

#[test]
fn where_the_holder_of_one_key_refuses_the_next_is_asked() {
    let (rsa, p256) = (reader_of("to-rsa"), reader_of("to-p256"));
    let holders = [Holder::new(&rsa.opener, Behaviour::Refuses), Holder::new(&p256.opener, Behaviour::Answers)];
    let (outcomes, asked) = compare([(&rsa.certificate, &holders[0]), (&p256.certificate, &holders[1])]);
    assert!(outcomes[0].as_ref().is_err_and(|error| error.contains("not today")), "{:?}", outcomes[0]);
    assert!(outcomes[4].is_ok() && outcomes[9].is_ok());
    assert!(asked[0] > 14 && asked[1] >= 4, "{asked:?}");
}
