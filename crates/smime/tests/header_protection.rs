//! Header fields inside what is signed or encrypted (RFC 9788 and its forerunners): what is covered, what differs outside, and that no
//! field inside ever stands for one outside.

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

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_mime::{Limits, Message};
use kakitome_smime::seal;
use kakitome_smime::{Cause, Finding, HeaderProtection, OuterField, Report, Scheme, protect};
use support::cast::{ALICE, EVE, change, parts};
use support::envelope::{CBC, GCM, Reader};
use support::{Authority, DATE, Person, clear, has, ids, mail, opaque};

const BOB: &str = "bob@bank.example";

/// Content with the fields that `support::mail` writes outside.
fn inner(parameter: &str) -> String {
    format!(
        "From: {ALICE}\r\nTo: you@example.net\r\nSubject: test\r\n{DATE}Content-Type: text/plain; charset=us-ascii{parameter}\r\n\r\nPay nobody.\r\n"
    )
}

fn signed(content: &str, alice: &Person) -> String {
    clear(content, &alice.detached(content.as_bytes()))
}

fn outer(report: &Report, name: &str) -> OuterField {
    let header = report.protected.as_ref().expect("a protected header");
    header.fields.iter().find(|field| field.name == name).unwrap().outer
}

fn differing(report: &Report) -> Vec<String> {
    let name = |finding: &Finding| match finding {
        Finding::HeaderDiffers { name, .. } => Some(name.clone()),
        Finding::HeaderAdded { name, .. } => Some(format!("+{name}")),
        _ => None,
    };
    report.findings.iter().filter_map(|noted| name(&noted.finding)).collect()
}

#[test]
fn v18_the_report_says_which_fields_are_covered_and_where_they_differ() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let bare = root.judge(&mail(ALICE, &signed("Content-Type: text/plain\r\n\r\nHi\r\n", &alice)));
    assert_eq!((bare.verdict().word(), bare.protected.is_none()), ("valid", true));
    for (parameter, scheme) in
        [("; hp=clear", Scheme::Clear), ("; hp=\"Clear\"", Scheme::Clear), ("; protected-headers=\"v1\"", Scheme::Draft)]
    {
        let good = mail(ALICE, &signed(&inner(parameter), &alice));
        let report = root.judge(&good);
        assert_eq!(report.verdict().word(), "valid", "{parameter}: {:?}", ids(&report));
        let header = report.protected.as_ref().unwrap();
        assert_eq!((header.scheme, header.is_signed, header.is_encrypted, header.layer), (scheme, true, false, 0));
        let names: Vec<&str> = header.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["From", "To", "Subject", "Date"]);
        assert!(header.fields.iter().all(|field| field.outer == OuterField::Same));
        assert!(!has(&report, "smime.inner-header"));
        // Changed on the way: the signature is as good as before, and what was changed is named.
        let text = String::from_utf8(good).unwrap();
        let (head, body) = text.split_once("Content-Type: multipart").unwrap();
        let head = change(&change(head, "Subject: test", "Subject: [list] test"), "To: you@example.net\r\n", "Cc: x@y.example\r\n");
        let report = root.judge(format!("{head}Content-Type: multipart{body}").as_bytes());
        assert_eq!(report.verdict().word(), "valid");
        let expected: &[&str] = if scheme == Scheme::Draft { &["Subject"] } else { &["Subject", "+Cc"] };
        assert_eq!(
            (differing(&report), outer(&report, "To")),
            (expected.iter().map(|&name| name.to_owned()).collect(), OuterField::Missing)
        );
    }
    // Folded and encoded anew by a relay: the same.
    let content = inner("; hp=clear").replace("Subject: test", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_an?=\r\n =?utf-8?q?_alle?=");
    let whole = String::from_utf8(mail(ALICE, &signed(&content, &alice))).unwrap();
    let whole = whole.replacen("Subject: test", "Subject: =?UTF-8?B?R3LDvMOfZSBhbiBhbGxl?=", 1);
    assert_eq!(outer(&root.judge(whole.as_bytes()), "Subject"), OuterField::Same);
}

#[test]
fn v18_v19_a_from_inside_never_replaces_the_one_outside() {
    let root = Authority::new("Root");
    let (alice, eve) = (root.person(ALICE), root.person(EVE));
    for parameter in ["; hp=clear", "; hp=cipher", "; protected-headers=v1"] {
        let content = inner(parameter);
        // Alice's mail under Eve's name, and Eve's signature over a From that is Alice's.
        for (from, signer) in [(EVE, &alice), (EVE, &eve), (ALICE, &eve)] {
            let report = root.judge(&mail(from, &signed(&content, signer)));
            assert_eq!(report.verdict().word(), "untrusted", "{parameter} {from}: {:?}", ids(&report));
            assert_eq!(has(&report, "smime.protected-from"), from == EVE);
        }
        let two = content.replacen("From: ", "From: eve@evil.example\r\nFrom: ", 1);
        let report = root.judge(&mail(ALICE, &signed(&two, &alice)));
        assert_ne!(report.verdict().word(), "valid", "two From inside");
        assert!(has(&report, "smime.protected-from"));
        assert_eq!(report.cause().map(|(cause, _)| cause), Some(Cause::From));
    }
    let other_case = inner("; hp=clear").replace("alice@bank.example", "Alice <alice@BANK.example>");
    assert_eq!(root.judge(&mail(ALICE, &signed(&other_case, &alice))).verdict().word(), "valid");
}

#[test]
fn v19_thirty_fields_inside_decide_nothing() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let names = [
        "From",
        "Sender",
        "Reply-To",
        "To",
        "Cc",
        "Bcc",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "References",
        "Received",
        "Return-Path",
        "Delivered-To",
        "Authentication-Results",
        "ARC-Authentication-Results",
        "DKIM-Signature",
        "List-Id",
        "List-Unsubscribe",
        "X-Kakitome-Verdict",
        "X-Spam-Status",
        "X-Original-To",
        "Resent-From",
        "Resent-To",
        "Precedence",
        "Auto-Submitted",
        "Disposition-Notification-To",
        "Errors-To",
        "HP-Outer",
        "Keywords",
    ];
    assert_eq!(names.len(), 30);
    let fields: String = names.iter().map(|name| format!("{name}: {ALICE}\r\n")).collect();
    let content = format!("{fields}Content-Type: text/plain; hp=maybe\r\n\r\nHi\r\n");
    for entity in [
        signed(&content, &alice),
        opaque("signed-data", &alice.opaque(content.as_bytes())),
        bob.entity(CBC, &content),
        bob.entity(GCM, &signed(&content, &alice)),
    ] {
        let report = bob.judge(&root, &mail(EVE, &entity));
        assert!(report.protected.is_none(), "no such protection is known");
        assert!(has(&report, "smime.inner-header"), "{:?}", ids(&report));
        assert_eq!(report.author.from, [EVE]);
        assert!(matches!(report.verdict().word(), "untrusted" | "unsigned"), "{:?}", ids(&report));
    }
    // One part of several is no place for them, whatever it says.
    let part = inner("; hp=clear");
    let mixed = parts("mixed", &[&part, "Content-Type: text/plain\r\n\r\nmore\r\n"]);
    assert!(root.judge(&mail(ALICE, &signed(&mixed, &alice))).protected.is_none());
}

#[test]
fn encrypted_header_fields_stay_hidden_as_the_sender_wanted() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let told = format!(
        "HP-Outer: From: {ALICE}\r\nHP-Outer: To: you@example.net\r\nHP-Outer: Subject: [...]\r\n{}",
        DATE.replace("Date", "HP-Outer: Date")
    );
    let content = inner("; hp=cipher").replacen("Content-Type", &format!("Keywords: money\r\n{told}Content-Type"), 1);
    let hidden = |entity: &str, from: &str| String::from_utf8(mail(from, entity)).unwrap().replacen("Subject: test", "Subject: [...]", 1);
    for (entity, is_signed) in [(bob.entity(GCM, &signed(&content, &alice)), true), (bob.entity(GCM, &content), false)] {
        let report = bob.judge(&root, hidden(&entity, ALICE).as_bytes());
        assert_eq!(report.verdict().word(), if is_signed { "valid" } else { "unsigned" }, "{:?}", ids(&report));
        let header = report.protected.as_ref().unwrap();
        assert_eq!((header.scheme, header.is_signed, header.is_encrypted), (Scheme::Cipher, is_signed, true));
        assert_eq!(
            (outer(&report, "Subject"), outer(&report, "Keywords"), outer(&report, "To")),
            (OuterField::Hidden, OuterField::Hidden, OuterField::Same)
        );
        assert!(differing(&report).is_empty(), "{:?}", differing(&report));
        assert!(header.fields.iter().all(|field| field.name != "HP-Outer"));
    }
    // hp=cipher without encryption: what HP-Outer claims is nothing.
    let report = root.judge(hidden(&signed(&content, &alice), ALICE).as_bytes());
    assert!(has(&report, "smime.protection-differs"));
    assert_eq!(outer(&report, "Subject"), OuterField::Differs);
}

#[test]
fn m04_an_old_ciphertext_under_a_new_header_is_flagged() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let told = format!(
        "HP-Outer: From: {ALICE}\r\nHP-Outer: To: you@example.net\r\nHP-Outer: Subject: test\r\n{}",
        DATE.replace("Date", "HP-Outer: Date")
    );
    for (parameter, more) in [("; hp=cipher", told.as_str()), ("; protected-headers=v1", "")] {
        let content = inner(parameter).replacen("Content-Type", &format!("{more}Content-Type"), 1);
        for entity in [bob.entity(CBC, &content), bob.entity(GCM, &signed(&content, &alice))] {
            let replayed = String::from_utf8(mail(EVE, &entity)).unwrap();
            let replayed = change(&change(&replayed, "Subject: test", "Subject: your question"), "To: you@", "To: me@");
            let report = bob.judge(&root, replayed.as_bytes());
            assert!(has(&report, "smime.protected-from"), "{:?}", ids(&report));
            assert!(differing(&report).contains(&"To".to_owned()), "{:?}", differing(&report));
            assert_ne!(report.verdict().word(), "valid");
        }
        // From kept, all else new: the verdict speaks of the signer, and the findings of what was changed.
        let entity = bob.entity(GCM, &signed(&content, &alice));
        let replayed = change(&String::from_utf8(mail(ALICE, &entity)).unwrap(), "To: you@", "To: me@");
        assert_eq!(differing(&bob.judge(&root, replayed.as_bytes())), ["To"]);
    }
}

#[test]
fn m26_a_signed_mail_encrypted_for_somebody_else_shows_whom_it_was_for() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let letter = signed(&inner("; hp=clear"), &alice);
    let forwarded = String::from_utf8(bob.mail(ALICE, GCM, &letter)).unwrap();
    let report = bob.judge(&root, change(&forwarded, "To: you@example.net", &format!("To: {BOB}")).as_bytes());
    assert_eq!(report.verdict().word(), "valid", "the signature is Alice's, and says no more than that");
    assert!(has(&report, "smime.protection-differs"), "{:?}", ids(&report));
    assert_eq!(differing(&report), ["To"]);
    let header = report.protected.as_ref().unwrap();
    let value = |name: &str| header.fields.iter().find(|field| field.name == name).unwrap().value.as_str();
    assert_eq!((value("To"), value("Date")), ("you@example.net", "Sun, 22 Nov 2026 10:00:00 +0900"));
}

#[test]
fn a_whole_message_inside_is_the_mail_itself_if_it_says_so() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let whole = String::from_utf8(mail(ALICE, "Content-Type: text/plain\r\n\r\nHi\r\n")).unwrap();
    let wrapped = |parameter: &str, message: &str| format!("Content-Type: message/rfc822{parameter}\r\n\r\n{message}");
    for (parameter, is_protected) in [("; forwarded=no", true), ("", true), ("; forwarded=yes", false)] {
        let report = root.judge(&mail(ALICE, &signed(&wrapped(parameter, &whole), &alice)));
        assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
        assert_eq!(report.protected.as_ref().map(|header| header.scheme), is_protected.then_some(Scheme::Wrapped), "{parameter}");
    }
    // Another's message, forwarded: an attachment. Declared to be the mail itself: another From is ambiguous.
    let others = whole.replace(ALICE, EVE);
    let report = root.judge(&mail(ALICE, &signed(&wrapped("", &others), &alice)));
    assert_eq!((report.verdict().word(), report.protected.is_none()), ("valid", true));
    let report = root.judge(&mail(ALICE, &signed(&wrapped("; forwarded=no", &others), &alice)));
    assert_eq!(report.verdict().word(), "untrusted");
    assert!(has(&report, "smime.protected-from"));
    // Layers inside the wrapping are layers of this mail; those of a forwarded message are not.
    let inside = String::from_utf8(bob.mail(ALICE, GCM, "Content-Type: text/plain\r\n\r\nHi\r\n")).unwrap();
    let report = bob.judge(&root, &mail(ALICE, &signed(&wrapped("; forwarded=no", &inside), &alice)));
    assert_eq!((report.verdict().word(), report.layers.len()), ("valid", 2), "{:?}", ids(&report));
    assert!(report.layers[1].opened.is_some());
    let report = bob.judge(&root, &mail(ALICE, &signed(&wrapped("; forwarded=yes", &inside), &alice)));
    assert_eq!(report.layers.len(), 1);
    assert!(has(&report, "smime.attached-message"));
    // Nobody signed the wrapping: anybody may have put a signed mail of Alice's there.
    let old = String::from_utf8(mail(ALICE, &signed("Content-Type: text/plain\r\n\r\nHi\r\n", &alice))).unwrap();
    let report = bob.judge(&root, &bob.mail(ALICE, GCM, &wrapped("; forwarded=no", &old)));
    assert_eq!((report.verdict().word(), report.signers.len()), ("unsigned", 0), "{:?}", ids(&report));
    assert!(has(&report, "smime.attached-message"));
}

#[test]
fn what_is_written_is_read() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let original = mail(ALICE, "Content-Type: text/plain\r\n\r\nHi\r\n");
    let index = Message::from_bytes(&original, &Limits::default()).unwrap();
    for protection in [HeaderProtection::Clear, HeaderProtection::Cipher] {
        let pieces = protect(&index.root.header, protection);
        let (inside, outside) = (String::from_utf8(pieces.inside).unwrap(), String::from_utf8(pieces.outside).unwrap());
        let content = format!("{inside}Content-Type: text/plain{}\r\n\r\nHi\r\n", pieces.parameter);
        let mut entity = signed(&content, &alice);
        if protection == HeaderProtection::Cipher {
            entity = bob.entity(GCM, &entity);
        }
        let report = bob.judge(&root, format!("{outside}MIME-Version: 1.0\r\n{entity}").as_bytes());
        assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
        let findings = ["smime.header-differs", "smime.header-added", "smime.protection-differs", "smime.inner-header"];
        assert!(findings.iter().all(|id| !has(&report, id)), "{:?}", ids(&report));
        let subject = if protection == HeaderProtection::Cipher { OuterField::Hidden } else { OuterField::Same };
        assert_eq!((outer(&report, "Subject"), outer(&report, "From")), (subject, OuterField::Same));
    }
}

/// The whole way: a mail is signed with protected fields, encrypted, and opened.
#[test]
fn sealed_mail_has_protected_fields_if_the_recipe_says_so() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    for entity in [
        "Content-Type: text/plain; charset=us-ascii\r\n\r\nHi\r\n",
        "Content-Type: text/plain;\r\n\r\nHi\r\n",
        "Content-Transfer-Encoding: 7bit\r\n\r\nno type\r\n",
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\u{fc}\u{df}e\r\n",
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nHi\r\n--m--\r\nepilogue\r\n",
    ] {
        for (protection, form) in [
            (HeaderProtection::Clear, seal::Form::Clear),
            (HeaderProtection::Clear, seal::Form::Opaque),
            (HeaderProtection::Cipher, seal::Form::Clear),
            (HeaderProtection::Cipher, seal::Form::Opaque),
        ] {
            let sealed = alice.seal_with(&mail(ALICE, entity), |recipe| {
                recipe.protect = Some(protection);
                recipe.form = form;
            });
            let arrived = if protection == HeaderProtection::Cipher {
                let index = Message::from_bytes(&sealed, &Limits::default()).unwrap();
                let recipient = Recipient::certificate(&bob.person.certificate, &Options::default()).unwrap();
                let request = Request::new(&[recipient], GCM).unwrap();
                let mut out = Vec::new();
                seal::encrypt(&mut Cursor::new(&sealed), &index, &request, &mut out).unwrap();
                assert!(!String::from_utf8_lossy(&out).contains("Subject: test"), "the subject is hidden");
                out
            } else {
                sealed
            };
            let report = bob.judge(&root, &arrived);
            assert_eq!(report.verdict().word(), "valid", "{entity} {form:?} {:?}", ids(&report));
            let header = report.protected.as_ref().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&arrived)));
            assert_eq!(header.scheme, if protection == HeaderProtection::Clear { Scheme::Clear } else { Scheme::Cipher });
            assert!(differing(&report).is_empty(), "{:?}", differing(&report));
        }
    }
    // Off unless it is asked for.
    assert!(root.judge(&alice.seal(&mail(ALICE, support::TEXT))).protected.is_none());
    // Fields of 8 bits would not survive under a clear signature.
    let umlaut = String::from_utf8(mail(ALICE, support::TEXT)).unwrap().replace("Subject: test", "Subject: Gr\u{fc}\u{df}e");
    let sealed = alice.seal_with(umlaut.as_bytes(), |recipe| {
        recipe.protect = Some(HeaderProtection::Clear);
        recipe.not_seven_bit = seal::NotSevenBit::Opaque;
    });
    let report = root.judge(&sealed);
    assert_eq!((report.layers[0].form, outer(&report, "Subject")), (kakitome_smime::Form::Opaque, OuterField::Same));
}
