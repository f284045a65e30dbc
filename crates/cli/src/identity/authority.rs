//! The built-in private CA: a root of ten years and an issuing CA of five, made at first need and again before they are too
//! old for a leaf. Their keys stay at the keyholder; their certificates are written to the home's `ca` folder.

use std::fs;
use std::path::Path;

use kakitome_crypto::{KeyKind, Signer};
use kakitome_pki::issue::{self, CaRequest};
use kakitome_pki::{Certificate, Name, UnixTime};
use kakitome_store::{Authority, AuthorityRole, KeySource, Millis, NewAuthority, Purpose, Role};

use super::record;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home::{CA_FOLDER, Home, ROOT_FILE};
use crate::keyholder_access::{KeyUse, KeyholderAccess};
use crate::{pem, progress};

/// The issuing CA's file beside the root's.
const ISSUING_FILE: &str = "issuing.pem";
/// Beyond 2031 (NIST SP 800-57 part 1, table 2) and read by every mail program.
const KIND: KeyKind = KeyKind::Rsa { bits: 3072 };
const ROOT_DAYS: i64 = 3652;
const ISSUING_DAYS: i64 = 1826;

/// What a new CA is made with.
pub(super) struct Plan<'a> {
    /// Begins the names of the CAs.
    pub(super) name: &'a str,
    /// Where the CRLs and the CAs' certificates will be published, without a slash at the end.
    pub(super) url: &'a str,
    /// The leaf is to be valid until then; no CA may end before.
    pub(super) until: UnixTime,
}

/// A CA that can issue.
pub(super) struct Ready {
    pub(super) certificate: Certificate,
    pub(super) signer: Box<dyn Signer>,
    /// Where its CRL is published.
    pub(super) crl_url: String,
    /// Where its certificate is published.
    pub(super) issuer_url: String,
}

/// Both CAs.
pub(super) struct Pair {
    pub(super) root: Certificate,
    pub(super) issuing: Ready,
    /// They were made just now.
    pub(super) made: bool,
}

/// The CAs that issue until the plan's end; those that are missing or end too early are made.
pub(super) fn ensure(home: &Home, keyholder: &KeyholderAccess, plan: &Plan<'_>, context: Context) -> Result<Pair, Failure> {
    let _alone = keyholder.alone(&home.settings, context)?;
    let now = UnixTime::now();
    let issuing = home.ask(async |store| store.authority(AuthorityRole::Issuing).await)?;
    let root = home.ask(async |store| store.authority(AuthorityRole::Root).await)?;
    if let (Some(issuing), Some(root)) = (&issuing, &root)
        && issuing.certificate.not_after >= record::millis(plan.until)
    {
        let pair = Pair { root: read(root)?, issuing: ready(issuing, keyholder)?, made: false };
        write_files(&home.folder, &pair)?;
        return Ok(pair);
    }
    let mut new = Vec::new();
    // A root that ends before the new issuing CA would cut it short.
    let root = match &root {
        Some(root) if root.certificate.not_after >= record::millis(now.plus_days(ISSUING_DAYS)) => ready(root, keyholder)?,
        _ => {
            let (root, row) = make_root(keyholder, plan, now, context)?;
            new.push(row);
            root
        }
    };
    let (issuing, row) = make_issuing(keyholder, plan, &root, now, context)?;
    new.push(row);
    home.ask(async |store| store.add_authorities(&new, Millis::now()).await)?;
    let pair = Pair { root: root.certificate, issuing, made: true };
    write_files(&home.folder, &pair)?;
    Ok(pair)
}

fn make_root(keyholder: &KeyholderAccess, plan: &Plan<'_>, now: UnixTime, context: Context) -> Result<(Ready, NewAuthority), Failure> {
    let held = progress::shown(context.say("identity-making-root", &[]), || keyholder.make_key(KIND, KeyUse::Authority, "root CA"))?;
    let signer = keyholder.signer(&held.id)?;
    let request = CaRequest {
        subject: ca_name(plan, "Root CA", now)?,
        spki: &held.spki,
        not_before: now,
        not_after: now.plus_days(ROOT_DAYS),
        crl_url: None,
        issuer_url: None,
    };
    let unsigned = issue::root(&request, &signer.algorithm(), now).map_err(|error| failed("identity-ca-failed", &error))?;
    let der = unsigned.sign(&*signer).map_err(|error| failed("identity-ca-failed", &error))?;
    finish(AuthorityRole::Root, plan, der, held.id, signer)
}

fn make_issuing(
    keyholder: &KeyholderAccess,
    plan: &Plan<'_>,
    root: &Ready,
    now: UnixTime,
    context: Context,
) -> Result<(Ready, NewAuthority), Failure> {
    let held = progress::shown(context.say("identity-making-issuing", &[]), || keyholder.make_key(KIND, KeyUse::Authority, "issuing CA"))?;
    let request = CaRequest {
        subject: ca_name(plan, "Issuing CA", now)?,
        spki: &held.spki,
        not_before: now,
        not_after: now.plus_days(ISSUING_DAYS).min(root.certificate.not_after()),
        crl_url: Some(&root.crl_url),
        issuer_url: Some(&root.issuer_url),
    };
    let unsigned =
        issue::issuing(&request, &root.certificate, &root.signer.algorithm(), now).map_err(|error| failed("identity-ca-failed", &error))?;
    let der = unsigned.sign(&*root.signer).map_err(|error| failed("identity-ca-failed", &error))?;
    let signer = keyholder.signer(&held.id)?;
    finish(AuthorityRole::Issuing, plan, der, held.id, signer)
}

fn finish(
    role: AuthorityRole,
    plan: &Plan<'_>,
    der: Vec<u8>,
    holder_id: String,
    signer: Box<dyn Signer>,
) -> Result<(Ready, NewAuthority), Failure> {
    let certificate = Certificate::from_der(der).map_err(|error| failed("identity-ca-failed", &error))?;
    let place = match role {
        AuthorityRole::Root => Role::Root,
        AuthorityRole::Issuing => Role::Intermediate,
    };
    let url = format!("{}/{}", plan.url, role.as_str());
    let row = NewAuthority {
        role,
        certificate: record::certificate(&certificate, place),
        key: record::key(holder_id, certificate.spki(), Purpose::Authority, KeySource::Made)?,
        url: url.clone(),
    };
    let ready = Ready { certificate, signer, crl_url: format!("{url}.crl"), issuer_url: format!("{url}.cer") };
    Ok((ready, row))
}

/// The year tells CAs of the same house apart when one follows another.
fn ca_name(plan: &Plan<'_>, what: &str, now: UnixTime) -> Result<Name, Failure> {
    let year: String = now.to_string().chars().take(4).collect();
    let common = format!("{} S/MIME {what} {year}", plan.name);
    Name::build(&[("O", plan.name), ("CN", &common)]).map_err(|error| failed("identity-ca-failed", &error))
}

fn read(authority: &Authority) -> Result<Certificate, Failure> {
    Certificate::from_der(authority.certificate.der.clone()).map_err(|error| failed("identity-ca-failed", &error))
}

fn ready(authority: &Authority, keyholder: &KeyholderAccess) -> Result<Ready, Failure> {
    Ok(Ready {
        certificate: read(authority)?,
        signer: keyholder.signer(&authority.key.holder_id)?,
        crl_url: format!("{}.crl", authority.url),
        issuer_url: format!("{}.cer", authority.url),
    })
}

/// For the eyes of people and programs: PEM to install, DER to publish. Rewritten each time: the database decides.
fn write_files(home: &Path, pair: &Pair) -> Result<(), Failure> {
    let folder = home.join(CA_FOLDER);
    let unwritable = |error: std::io::Error| Failure::new("cli-file-unwritable").with("file", folder.display()).with("why", error);
    fs::create_dir_all(&folder).map_err(unwritable)?;
    let issuing = &pair.issuing.certificate;
    for (name, bytes) in [
        (ROOT_FILE, pem::certificate(pair.root.as_der()).as_bytes()),
        (ISSUING_FILE, pem::certificate(issuing.as_der()).as_bytes()),
        ("root.cer", pair.root.as_der()),
        ("issuing.cer", issuing.as_der()),
    ] {
        let file = folder.join(name);
        if fs::read(&file).is_ok_and(|there| there == bytes) {
            continue;
        }
        // Whole or not at all: another program may be reading it.
        let partial = folder.join(format!(".{name}.{}", std::process::id()));
        fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, &file)).map_err(unwritable)?;
    }
    Ok(())
}
