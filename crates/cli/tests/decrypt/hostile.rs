//! Bytes made to hurt, through the commands as people run them: `decrypt` and `cms show` end within their time and memory, with a line that
//! says what is wrong.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::{ENCRYPTED, World, mail, run};

/// Seconds of work. The bound is one; this may be a debug build, and the shell that sets the bound counts whole seconds.
const WORK: u64 = 2;
/// Whatever else the machine does.
const TIME: Duration = Duration::from_secs(60);
/// Address space of a process, in KiB: what the program itself takes when it starts, and no gigabytes.
const MEMORY: u64 = 256 << 10;

/// A definite element.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = (content.len() as u32).to_be_bytes();
    [&[tag, 0x84][..], &length, &content].concat()
}

fn oid(content: &[u8]) -> Vec<u8> {
    element(6, &[content])
}

const PKCS7: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07";
const SMIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10";

/// EnvelopedData with these recipients and one block of ciphertext.
fn enveloped(recipients: &[u8]) -> Vec<u8> {
    let algorithm = element(0x30, &[&oid(b"\x60\x86\x48\x01\x65\x03\x04\x01\x02"), &element(4, &[&[0; 16]])]);
    let content = element(0x30, &[&oid(&[PKCS7, &[1]].concat()), &algorithm, &element(0x80, &[&[0; 16]])]);
    let body = element(0x30, &[&[2, 1, 0], &element(0x31, &[recipients]), &content]);
    element(0x30, &[&oid(&[PKCS7, &[3]].concat()), &element(0xa0, &[&body])])
}

/// PasswordRecipientInfo that wants 2^31 iterations.
fn password() -> Vec<u8> {
    let parameters = element(0x30, &[&element(4, &[&[1; 8]]), b"\x02\x05\x00\x80\x00\x00\x00"]);
    let derivation = element(0xa0, &[&oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"), &parameters]);
    let cipher = element(0x30, &[&oid(b"\x60\x86\x48\x01\x65\x03\x04\x01\x02"), &element(4, &[&[0; 16]])]);
    let wrap = element(0x30, &[&oid(&[SMIME, &[3, 9]].concat()), &cipher]);
    element(0xa3, &[&[2, 1, 0], &derivation, &wrap, &element(4, &[&[2; 32]])])
}

/// KeyTransRecipientInfo for nobody.
fn stranger() -> Vec<u8> {
    let algorithm = element(0x30, &[&oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), b"\x05\x00"]);
    element(0x30, &[&[2, 1, 2], &element(0x80, &[&[3; 20]]), &algorithm, &element(4, &[&[4; 256]])])
}

fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let deep = [[0x30, 0x80].repeat(10_000), vec![0; 20_000]].concat();
    vec![
        ("100,000 recipients", enveloped(&stranger().repeat(100_000))),
        ("2^31 iterations", enveloped(&password())),
        ("10,000 deep", enveloped(&deep)),
        ("deep from the first byte", deep),
        ("no recipient", enveloped(&[])),
        ("a length of 4 GiB", b"\x30\x84\xff\xff\xff\xff\x06\x09".to_vec()),
        ("a recipient of 50 MB", enveloped(&element(0x30, &[&element(4, &[&vec![0; 50 << 20]])]))),
    ]
}

/// The command under bounds; no panic, no signal.
fn bounded(world: &World, words: &[&str], input: &[u8], what: &str) -> Output {
    let script = format!("ulimit -v {MEMORY}; ulimit -t {WORK}; exec \"$0\" \"$@\"");
    let began = Instant::now();
    let output =
        run(Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_kakitome")]).args(words).current_dir(world.0.path()), input);
    assert!(began.elapsed() < TIME, "{what}: {:?}", began.elapsed());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0..=2)) && !said.contains("panicked"), "{what}: {:?} {said}", output.status);
    output
}

#[test]
fn m22_m23_m24_decrypt_says_what_is_wrong_in_time() {
    let world = World::new();
    let words = ["decrypt", "--lang", "en", "--key", "own.key", "--cert", "own.pem"];
    for (what, bytes) in bombs() {
        for input in [bytes.clone(), mail(ENCRYPTED, &bytes)] {
            let output = bounded(&world, &words, &input, what);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.stdout.is_empty() && output.status.code() != Some(0), "{what}: {said}");
            assert!(said.lines().count() == 1 && said.len() < 2_000, "{what}: {said}");
        }
    }
}

#[test]
fn m22_m23_m24_show_ends_in_time() {
    let world = World::new();
    for (what, bytes) in bombs() {
        for input in [bytes.clone(), mail(ENCRYPTED, &bytes)] {
            let output = bounded(&world, &["cms", "show", "--lang", "en", "--json"], &input, what);
            assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{what}");
        }
    }
}

/// A message is cut off at some thirty places (at every byte it is in the library's own tests): no byte comes out of any.
#[test]
fn m12_a_part_of_a_message_gives_nothing() {
    let world = World::new();
    let whole = world.encrypted(&["-aes-128-gcm", "-outform", "DER"]);
    let words = ["decrypt", "--lang", "en", "--key", "own.key", "--cert", "own.pem"];
    for length in (0..whole.len()).step_by(whole.len() / 30) {
        let output = bounded(&world, &words, &whole[..length], "a cut");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.stdout.is_empty() && output.status.code() != Some(0) && said.lines().count() == 1, "{length}: {said}");
    }
    assert_eq!(bounded(&world, &words, &whole, "the whole").status.code(), Some(0));
}
