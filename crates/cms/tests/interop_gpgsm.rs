//! Both ways with GnuPG (`gpgsm`). That it verifies what is signed here is in `others`.
//!
//! What it (2.2.40, Debian 12) cannot do, and is therefore not asked:
//! - AES-GCM (AuthEnvelopedData), OAEP, X25519, Ed25519 in CMS: not in its libksba 1.6 and libgcrypt 1.10 as it uses them;
//! - recipients named by key identifier: `error getting info`;
//! - EC keys: it crashes on importing one by PKCS#12 and cannot encrypt to one (`Provided object is too short`);
//! - key-encryption keys and passwords as recipients; CompressedData, DigestedData, EncryptedData;
//! - PSS when it signs itself (it verifies PSS).
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
use std::path::Path;

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_cms::{Integrity, Keys, Policy};
use kakitome_crypto::ContentCipher;
use support::peers::{has, reader_of, skip};
use support::unseal::open;
use support::{World, certificates, hash, read, run};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nRegistered, and for your eyes.\r\n";

/// A home with keys, and an agent that ends with it.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// With the root trusted and these keys imported.
    fn new(test: &str, names: &[&str]) -> Option<Self> {
        if !has("gpgsm") || !has("gpg-agent") {
            skip(test, "gpgsm is not installed");
            return None;
        }
        let world = World::get();
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put("gpgsm.conf", "disable-crl-checks\ndisable-dirmngr\n");
        // without the count the agent measures for seconds how slow it can be
        put("gpg-agent.conf", "allow-loopback-pinentry\ns2k-count 65536\n");
        put("trustlist.txt", &format!("{} S relax\n", fingerprint("root")));
        let home = Self { folder };
        home.must(&["--import", "root.pem"], b"");
        for name in names {
            let (key, pem, p12) = (format!("{name}.key"), format!("{name}.pem"), format!("{name}.gpg.p12"));
            // the oldest protection: this gpgsm reads no other
            let old = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1", "-passout", "pass:x"];
            world.openssl(&[&["pkcs12", "-export", "-inkey", &key, "-in", &pem, "-out", &p12], &old[..]].concat(), b"");
            home.must(&["--import", &p12], b"");
        }
        Some(home)
    }

    /// The input goes by a file: standard input is for the password.
    fn run(&self, arguments: &[&str], input: &[u8]) -> (bool, Vec<u8>, String) {
        let file = self.folder.path().join("input");
        std::fs::write(&file, input).unwrap();
        let base = ["--homedir", path(self.folder.path()), "--batch", "--pinentry-mode", "loopback", "--passphrase-fd", "0"];
        let file: &[&str] = if arguments.contains(&"--import") { &[] } else { &[path(&file)] };
        run("gpgsm", World::get().at(), &[&base[..], arguments, file].concat(), b"x\n")
    }

    fn must(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let (ok, output, errors) = self.run(arguments, input);
        assert!(ok, "gpgsm {arguments:?}: {errors}");
        output
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = run("gpgconf", World::get().at(), &["--homedir", path(self.folder.path()), "--kill", "all"], b"");
    }
}

/// How it is told which certificate.
fn fingerprint(name: &str) -> String {
    let print = World::get().openssl(&["x509", "-in", &format!("{name}.pem"), "-noout", "-fingerprint", "-sha1"], b"");
    String::from_utf8(print).unwrap().trim().split('=').nth(1).unwrap().to_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn encrypted_both_ways() {
    let reader = reader_of("to-rsa");
    let Some(home) = Home::new("encrypted_both_ways", &["to-rsa"]) else { return };
    let recipient = Recipient::certificate(&reader.certificate, &Options::default()).unwrap();
    for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc] {
        let request = Request::new(std::slice::from_ref(&recipient), cipher).unwrap();
        let mut writer = request.stream(Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        for bytes in [request.encrypt(MAIL).unwrap(), writer.finish().unwrap()] {
            assert_eq!(home.must(&["--decrypt"], &bytes), MAIL, "{}", cipher.name());
        }
    }
    for cipher in ["AES128", "AES192", "AES256", "3DES"] {
        for form in [&[][..], &["--armor"]] {
            let encrypt = ["--encrypt", "-r", &fingerprint("to-rsa"), "--cipher-algo", cipher];
            let bytes = home.must(&[&encrypt[..], form].concat(), MAIL);
            let opened = open(&bytes, &Keys::new().own(&reader.certificate, &reader.opener)).unwrap();
            assert_eq!(opened.content, MAIL, "{cipher}");
        }
    }
}

#[test]
fn what_it_signs_is_good_here() {
    let names = ["rsa"];
    let Some(home) = Home::new("what_it_signs_is_good_here", &names) else { return };
    for name in names {
        for digest in ["SHA224", "SHA256", "SHA384", "SHA512", "SHA1"] {
            for form in [&["--detach-sign"][..], &["--sign"], &["--sign", "--armor"]] {
                let sign = ["-u", &fingerprint(name), "--digest-algo", digest];
                let bytes = home.must(&[form, &sign[..]].concat(), MAIL);
                let (signed_data, content) = read(&bytes).unwrap_or_else(|error| panic!("{name} {digest} {form:?}: {error}"));
                assert!(form[0] == "--detach-sign" || content == MAIL);
                let check = |content: &[u8]| {
                    let digests = hash(content, &signed_data.digests_wanted(&Default::default()));
                    signed_data.check(&digests, &certificates(&signed_data), &Policy::default()).swap_remove(0)
                };
                match check(MAIL).integrity {
                    Integrity::Good(_) => assert_ne!(digest, "SHA1"),
                    Integrity::Flawed(_) => assert_eq!(digest, "SHA1"),
                    other => panic!("{name} {digest}: {other:?}"),
                }
                assert!(matches!(check(b"other").integrity, Integrity::Altered(_)));
            }
        }
    }
}
