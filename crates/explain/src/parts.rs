//! The four parts of an explanation, always in this order: what is known, what is not, what mail programs show, what can
//! be done (glossary, section 4). Says only what the report holds; what programs show is the work of another crate.

use const_oid::ObjectIdentifier;
use kakitome_pki::chain::Revocation;
use kakitome_pki::{Identity, Name};
use kakitome_smime::{Cause, Covers, Finding, Input, Integrity, LayerKind, LayerState, Noted, Report, Signer, Verdict};

use crate::heading;
use crate::sentence::{self, shown};
use crate::words::{Value, Words};

/// The four parts, each a list of sentences; an empty one is said to be empty where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parts {
    pub(crate) known: Vec<String>,
    pub(crate) unknown: Vec<String>,
    pub(crate) clients: Vec<String>,
    pub(crate) todo: Vec<String>,
}

/// Writes the parts.
pub(crate) fn of(report: &Report, verdict: Verdict, words: &Words) -> Parts {
    let writer = Writer { report, words, cause: report.cause().map(|(cause, _)| cause) };
    Parts {
        known: writer.known(verdict),
        unknown: writer.unknown(verdict),
        clients: vec![words.get("clients-not-examined", &[])],
        todo: writer.todo(verdict),
    }
}

struct Writer<'a> {
    report: &'a Report,
    words: &'a Words,
    cause: Option<Cause>,
}

impl Writer<'_> {
    fn say(&self, name: &str) -> String {
        self.words.get(name, &[])
    }

    fn signers(&self) -> Vec<&Signer> {
        self.report.decisive_layer().map(|layer| self.report.signers_of(layer).collect()).unwrap_or_default()
    }

    fn known(&self, verdict: Verdict) -> Vec<String> {
        match verdict {
            Verdict::Valid | Verdict::Untrusted => self.signed(verdict),
            Verdict::Altered => self.altered(),
            Verdict::Unsigned => self.unsigned(),
            Verdict::Undecryptable => self.undecryptable(),
            Verdict::Unreadable => self.unreadable(),
            Verdict::Incomplete => self.incomplete(),
        }
    }

    fn signed(&self, verdict: Verdict) -> Vec<String> {
        let signers = self.signers();
        let mut out = Vec::new();
        if signers.len() > 1 {
            let names: Vec<String> = signers.iter().map(|signer| self.name_of(signer)).collect();
            out.push(self.words.get("known-signers", &[("count", signers.len().into()), ("names", names.join(", ").into())]));
        }
        // With several, the one that is not From's is the one to speak of.
        let Some(one) = signers.iter().find(|signer| !signer.address.matches).or(signers.first()) else { return out };
        out.push(self.signed_by(one));
        out.extend(self.address(one));
        out.extend(self.integrity(&signers));
        out.extend(self.header());
        if verdict == Verdict::Valid {
            out.extend(signers.iter().filter_map(|signer| self.identity(signer)));
        }
        out.extend(self.inner());
        out.extend(self.why());
        out.extend(self.earlier());
        if self.has_encryption(false) {
            out.push(self.say("known-encrypted-inside"));
        }
        if self.has_encryption(true) {
            out.push(self.say("known-decrypted"));
        }
        out
    }

    /// The header fields under the signature, and to whom and when it was signed (M26).
    fn header(&self) -> Vec<String> {
        let Some(header) = self.report.protected.as_ref().filter(|header| header.is_signed) else { return Vec::new() };
        let names: Vec<String> = header.fields.iter().map(|field| shown(&field.name)).collect();
        let value = |name: &str| header.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| shown(&field.value));
        let mut out = vec![self.words.get("known-header-protected", &[("names", shown(&names.join(", ")).into())])];
        if value("To").is_some() || value("Date").is_some() {
            let or_none = |name| value(name).unwrap_or_else(|| "none".to_owned());
            out.push(self.words.get("known-header-signed", &[("to", or_none("To").into()), ("date", or_none("Date").into())]));
        }
        out
    }

    fn undecryptable(&self) -> Vec<String> {
        let tells = |noted: &&Noted| matches!(noted.finding, Finding::Undecryptable | Finding::EncryptedPart { .. });
        let why = self.report.findings.iter().find(tells).map(|noted| sentence::of(&noted.finding, self.words));
        std::iter::once(self.say("known-encrypted")).chain(why).collect()
    }

    fn name_of(&self, signer: &Signer) -> String {
        let subject = || signer.certificate.as_ref().map(|certificate| holder(certificate.subject()));
        let address = signer.address.certificate.first().map(|address| shown(address));
        address.or_else(subject).unwrap_or_else(|| self.say("known-signer-unknown"))
    }

    /// Without an accepted path the certificate may be anybody's: it is quoted, not believed.
    fn signed_by(&self, signer: &Signer) -> String {
        let Some(certificate) = &signer.certificate else { return self.say("known-signed-by-unknown") };
        match (signer.address.certificate.first(), &signer.path) {
            (Some(address), Some(_)) => self.words.get("known-signed-by", &[("address", shown(address).into())]),
            (Some(address), None) => self.words.get("known-signed-by-claim", &[("address", shown(address).into())]),
            (None, _) => self.words.get("known-signed-by-name", &[("subject", holder(certificate.subject()).into())]),
        }
    }

    fn address(&self, signer: &Signer) -> Option<String> {
        if signer.address.matches {
            return Some(self.say(if signer.path.is_some() { "known-match" } else { "known-match-claim" }));
        }
        let from = self.report.author.single.as_ref().filter(|_| !signer.address.certificate.is_empty())?;
        let certificate = shown(&signer.address.certificate.join(", "));
        Some(self.words.get("known-mismatch", &[("from", shown(from).into()), ("certificate", certificate.into())]))
    }

    fn integrity(&self, signers: &[&Signer]) -> Option<String> {
        if signers.iter().all(|signer| matches!(signer.integrity, Integrity::Intact(_))) {
            let whole = signers.iter().all(|signer| signer.covers == Covers::Whole);
            let name = match whole {
                true if self.is_around_encryption() => "known-intact-sealed",
                true => "known-intact",
                false => "known-intact-part",
            };
            return Some(self.say(name));
        }
        // A weak digest fits what was signed, and perhaps other content too.
        let fits = signers.iter().all(|signer| signer.integrity.word() == "intact");
        fits.then(|| self.say("known-fits"))
    }

    /// What the signature covers is encrypted, and nobody has opened it here.
    fn is_around_encryption(&self) -> bool {
        let sealed = |layer: &kakitome_smime::Layer| {
            matches!(layer.kind, LayerKind::Encrypted | LayerKind::AuthenticatedEncrypted) && layer.state != LayerState::Read
        };
        let at = self.report.decisive_layer();
        let inside = |index: usize| at.is_some_and(|at| index != at && self.report.is_inside(index, at));
        self.report.layers.iter().enumerate().any(|(index, layer)| inside(index) && sealed(layer) && layer.covers == Covers::Whole)
    }

    /// Signatures inside the one that decides: they are told, and change nothing.
    fn inner(&self) -> Vec<String> {
        let Some(at) = self.report.decisive_layer() else { return Vec::new() };
        let inner = self.report.signers.iter().filter(|signer| signer.layer != at && self.report.is_inside(signer.layer, at));
        inner.take(MOST_CAUSES).map(|signer| self.words.get("known-inner", &[("address", self.name_of(signer).into())])).collect()
    }

    /// Who checked the name stands beside every "valid".
    fn identity(&self, signer: &Signer) -> Option<String> {
        let certificate = signer.certificate.as_ref()?;
        let name = match signer.identity? {
            Identity::Mailbox => "known-identity-mailbox",
            Identity::Organization => "known-identity-organization",
            Identity::Sponsor => "known-identity-sponsor",
            Identity::Individual => "known-identity-individual",
            _ => "known-identity-unknown",
        };
        let subject = match signer.identity? {
            Identity::Organization => organization(certificate.subject()),
            _ => holder(certificate.subject()),
        };
        Some(self.words.get(name, &[("subject", subject.into()), ("issuer", holder(certificate.issuer()).into())]))
    }

    /// A sentence for each cause, weightiest first, unless the addresses have said it already.
    fn why(&self) -> Vec<String> {
        let said = |cause: Cause| cause == Cause::Address && self.report.author.single.is_some();
        let causes = self.report.causes().into_iter().filter(|(cause, _)| !said(*cause));
        causes.take(MOST_CAUSES).map(|(_, noted)| sentence::told(noted, self.report, self.words)).collect()
    }

    /// What was good at an earlier moment that counts, or that is worth knowing.
    fn earlier(&self) -> Vec<String> {
        let tells = |noted: &&Noted| matches!(noted.finding, Finding::ExpiredSince { .. } | Finding::GoodWhenReceived { .. });
        let findings = self.report.findings.iter().filter(|noted| self.report.counts(noted)).filter(tells);
        let mut out: Vec<String> = findings.map(|noted| sentence::of(&noted.finding, self.words)).collect();
        if self.cause == Some(Cause::Expired) && heading::was_good_when_received(self.report) {
            out.push(self.say("known-old-mail"));
        }
        out
    }

    fn altered(&self) -> Vec<String> {
        if self.report.input == Input::Detached {
            return vec![self.say("known-altered-detached")];
        }
        let altered = self.report.signers.iter().find(|signer| signer.integrity.word() == "altered");
        let address = altered.and_then(|signer| signer.address.certificate.first());
        if has_other_content(self.report) {
            return vec![match address {
                Some(address) => self.words.get("known-altered-other-claim", &[("address", shown(address).into())]),
                None => self.say("known-altered-other"),
            }];
        }
        let claim = altered.is_some_and(|signer| signer.path.is_none());
        vec![match address {
            Some(address) => {
                let name = if claim { "known-altered-claim" } else { "known-altered-by" };
                self.words.get(name, &[("address", shown(address).into())])
            }
            None => self.say("known-altered"),
        }]
    }

    fn unsigned(&self) -> Vec<String> {
        let mut out = vec![self.say("known-unsigned")];
        if self.has_encryption(true) {
            out.push(self.say("known-decrypted-unsigned"));
        }
        let mut told = self.report.findings.iter().filter(|noted| noted.finding.id() != "cms.no-signers");
        if let Some(noted) = told.find(|noted| TELLS_WHY_UNSIGNED.contains(&noted.finding.id())) {
            out.push(sentence::of(&noted.finding, self.words));
        }
        out
    }

    fn unreadable(&self) -> Vec<String> {
        let reasons = ["smime.unreadable", "smime.other-content", "smime.too-many-layers"];
        let reason = self.report.findings.iter().find(|noted| reasons.contains(&noted.finding.id()));
        let mut out = Vec::new();
        if self.report.layers.iter().any(|layer| layer.kind == LayerKind::Compressed) {
            out.push(self.say("known-compressed"));
        } else if self.report.layers.iter().any(|layer| layer.state == LayerState::Unreadable) {
            out.push(self.say("known-broken"));
        } else {
            out.push(self.say("known-not-mail"));
        }
        out.extend(reason.map(|noted| sentence::of(&noted.finding, self.words)));
        out
    }

    fn incomplete(&self) -> Vec<String> {
        let has = |id: &str| self.report.findings.iter().any(|noted| noted.finding.id() == id);
        let mut out = Vec::new();
        out.push(self.say(match self.report.input {
            Input::Fragment if has("smime.cut-off") => "known-cut-off",
            Input::Fragment => "known-fragment",
            Input::Pasted if self.report.signers.is_empty() => "known-pasted-unsigned",
            Input::Pasted => "known-pasted",
            Input::Detached => "known-detached-fits",
            _ if has("smime.content-missing") => "known-lone-signature",
            _ => "known-lone-file",
        }));
        for certificate in self.report.signers.iter().filter_map(|signer| signer.certificate.as_ref()) {
            let values: [(&str, Value<'_>); 3] = [
                ("subject", holder(certificate.subject()).into()),
                ("issuer", holder(certificate.issuer()).into()),
                ("serial", certificate.serial().hex().into()),
            ];
            out.push(self.words.get("known-lone-certificate", &values));
        }
        if has("smime.no-key") {
            out.push(self.say("known-encrypted"));
        }
        out
    }

    fn unknown(&self, verdict: Verdict) -> Vec<String> {
        let mut out = Vec::new();
        match verdict {
            Verdict::Valid if self.report.protected.as_ref().is_some_and(|header| header.is_signed) => {
                out.push(self.say("unknown-header-protected"));
            }
            Verdict::Valid => out.push(self.say("unknown-header")),
            Verdict::Untrusted => out.push(self.say(match self.cause {
                Some(Cause::Address) if heading::is_without_address(self.report) => "unknown-no-address",
                Some(Cause::Address) => "unknown-why-mismatch",
                Some(Cause::Part) => "unknown-other-parts",
                Some(Cause::Expired) if heading::was_good_when_received(self.report) => "unknown-received",
                Some(Cause::Expired) => "unknown-signed-then",
                _ => "unknown-untrusted",
            })),
            Verdict::Altered if has_other_content(self.report) => out.push(self.say("unknown-which-content")),
            Verdict::Altered => out.push(self.say("unknown-who-changed")),
            Verdict::Unsigned => out.push(self.say("unknown-unsigned")),
            Verdict::Undecryptable => out.push(self.say("unknown-encrypted")),
            Verdict::Unreadable => out.push(self.say("unknown-unreadable")),
            Verdict::Incomplete => out.push(self.say(match self.report.input {
                Input::Fragment => "unknown-fragment",
                Input::Pasted => "unknown-pasted",
                Input::Detached => "unknown-detached",
                _ => "unknown-lone",
            })),
        }
        if matches!(verdict, Verdict::Valid | Verdict::Untrusted) {
            out.extend(self.has_encryption(false).then(|| self.say("unknown-encrypted-inside")));
            out.extend(self.revocation());
        }
        out
    }

    fn revocation(&self) -> Option<String> {
        match self.signers().iter().map(|signer| signer.revocation).max()? {
            Revocation::NotChecked => Some(self.say("unknown-revocation")),
            Revocation::Unknown if self.cause != Some(Cause::Revocation) => Some(self.say("unknown-revocation-failed")),
            _ => None,
        }
    }

    fn todo(&self, verdict: Verdict) -> Vec<String> {
        let to = |whom: &str, name: &str| self.words.get(whom, &[("text", self.say(name).into())]);
        let (recipient, sender) = ("todo-recipient", "todo-sender");
        match verdict {
            Verdict::Valid if self.has_encryption(false) => vec![self.say("todo-valid"), to(recipient, "todo-encrypted")],
            Verdict::Valid => vec![self.say("todo-valid")],
            Verdict::Altered => vec![to(recipient, "todo-ask"), to(sender, "todo-sender-altered")],
            Verdict::Unsigned => vec![to(recipient, "todo-unsigned")],
            Verdict::Undecryptable => vec![to(recipient, "todo-encrypted")],
            Verdict::Unreadable | Verdict::Incomplete => vec![self.say("todo-whole")],
            Verdict::Untrusted => {
                let mut out = Vec::new();
                let no_path = self.cause == Some(Cause::NoPath);
                if no_path && self.report.anchors == 0 {
                    out.push(self.say("todo-roots"));
                } else if no_path {
                    out.push(to(recipient, "todo-private"));
                }
                out.push(to(recipient, "todo-ask"));
                out.push(to(sender, self.for_sender()));
                out
            }
        }
    }

    fn for_sender(&self) -> &'static str {
        match self.cause {
            Some(Cause::Address | Cause::From) => "todo-sender-address",
            Some(Cause::NoPath) => "todo-sender-chain",
            Some(Cause::Expired | Cause::NotYet | Cause::Revoked) => "todo-sender-renew",
            Some(Cause::Part) => "todo-sender-whole",
            Some(Cause::Weak) => "todo-sender-strong",
            Some(Cause::Purpose) if self.is_about_a_root() => "todo-sender-root",
            Some(Cause::Purpose) => "todo-sender-purpose",
            _ => "todo-sender-standard",
        }
    }

    /// Not the sender's own certificate lacks the purpose: a list says something of what it leads to.
    fn is_about_a_root(&self) -> bool {
        let counted = self.report.findings.iter().filter(|noted| self.report.counts(noted));
        counted.map(|noted| noted.finding.id()).any(|id| ["pki.root-limited", "pki.forbidden", "pki.anchor-not-for-email"].contains(&id))
    }

    /// Whether there is encryption that was opened, or that was not.
    fn has_encryption(&self, opened: bool) -> bool {
        let encrypted = [LayerKind::Encrypted, LayerKind::AuthenticatedEncrypted];
        self.report.layers.iter().any(|layer| encrypted.contains(&layer.kind) && (layer.state == LayerState::Read) == opened)
    }
}

/// The signature file has a content of its own, and it is not the one that is shown.
pub(crate) fn has_other_content(report: &Report) -> bool {
    report.findings.iter().any(|noted| matches!(noted.finding, Finding::ContentTwice { same: false }))
}

/// Causes that are told in prose; all of them stand among the findings.
const MOST_CAUSES: usize = 3;

/// The name that people know: common name, else organisation, else all of it.
fn holder(name: &Name) -> String {
    let found = name.common_name().or_else(|| name.texts(ORGANIZATION).into_iter().next());
    shown(&found.unwrap_or_else(|| name.display()))
}

fn organization(name: &Name) -> String {
    name.texts(ORGANIZATION).into_iter().next().map_or_else(|| holder(name), |organization| shown(&organization))
}

/// id-at-organizationName (RFC 5280 4.1.2.4)
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// Findings that say why a mail counts as unsigned although something of a signature is there.
const TELLS_WHY_UNSIGNED: [&str; 7] = [
    "smime.signature-missing",
    "smime.stray-signature",
    "smime.other-signature",
    "smime.other-encryption",
    "smime.certificates-only",
    "smime.attached-message",
    "cms.no-signers",
];
