//! `kakitome identity import-p12`: a key with its certificates from a PKCS#12 file. The key goes to the keyholder; a
//! certificate that has run out is kept too, since its key opens old mail.

use std::path::PathBuf;

use kakitome_crypto::Zeroizing;
use kakitome_pki::{Certificate, UnixTime};
use kakitome_store::{Address, Install, KeySource, Millis, Purpose, Role};

use super::bundle::Bundle;
use super::import::{Done, complete};
use super::{admit, record};
use crate::cert;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::input;
use crate::key_file::p12;
use crate::keyholder_access::KeyUse;
use crate::outcome::Outcome;

/// Take over a key and its certificates from a PKCS#12 file (.p12, .pfx).
///
/// The key is handed to the keyholder, which wraps it; the file is not changed: delete it yourself. Several files of one address make
/// its history: the certificate that came last and is valid signs, all keys open.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The mail address, when the certificate has several.
    #[arg(long, value_name = "ADDR")]
    address: Option<String>,
    /// Which key, when the file has several: its name, its address or its number.
    #[arg(long, value_name = "NAME")]
    entry: Option<String>,
    /// A file whose first line is the password; without it the password is asked for.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Further intermediate certificates, in any order; may be given again.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    chain: Vec<PathBuf>,
    /// Send cross-root certificates along. They help old machines and may lead others to a root that is no longer trusted.
    #[arg(long)]
    with_cross: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let Opened { key, leaf, mut bag } = open(args, context)?;
    let address = address(args, &leaf)?;
    let purpose = admit::purpose(&leaf, &address)?;
    let expired = leaf.not_after() < UnixTime::now();
    for file in &args.chain {
        bag.extend(input::certificates(file)?);
    }
    let bundle = Bundle::order(&leaf, &bag);
    // A certificate that signs no more needs no chain.
    if !expired && purpose != Purpose::Decrypt {
        complete(&leaf, &bundle)?;
    }
    let held = home.keyholder(context)?.import_key(key, KeyUse::Identity, address.as_str())?;
    let new = record::key(held.id, &held.spki, purpose, KeySource::Imported)?;
    let installed = home.ask(async |store| {
        let now = Millis::now();
        let identity = store.add_identity(&address, None, now).await?;
        let key = store.add_key(identity, new, now).await?;
        let leaf = record::certificate(&leaf, Role::Leaf);
        let chain = bundle.links(args.with_cross);
        store.install(Install { key: key.id, leaf, chain, purpose, activate: !expired, now }).await
    })?;
    let lint = cert::note(&leaf, context);
    let done = Done { bundle, superseded: installed.superseded.len(), history: expired, lint };
    done.tell(&home, &address, args.json, context)
}

/// What the file held.
struct Opened {
    /// PKCS#8.
    key: Zeroizing<Vec<u8>>,
    /// The key's certificate.
    leaf: Certificate,
    /// The others.
    bag: Vec<Certificate>,
}

fn open(args: &Args, context: Context) -> Result<Opened, Failure> {
    let p12::Opened { pkcs8, key, mut certificates, .. } =
        p12::one(&args.file, args.password_file.as_deref(), args.entry.as_deref(), context)?;
    let at = certificates.iter().position(|one| one.spki() == key.public_spki());
    let at = at.ok_or_else(|| Failure::new("sign-no-certificate").with("file", args.file.display()))?;
    let leaf = certificates.swap_remove(at);
    Ok(Opened { key: pkcs8, leaf, bag: certificates })
}

/// The one that was named, else the only one of the certificate.
fn address(args: &Args, leaf: &Certificate) -> Result<Address, Failure> {
    if let Some(named) = &args.address {
        return home::address(named);
    }
    let mut found: Vec<Address> = leaf.emails().iter().filter_map(|email| Address::parse(&email.text).ok()).collect();
    found.sort();
    found.dedup();
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(Failure::new("identity-p12-no-address").with("file", args.file.display())),
        (Some(last), false) => {
            found.push(last);
            let found: Vec<_> = found.iter().map(ToString::to_string).collect();
            Err(Failure::new("identity-p12-addresses").with("found", found.join(", ")).hint("identity-p12-addresses-hint"))
        }
    }
}
