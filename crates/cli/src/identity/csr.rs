//! `kakitome identity csr`: a certification request (PKCS#10) for a public CA, with a key that the keyholder made.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_crypto::{KeyKind, PublicKey, Signer};
use kakitome_pki::csr;
use kakitome_store::{Address, KeySource, KeyState, Millis, Purpose};
use serde_json::json;

use super::{add, record, told};
use crate::context::{Context, complain};
use crate::failure::{Failure, failed};
use crate::home::{self, Home, InHome};
use crate::keyholder_access::{KeyUse, KeyholderAccess};
use crate::outcome::Outcome;
use crate::{pem, progress};

/// Make a certification request for a public CA.
///
/// The private key is made by the keyholder and waits there for its certificate: `kakitome identity import`. Asked again, the same
/// key is used until its certificate has come; --new-key makes another.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    /// Kind of the key: rsa2048, rsa3072, rsa4096, p256, p384, p521, ed25519. Every mail program reads rsa2048.
    #[arg(long, value_name = "KIND", default_value = "rsa2048", value_parser = add::kind)]
    key: KeyKind,
    /// Make a new key even if one waits for its certificate.
    #[arg(long)]
    new_key: bool,
    /// Name of the person or role, put into the request. Most CAs put their own subject in place of it.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Write the request here instead of to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// One JSON object; the request stands in `csr`.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let address = home::address(&args.address)?;
    let keyholder = home.keyholder(context)?;
    let signer = match waiting(args, &home, &address)? {
        Some(holder_id) => keyholder.signer(&holder_id)?,
        None => new_key(args, &home, &address, &keyholder, context)?,
    };
    let subject = add::subject(args.name.as_deref(), &address)?;
    let unsigned = csr::build(&subject, &[address.as_str()], signer.public_key(), &signer.algorithm())
        .map_err(|error| failed("identity-no-request", &error))?;
    let der = unsigned.sign(&*signer).map_err(|error| failed("identity-no-request", &error))?;
    let request = pem::block("CERTIFICATE REQUEST", &der);
    if let Some(file) = &args.out {
        pem::write_new(file, &request)?;
    }
    let sha256: String = record::spki_sha256(signer.public_key())?.iter().map(|byte| format!("{byte:02x}")).collect();
    if args.json {
        let value = json!({
            "schema": "kakitome.csr/1",
            "address": address.as_str(),
            "kind": kind_of(&*signer)?,
            "spki_sha256": sha256,
            "csr": request,
            "file": args.out.as_ref().map(|file| file.display().to_string()),
        });
        told::print(&format!("{value:#}\n"))?;
    } else if let Some(file) = &args.out {
        let values = [("file", file.display().to_string().into()), ("address", address.as_str().into())];
        told::print(&format!("{}\n", context.say("identity-request-written", &values)))?;
    } else {
        told::print(&request)?;
        // Beside the request, which may go into a pipe.
        complain(&context.say("identity-request-next", &[("address", address.as_str().into())]));
    }
    Ok(ExitCode::SUCCESS)
}

/// A key of the same kind that waits for its certificate.
fn waiting(args: &Args, home: &Home, address: &Address) -> Result<Option<String>, Failure> {
    if args.new_key {
        return Ok(None);
    }
    let identity = home.ask(async |store| store.identity(address).await)?;
    let wanted = record::kind_name(args.key);
    Ok(identity
        .into_iter()
        .flat_map(|identity| identity.keys)
        .find(|key| key.state == KeyState::Requested && key.kind == wanted)
        .map(|key| key.holder_id))
}

fn new_key(args: &Args, home: &Home, address: &Address, keyholder: &KeyholderAccess, context: Context) -> Result<Box<dyn Signer>, Failure> {
    let making = context.say("identity-making-key", &[("kind", record::kind_name(args.key).into())]);
    let held = progress::shown(making, || keyholder.make_key(args.key, KeyUse::Identity, address.as_str()))?;
    let new = record::key(held.id.clone(), &held.spki, Purpose::Both, KeySource::Made)?;
    home.ask(async |store| {
        let now = Millis::now();
        let identity = store.add_identity(address, args.name.as_deref(), now).await?;
        store.add_key(identity, new, now).await
    })?;
    keyholder.signer(&held.id)
}

fn kind_of(signer: &dyn Signer) -> Result<String, Failure> {
    let public = PublicKey::from_spki(signer.public_key()).map_err(|error| failed("identity-key-unreadable", &error))?;
    Ok(record::kind_name(public.kind()))
}
