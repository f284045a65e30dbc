//! Who is to read the mail, and with which certificate: candidates from files, from one's own identities and from the people who are
//! known; chosen by `smime`. Every recipient is looked at, so that all who cannot be served are named at once.

use kakitome_mime::Message;
use kakitome_mime::address::parse;
use kakitome_pki::{Anchors, Certificate, UnixTime, check_address, crls_from};
use kakitome_smime::Evidence;
use kakitome_smime::seal::{self, Candidate, Capabilities, Chosen, RecipientPolicy, Trust, Unserved};
use kakitome_store::{Address, Identity, KeyState, PersonState, PersonTrust, Purpose};

use super::args::Args;
use crate::failure::{Failure, failed};
use crate::home::{self, Home};
use crate::input;

/// The largest CRLs of public authorities have a few megabytes.
const CRL_BYTES: u64 = 64 << 20;
const TRUST_FILE_BYTES: u64 = 32 << 20;

/// Who is to read the mail.
pub(super) struct Asked {
    visible: Vec<Address>,
    blind: Vec<Address>,
    /// Certificates that are recipients by themselves.
    alone: Vec<Certificate>,
    /// Certificates from files that are of an address above.
    given: Vec<Certificate>,
    /// Issuers from the same files.
    issuers: Vec<Certificate>,
    sender: Option<Address>,
    /// Addresses of To and Cc that are not asked for: they get what they cannot read.
    pub(super) left_out: Vec<Address>,
}

impl Asked {
    pub(super) fn count(&self) -> usize {
        self.visible.len().saturating_add(self.blind.len()).saturating_add(self.alone.len())
    }
}

/// All recipients with their certificates.
pub(super) struct Served {
    pub(super) visible: Vec<Chosen>,
    pub(super) blind: Vec<Chosen>,
    pub(super) own: Option<Chosen>,
    /// The sender, where there is no certificate to read the sent copy with.
    pub(super) no_copy: Option<String>,
    pub(super) left_out: Vec<Address>,
}

/// From the command line; from the header where it names nobody.
pub(super) fn asked(args: &Args, index: &Message) -> Result<Asked, Failure> {
    let from_header = args.to.is_empty() && args.bcc.is_empty() && args.cert.is_empty();
    let open = named(index, &["To", "Cc", "Resent-To", "Resent-Cc"])?;
    let (visible, blind) = match from_header {
        true => (open.clone(), named(index, &["Bcc", "Resent-Bcc"])?),
        false => (addresses(&args.to)?, addresses(&args.bcc)?),
    };
    let mut asked = Asked { visible, blind, alone: Vec::new(), given: Vec::new(), issuers: Vec::new(), sender: None, left_out: Vec::new() };
    let path = RecipientPolicy::default().path;
    for file in &args.cert {
        let mut certificates = input::certificates(file)?.into_iter();
        let Some(leaf) = certificates.next() else { return Err(Failure::new("encrypt-no-certificate").with("file", file.display())) };
        asked.issuers.extend(certificates);
        let is_of = |address: &Address| check_address(address.as_str(), &leaf, &path).is_match();
        if asked.visible.iter().chain(&asked.blind).any(is_of) { asked.given.push(leaf) } else { asked.alone.push(leaf) }
    }
    if asked.count() == 0 {
        return Err(Failure::new("encrypt-nobody").hint("encrypt-nobody-hint"));
    }
    let is_served = |address: &Address| {
        let by_certificate = |certificate: &Certificate| check_address(address.as_str(), certificate, &path).is_match();
        asked.visible.contains(address) || asked.blind.contains(address) || asked.alone.iter().any(by_certificate)
    };
    asked.left_out = open.iter().filter(|address| !is_served(address)).cloned().collect();
    asked.sender = match &args.identity {
        Some(text) => Some(home::address(text)?),
        None => sender(index),
    };
    Ok(asked)
}

fn addresses(texts: &[String]) -> Result<Vec<Address>, Failure> {
    let mut all = Vec::new();
    for text in texts {
        let address = home::address(text)?;
        if !all.contains(&address) {
            all.push(address);
        }
    }
    Ok(all)
}

/// The addresses of these fields. A field that cannot be read with certainty is nobody's list of recipients.
fn named(index: &Message, fields: &[&str]) -> Result<Vec<Address>, Failure> {
    let mut all = Vec::new();
    for field in fields.iter().flat_map(|name| index.root.header.named(name)) {
        let list = parse(field.value(), field.value_offset());
        if list.is_ambiguous() {
            return Err(Failure::new("encrypt-field-unclear").with("field", field.name()).hint("encrypt-nobody-hint"));
        }
        for mailbox in list.mailboxes() {
            let address = home::address(&mailbox.address.to_string())?;
            if !all.contains(&address) {
                all.push(address);
            }
        }
    }
    Ok(all)
}

/// The one address of the one From; anything else is nobody who needs a copy.
fn sender(index: &Message) -> Option<Address> {
    let mut fields = index.root.header.named("From");
    let (Some(field), None) = (fields.next(), fields.next()) else { return None };
    Address::parse(&parse(field.value(), field.value_offset()).single()?.address.to_string()).ok()
}

/// A certificate for everyone, or all for whom there is none.
pub(super) fn choose(
    args: &Args,
    asked: &Asked,
    signing: Option<&Certificate>,
    now: UnixTime,
) -> Result<Result<Served, Vec<Unserved>>, Failure> {
    let home = home(args)?;
    let bench = Bench { evidence: evidence(args, asked)?, policy: RecipientPolicy::default(), now };
    let mut unserved = Vec::new();
    let mut found = |address: &Address| -> Result<Option<Chosen>, Failure> {
        let chosen = bench.choose(Some(address.as_str()), &candidates(address, asked, home.as_ref())?);
        Ok(chosen.map_err(|none| unserved.push(none)).ok())
    };
    let mut visible = Vec::new();
    for address in &asked.visible {
        visible.extend(found(address)?);
    }
    let mut blind = Vec::new();
    for address in &asked.blind {
        blind.extend(found(address)?);
    }
    for certificate in &asked.alone {
        match bench.choose(None, &[given(certificate)]) {
            Ok(chosen) => visible.push(chosen),
            Err(none) => unserved.push(none),
        }
    }
    if !unserved.is_empty() {
        return Ok(Err(unserved));
    }
    let (own, no_copy) = own(asked, signing, home.as_ref(), &bench)?;
    Ok(Ok(Served { visible, blind, own, no_copy, left_out: asked.left_out.clone() }))
}

/// The sender's own certificate.
fn own(
    asked: &Asked,
    signing: Option<&Certificate>,
    home: Option<&Home>,
    bench: &Bench,
) -> Result<(Option<Chosen>, Option<String>), Failure> {
    let Some(sender) = &asked.sender else { return Ok((None, None)) };
    let mut candidates = Vec::new();
    if let Some(home) = home
        && let Some(identity) = home.ask(async |store| store.identity(sender).await)?
    {
        candidates.extend(of_identity(&identity)?);
    }
    candidates.extend(signing.map(given));
    Ok(match bench.choose(Some(sender.as_str()), &candidates) {
        Ok(chosen) => (Some(chosen), None),
        Err(_) => (None, Some(sender.to_string())),
    })
}

struct Bench {
    evidence: Evidence,
    policy: RecipientPolicy,
    now: UnixTime,
}

impl Bench {
    fn choose(&self, address: Option<&str>, candidates: &[Candidate]) -> Result<Chosen, Unserved> {
        seal::choose(address, candidates, &self.evidence, &self.policy, self.now)
    }
}

/// The home, where there is one. One that was named must be there.
fn home(args: &Args) -> Result<Option<Home>, Failure> {
    let named = args.home.is_some() || std::env::var_os("KAKITOME_HOME").is_some_and(|value| !value.is_empty());
    if !named && home::config_file(None, None).is_err() {
        return Ok(None);
    }
    Home::open(args.home.as_deref()).map(Some)
}

fn evidence(args: &Args, asked: &Asked) -> Result<Evidence, Failure> {
    let mut anchors = Anchors::none();
    for file in &args.trust {
        let bytes = input::small(file, TRUST_FILE_BYTES)?;
        let read = Anchors::from_bytes(&bytes)
            .map_err(|error| failed("cli-trust-unreadable", &error).with("file", file.display()).hint("cli-trust-hint"))?;
        anchors.extend(read);
    }
    if let Some(root) = home::own_root(args.home.as_deref())? {
        anchors.extend(Anchors::from_certificates(input::certificates(&root)?));
    }
    let mut evidence = Evidence::new(anchors).with_certificates(asked.issuers.iter().cloned());
    for file in &args.crl {
        let bytes = input::small(file, CRL_BYTES)?;
        let read = crls_from(&bytes).map_err(|error| failed("cli-crl-unreadable", &error).with("file", file.display()))?;
        evidence = evidence.with_crls(read);
    }
    Ok(evidence)
}

/// Everything that may be this address's certificate.
fn candidates(address: &Address, asked: &Asked, home: Option<&Home>) -> Result<Vec<Candidate>, Failure> {
    let path = RecipientPolicy::default().path;
    let is_of = |certificate: &&Certificate| check_address(address.as_str(), certificate, &path).is_match();
    let mut candidates: Vec<Candidate> = asked.given.iter().filter(is_of).map(given).collect();
    let Some(home) = home else { return Ok(candidates) };
    if let Some(identity) = home.ask(async |store| store.identity(address).await)? {
        candidates.extend(of_identity(&identity)?);
    }
    let person = home.ask(async |store| store.person(address).await)?;
    for one in person.map(|person| person.certificates).unwrap_or_default() {
        let trust = match (one.state, one.trust) {
            (PersonState::Review, _) => Trust::Waiting,
            (_, PersonTrust::Harvested) => Trust::Harvested,
            (_, PersonTrust::Directory) => Trust::Directory,
            (_, PersonTrust::Imported) => Trust::Imported,
        };
        let capabilities = one.capabilities.as_deref().and_then(Capabilities::from_der);
        candidates.push(Candidate { certificate: read(one.der)?, trust, capabilities });
    }
    Ok(candidates)
}

/// The certificates of an identity whose keys open mail and are in use.
fn of_identity(identity: &Identity) -> Result<Vec<Candidate>, Failure> {
    let opens = |purpose| matches!(purpose, Purpose::Both | Purpose::Decrypt);
    let keys = identity.keys.iter().filter(|key| key.state == KeyState::Active && opens(key.purpose));
    keys.flat_map(|key| &key.certificates).map(|one| Ok(given(&read(one.der.clone())?))).collect()
}

fn given(certificate: &Certificate) -> Candidate {
    Candidate { certificate: certificate.clone(), trust: Trust::Given, capabilities: None }
}

fn read(der: Vec<u8>) -> Result<Certificate, Failure> {
    Certificate::from_der(der).map_err(|error| failed("store-failed", &error))
}
