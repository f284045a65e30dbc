//! One content, several signers: RSA, PSS, every curve and Ed25519 in one SignedData.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Write;

use kakitome_cms::sign::{Identity, Joint, Opaque, Options, Request, Sid};
use kakitome_cms::{Error, Integrity, Policy, SignedData};
use kakitome_crypto::{DigestAlgorithm, PrivateKey, SignatureAlgorithm};
use kakitome_pki::UnixTime;
use support::{LEAVES, World, certificates, hash, ids, read};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nSigned by all of us.\r\n";
const NOW: UnixTime = UnixTime(1_795_000_000);

struct Signer {
    key: PrivateKey,
    algorithm: SignatureAlgorithm,
    identity: Identity,
}

impl Signer {
    fn new(name: &str, algorithm: Option<SignatureAlgorithm>, sid: Sid) -> Self {
        let world = World::get();
        let key = world.key(name);
        let algorithm = algorithm.unwrap_or_else(|| key.default_algorithm());
        let options = Options { sid, ..Options::default() };
        let identity = Identity::new(&world.certificate(name), &[world.certificate("root")], algorithm, &options).unwrap();
        Self { key, algorithm, identity }
    }

    fn request(&self, content: &[u8]) -> Request {
        let digests = hash(content, &[self.identity.digest()]);
        Request::new(&self.identity, digests.digest(self.identity.digest()).unwrap(), Some(NOW)).unwrap()
    }

    fn sign(&self, request: &Request) -> Vec<u8> {
        self.key.sign(&self.algorithm, request.to_be_signed()).unwrap()
    }
}

/// One for each kind of key, and RSA a second time with PSS. OpenSSL 3.0 gives up on a whole message that has an Ed25519
/// signer with signed attributes: it hands the key a digest.
fn signers(sid: Sid, for_openssl: bool) -> Vec<Signer> {
    let digest = DigestAlgorithm::Sha384;
    let pss = SignatureAlgorithm::RsaPss { digest, mgf: digest, salt_len: 48 };
    let names = LEAVES.iter().map(|(name, _)| *name).filter(|name| !for_openssl || *name != "ed25519");
    let mut signers: Vec<Signer> = names.map(|name| Signer::new(name, None, sid)).collect();
    signers.push(Signer::new("rsa", Some(pss), sid));
    signers
}

fn all_good(signed_data: &SignedData, count: usize) -> bool {
    let wanted = signed_data.digests_wanted(&Default::default());
    let checks = signed_data.check(&hash(MAIL, &wanted), &certificates(signed_data), &Policy::default());
    checks.len() == count && checks.iter().all(|check| matches!(check.integrity, Integrity::Good(_)))
}

#[test]
fn by_all_kinds_of_keys() {
    let world = World::get();
    std::fs::write(world.at().join("mail"), MAIL).unwrap();
    let sids = [Sid::IssuerAndSerialNumber, Sid::SubjectKeyIdentifier];
    for (sid, for_openssl) in sids.into_iter().flat_map(|sid| [(sid, true), (sid, false)]) {
        let signers = signers(sid, for_openssl);
        let count = signers.len();
        let requests: Vec<Request> = signers.iter().map(|signer| signer.request(MAIL)).collect();
        let signatures: Vec<Vec<u8>> = signers.iter().zip(&requests).map(|(signer, request)| signer.sign(request)).collect();
        let pairs: Vec<(&Request, &[u8])> = requests.iter().zip(signatures.iter().map(Vec::as_slice)).collect();
        let joint = Joint::new(&pairs).unwrap();

        let detached = joint.detached();
        let (signed_data, _) = read(&detached).unwrap();
        assert!(signed_data.findings.is_empty(), "{:?}", signed_data.findings);
        assert_eq!((signed_data.certificates.len(), signed_data.digest_algorithms.len()), (count, 3)); // the root, and RSA once
        assert!(all_good(&signed_data, count));
        std::fs::write(world.at().join("joint.p7s"), &detached).unwrap();
        let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", "root.pem", "-purpose", "any", "-in"];
        if for_openssl {
            let verified = world.openssl(&[&verify[..], &["joint.p7s", "-content", "mail"]].concat(), b"");
            assert_eq!(verified, MAIL);
        }

        let wrapping = joint.opaque(MAIL.len() as u64);
        let opaque = [&wrapping.head, MAIL, &wrapping.tail].concat();
        let (signed_data, content) = read(&opaque).unwrap();
        assert!(content == MAIL && signed_data.findings.is_empty() && all_good(&signed_data, count));
        if for_openssl {
            std::fs::write(world.at().join("joint.p7m"), &opaque).unwrap();
            assert_eq!(world.openssl(&[&verify[..], &["joint.p7m"]].concat(), b""), MAIL);
        }
    }
}

#[test]
fn as_a_stream() {
    let world = World::get();
    let signers = signers(Sid::IssuerAndSerialNumber, true);
    let count = signers.len();
    let identities: Vec<Identity> = signers.iter().map(|signer| signer.identity.clone()).collect();
    let mut opaque = Opaque::new(&identities, Vec::new()).unwrap();
    for piece in MAIL.chunks(5) {
        opaque.write_all(piece).unwrap();
    }
    let awaiting = opaque.complete(Some(NOW)).unwrap();
    let signatures: Vec<Vec<u8>> = signers.iter().zip(awaiting.requests()).map(|(signer, request)| signer.sign(request)).collect();
    let bytes = awaiting.finish(&signatures).unwrap();
    let (signed_data, content) = read(&bytes).unwrap();
    assert!(content == MAIL && all_good(&signed_data, count));
    assert_eq!(ids(&signed_data.findings), ["cms.ber"]);
    std::fs::write(world.at().join("joint-stream.p7m"), &bytes).unwrap();
    let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", "root.pem", "-purpose", "any", "-in", "joint-stream.p7m"];
    assert_eq!(world.openssl(&verify, b""), MAIL);
}

#[test]
fn what_does_not_belong_together_stays_apart() {
    let (rsa, p256) = (Signer::new("rsa", None, Sid::default()), Signer::new("p256", None, Sid::default()));
    let (one, other) = (rsa.request(MAIL), p256.request(b"other"));
    let error = Joint::new(&[(&one, &[]), (&other, &[])]).unwrap_err();
    assert_eq!(error.to_string(), "these signatures cannot be put together: they are for different contents");
    assert!(matches!(Joint::new(&[]).unwrap_err(), Error::CannotJoin { .. }));
    assert!(matches!(Opaque::new(&[], Vec::new()).err().unwrap(), Error::CannotJoin { .. }));
    let awaiting = Opaque::new(&[rsa.identity], Vec::new()).unwrap().complete(None).unwrap();
    assert!(matches!(awaiting.finish(&[]).unwrap_err(), Error::CannotJoin { .. }));
}
