//! `kakitome identity add`: a key at the keyholder and a certificate of the built-in private CA, in use at once.

use std::process::ExitCode;

use const_oid::ObjectIdentifier;
use kakitome_crypto::KeyKind;
use kakitome_pki::issue::{self, LeafRequest, PolicyChoice};
use kakitome_pki::{Anchors, Budget, Certificate, Evidence, Name, Policy, Pool, Purpose as Aim, RevocationPool, UnixTime, path};
use kakitome_store::{Address, Install, KeySource, Millis, NewLink, Purpose, Role};

use super::{authority, record, told};
use crate::cert;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home::{self, Home, InHome};
use crate::keyholder_access::{KeyUse, KeyholderAccess};
use crate::outcome::Outcome;
use crate::progress;

/// S/MIME Baseline Requirements 6.3.2: a certificate is valid for at most 825 days.
const MOST_DAYS: u32 = 825;
/// Mailbox-validated, strict (S/MIME Baseline Requirements 7.1.6.1): what a certificate without a person's name says.
const MAILBOX_STRICT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.140.1.5.1.3");

/// Make a key and a certificate of the built-in private CA for an address.
///
/// The private key is made by the keyholder and never leaves it. An address that has a key already gets a new one: it signs from now
/// on, the old one stays for old mail. Recipients trust these signatures after they have installed ca/root.pem of the home.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    /// Kind of the key: rsa2048, rsa3072, rsa4096, p256, p384, p521, ed25519. Every mail program reads rsa2048.
    #[arg(long, value_name = "KIND", default_value = "rsa2048", value_parser = kind)]
    key: KeyKind,
    /// Days of validity, at most 825.
    #[arg(long, value_name = "N", default_value_t = 730, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)))]
    days: u32,
    /// Name of the person or role, put into the certificate.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Certificate policy to state. Default: mailbox-validated (2.23.140.1.5.1.3), with --name none.
    #[arg(long, value_name = "OID", value_parser = oid)]
    policy: Option<ObjectIdentifier>,
    /// Name of the house in the CA's own certificates, when the CA is made. Default: the domain of the address.
    #[arg(long, value_name = "NAME")]
    ca_name: Option<String>,
    /// Where the CA's folder will be published (CRLs, certificates), when the CA is made. Default: http://pki.DOMAIN
    #[arg(long, value_name = "URL", value_parser = url)]
    ca_url: Option<String>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// A kind of key that certificates are made for.
pub(super) fn kind(text: &str) -> Result<KeyKind, String> {
    match KeyKind::from_name(text) {
        // Longer RSA keys take minutes to make and mail programs long to check.
        Some(KeyKind::Rsa { bits }) if bits > 4096 => None,
        kind => kind,
    }
    .ok_or_else(|| "say rsa2048, rsa3072, rsa4096, p256, p384, p521 or ed25519".to_owned())
}

fn oid(text: &str) -> Result<ObjectIdentifier, String> {
    ObjectIdentifier::new(text).map_err(|error| error.to_string())
}

/// RFC 5280 4.2.1.13: HTTP or LDAP; mail programs fetch plain HTTP, since checking the TLS certificate would need a CRL too.
fn url(text: &str) -> Result<String, String> {
    let plain = text.strip_prefix("http://").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic()));
    if plain { Ok(text.trim_end_matches('/').to_owned()) } else { Err("say http://HOST/FOLDER".to_owned()) }
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let address = home::address(&args.address)?;
    let keyholder = home.keyholder(context)?;
    let now = UnixTime::now();
    let until = issue::not_after(now, args.days);
    let url = args.ca_url.clone().unwrap_or_else(|| format!("http://pki.{}", address.domain()));
    let plan = authority::Plan { name: args.ca_name.as_deref().unwrap_or_else(|| address.domain()), url: &url, until };
    let pair = authority::ensure(&home, &keyholder, &plan, context)?;
    let superseded = make(args, &home, &keyholder, &address, &pair, now, until, context)?;
    tell(args, &home, &address, &pair, superseded, context)
}

#[expect(clippy::too_many_arguments, reason = "one step of one command, in the words of the command")]
fn make(
    args: &Args,
    home: &Home,
    keyholder: &KeyholderAccess,
    address: &Address,
    pair: &authority::Pair,
    now: UnixTime,
    until: UnixTime,
    context: Context,
) -> Result<usize, Failure> {
    let making = context.say("identity-making-key", &[("kind", record::kind_name(args.key).into())]);
    let held = progress::shown(making, || keyholder.make_key(args.key, KeyUse::Identity, address.as_str()))?;
    let subject = subject(args.name.as_deref(), address)?;
    let policy = match (args.policy, &args.name) {
        (Some(policy), _) => PolicyChoice::Oid(policy),
        (None, None) => PolicyChoice::Oid(MAILBOX_STRICT),
        (None, Some(_)) => PolicyChoice::None,
    };
    let request = LeafRequest {
        subject: Some(subject),
        emails: &[address.as_str()],
        spki: &held.spki,
        not_before: now,
        not_after: until,
        crl_url: &pair.issuing.crl_url,
        issuer_url: Some(&pair.issuing.issuer_url),
        policy,
    };
    let unsigned = issue::leaf(&request, &pair.issuing.certificate, &pair.issuing.signer.algorithm(), now)
        .map_err(|error| failed("identity-not-issued", &error))?;
    cert::refuse(&unsigned)?;
    let der = unsigned.sign(&*pair.issuing.signer).map_err(|error| failed("identity-not-issued", &error))?;
    let leaf = Certificate::from_der(der).map_err(|error| failed("identity-not-issued", &error))?;
    check(&leaf, pair, now)?;
    let new = record::key(held.id, &held.spki, Purpose::Both, KeySource::Made)?;
    let links = vec![
        NewLink { certificate: record::certificate(&pair.issuing.certificate, Role::Intermediate), crossed: false, sent: true },
        NewLink { certificate: record::certificate(&pair.root, Role::Root), crossed: false, sent: false },
    ];
    let installed = home.ask(async |store| {
        let now = Millis::now();
        let identity = store.add_identity(address, args.name.as_deref(), now).await?;
        let key = store.add_key(identity, new, now).await?;
        let leaf = record::certificate(&leaf, Role::Leaf);
        store.install(Install { key: key.id, leaf, chain: links, purpose: Purpose::Both, activate: true, now }).await
    })?;
    Ok(installed.superseded.len())
}

/// The address alone, or the name that was given.
pub(super) fn subject(name: Option<&str>, address: &Address) -> Result<Name, Failure> {
    Name::build(&[("CN", name.unwrap_or_else(|| address.as_str()))]).map_err(|error| failed("identity-bad-name", &error))
}

/// What we issue must pass our own judgement before it signs anything.
fn check(leaf: &Certificate, pair: &authority::Pair, now: UnixTime) -> Result<(), Failure> {
    let anchors = Anchors::from_certificates([pair.root.clone()]);
    let issuing = Pool::new([pair.issuing.certificate.clone()]);
    let evidence = Evidence {
        message: &issuing,
        given: &Pool::default(),
        anchors: &anchors,
        revocation: &RevocationPool::default(),
        signing_time: None,
    };
    let report = path::search(leaf, &evidence, Aim::EmailSigning, now, &Policy::default(), &mut Budget::default());
    if report.accepted.is_some() {
        return Ok(());
    }
    let found: Vec<_> = report.tried.iter().flat_map(|tried| &tried.findings).map(|placed| placed.finding.id()).collect();
    Err(Failure::new("identity-not-issued").with("why", found.join(", ")))
}

fn tell(args: &Args, home: &Home, address: &Address, pair: &authority::Pair, superseded: usize, context: Context) -> Outcome {
    let identity = home.ask(async |store| store.identity(address).await)?;
    let identity = identity.ok_or_else(|| Failure::new("identity-unknown").with("address", address))?;
    let now = Millis::now();
    if args.json {
        told::print(&format!("{:#}\n", told::json(&identity, now)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = format!("{}\n", told::line(&identity, now, context));
    if superseded > 0 {
        text.push_str(&format!("{}\n", context.say("identity-superseded", &[("count", superseded.into())])));
    }
    if pair.made {
        let root = home.root_file().display().to_string();
        let values = [("file", root.into()), ("sha256", pair.root.sha256_hex().into()), ("url", pair.issuing.crl_url.as_str().into())];
        text.push_str(&format!("{}\n", context.say("identity-ca-made", &values)));
    }
    told::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
