//! `kakitome identity import`: the certificate that a public CA made for one of our keys. What every recipient's mail program
//! would stumble over is refused here: wrong address, wrong purpose, run out, no intermediate.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::{Certificate, UnixTime};
use kakitome_store::{Address, Install, Key, Millis, Role};
use serde_json::json;

use super::bundle::Bundle;
use super::{admit, record, told};
use crate::cert;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::input;
use crate::outcome::Outcome;

/// Put a certificate of a public CA in use.
///
/// It must belong to a key that `kakitome identity csr` made. The files may hold the certificates in any order, PEM or DER; the
/// chain is put in order. A missing intermediate is named with the place where it can be fetched.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    /// The certificate; further certificates in the file count as --chain.
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// Intermediate certificates, in any order; may be given again. A root tells that the chain is complete; it is not sent.
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
    let address = home::address(&args.address)?;
    let mut bag = input::certificates(&args.cert)?;
    let (leaf, key) = ours(args, &home, &address, &mut bag)?;
    let purpose = admit::purpose(&leaf, &address)?;
    admit::in_time(&leaf, UnixTime::now())?;
    for file in &args.chain {
        bag.extend(input::certificates(file)?);
    }
    let bundle = Bundle::order(&leaf, &bag);
    complete(&leaf, &bundle)?;
    let installed = home.ask(async |store| {
        let leaf = record::certificate(&leaf, Role::Leaf);
        let chain = bundle.links(args.with_cross);
        store.install(Install { key: key.id, leaf, chain, purpose, activate: true, now: Millis::now() }).await
    })?;
    let lint = cert::note(&leaf, context);
    let done = Done { bundle, superseded: installed.superseded.len(), history: false, lint };
    done.tell(&home, &address, args.json, context)
}

/// The certificate of the file that belongs to one of our keys, and that key. It is taken out of the bag.
fn ours(args: &Args, home: &Home, address: &Address, bag: &mut Vec<Certificate>) -> Result<(Certificate, Key), Failure> {
    for at in 0..bag.len() {
        let Some(sha256) = bag.get(at).map(|one| record::spki_sha256(one.spki())).transpose()? else { continue };
        match home.ask(async |store| store.key_by_spki(&sha256).await)? {
            Some((Some(owner), key)) if owner == *address => return Ok((bag.swap_remove(at), key)),
            Some((owner, _)) => {
                let owner = owner.map_or_else(|| "-".to_owned(), |owner| owner.to_string());
                return Err(Failure::new("identity-key-of-another").with("owner", owner));
            }
            None => {}
        }
    }
    Err(Failure::new("identity-key-not-ours").with("file", args.cert.display()).hint("identity-key-not-ours-hint"))
}

/// Without the issuer of the leaf no mail program can check a signature.
pub(super) fn complete(leaf: &Certificate, bundle: &Bundle) -> Result<(), Failure> {
    if !bundle.lacks_issuer(leaf) {
        return Ok(());
    }
    let missing = bundle.missing.as_ref();
    let subject = missing.map_or_else(|| leaf.issuer().display(), |missing| missing.subject.display());
    let urls = missing.map(|missing| missing.urls.join(" ")).unwrap_or_default();
    let hint = if urls.is_empty() { "identity-missing-hint" } else { "identity-missing-hint-url" };
    Err(Failure::new("identity-missing").with("subject", subject).with("url", urls).hint(hint))
}

/// What was done, to be told.
pub(super) struct Done {
    pub(super) bundle: Bundle,
    pub(super) superseded: usize,
    /// The certificate has run out: kept to open old mail.
    pub(super) history: bool,
    /// What the lint has to say of it.
    pub(super) lint: Option<String>,
}

impl Done {
    pub(super) fn tell(&self, home: &Home, address: &Address, json: bool, context: Context) -> Outcome {
        let identity = home.ask(async |store| store.identity(address).await)?;
        let identity = identity.ok_or_else(|| Failure::new("identity-unknown").with("address", address))?;
        let now = Millis::now();
        let text = if json {
            let missing = self.bundle.missing.as_ref();
            let missing = missing.map(|missing| json!({"subject": missing.subject.display(), "urls": missing.urls}));
            let unused = self.bundle.unused.iter().map(|one| one.subject().display()).collect();
            format!("{:#}\n", told::json_with(&identity, now, [("missing", json!(missing)), ("unused", unused)]))
        } else {
            let mut lines = vec![told::history(&identity, now, context).trim_end().to_owned()];
            lines.extend(self.notes(context));
            lines.join("\n") + "\n"
        };
        told::print(&text)?;
        Ok(ExitCode::SUCCESS)
    }

    fn notes(&self, context: Context) -> Vec<String> {
        let mut notes = Vec::new();
        if self.history {
            notes.push(context.say("identity-history-only", &[]));
        }
        notes.extend(self.lint.clone());
        if self.superseded > 0 {
            notes.push(context.say("identity-superseded", &[("count", self.superseded.into())]));
        }
        if let Some(missing) = &self.bundle.missing {
            let urls = if missing.urls.is_empty() { "-".to_owned() } else { missing.urls.join(" ") };
            notes.push(context.say("identity-chain-ends", &[("subject", missing.subject.display().into()), ("url", urls.into())]));
        }
        for one in &self.bundle.unused {
            notes.push(context.say("identity-unused", &[("subject", one.subject().display().into())]));
        }
        notes
    }
}
