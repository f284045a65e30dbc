//! `kakitome trust update`: fetches the newest edition of a list over TLS, checks it, and keeps it beside those that are held. On any
//! doubt nothing changes, and it never goes back in time (attack row C22).

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use kakitome_fetch::{Address, Fetcher, Kind, Network, Request, Rules};
use kakitome_pki::{Certificate, UnixTime, certificates_from};
use kakitome_roots::{Beside, Kept, ListSignature, Moments, Order, Published, Shelf, Snapshot, Source, changes, mozilla, published, read};

use super::store::{certificates, shelf};
use super::told;
use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::{InHome, runtime};
use crate::input;
use crate::outcome::Outcome;

/// A root certificate has 1 to 3 KB; a folder of them answers one at a time.
const CERTIFICATES_AT_ONCE: usize = 8;

/// Fetch the newest edition of a list over TLS and keep it beside those that are held.
///
/// It is refused, and what is held stays, if it cannot be read, its signature is not good or not the vendor's, it is older than what
/// is held or an edition that was held before, or more than half of the roots are gone.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The list: microsoft, microsoft-disallowed, mozilla, or the name of one that is kept.
    #[arg(value_name = "NAME")]
    name: String,
    /// Where to fetch it. Default: where its vendor publishes it.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Files or folders with root certificates, among them the root of the list's signer; may be given again.
    #[arg(long, value_name = "FILE")]
    cert: Vec<PathBuf>,
    /// Also fetch the certificates of roots that the list names by hash alone.
    #[arg(long)]
    certificates: bool,
    /// Roots for TLS, as PEM. Default: the system's.
    #[arg(long, value_name = "FILE")]
    tls_root: Option<PathBuf>,
    /// Also ask addresses in this private network; may be given again.
    #[arg(long, value_name = "NETWORK")]
    allow_network: Vec<Network>,
    /// Also ask this port beside 443; may be given again.
    #[arg(long, value_name = "PORT")]
    allow_port: Vec<u16>,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let shelf = shelf(args.place.home.as_deref())?;
    let place = place(&args.name, args.url.as_deref())?;
    let updater =
        Updater::new(certificates(&args.cert)?, args.certificates, args.tls_root.as_deref(), &args.allow_network, &args.allow_port)?;
    match updater.update(&shelf, &place)? {
        Updated::Known(list) => tell(&context.say("trust-update-known", &[("list", told::list_line(&list, context).into())])),
        Updated::New { list, before } => {
            tell(&context.say("trust-updated", &[("name", (&args.name).into()), ("list", told::list_line(&list, context).into())]));
            if let Some(before) = before {
                let now = UnixTime::now();
                let found = changes(&before, &list, &Moments { before: now, after: now, leaf_not_before: None });
                tell(&context.say("trust-changes", &[("count", found.len().into())]));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Where a list is published, or where somebody says that it is.
pub(super) fn place(name: &str, url: Option<&str>) -> Result<Published, Failure> {
    let known = published().map_err(|error| failed("trust-unreadable", &error).with("store", name))?;
    let place = known.into_iter().find(|place| place.name == name);
    match (place, url) {
        (Some(place), Some(url)) => {
            Ok(Published { url: url.to_owned(), certificates: beside(url).filter(|_| place.certificates.is_some()), ..place })
        }
        (Some(place), None) => Ok(place),
        (None, Some(url)) => Ok(Published { name: name.to_owned(), url: url.to_owned(), certificates: None }),
        (None, None) => Err(Failure::new("trust-no-place").with("store", name).hint("trust-no-place-hint")),
    }
}

/// The folder in which a list stands.
fn beside(url: &str) -> Option<String> {
    url.rfind('/').and_then(|at| url.get(..=at)).map(str::to_owned)
}

/// What an update came to.
pub(super) enum Updated {
    /// There is nothing newer than what is held: this.
    Known(Snapshot),
    /// A new edition is kept.
    New {
        /// The edition.
        list: Snapshot,
        /// What was held before.
        before: Option<Box<Snapshot>>,
    },
}

/// Fetches lists and keeps them.
pub(super) struct Updater {
    runtime: tokio::runtime::Runtime,
    fetcher: Arc<Fetcher>,
    given: Vec<Certificate>,
    certificates: bool,
}

impl Updater {
    /// `given` are certificates at hand; `certificates`: whether those that are missing are fetched too.
    pub(super) fn new(
        given: Vec<Certificate>,
        certificates: bool,
        tls_root: Option<&Path>,
        networks: &[Network],
        ports: &[u16],
    ) -> Result<Self, Failure> {
        Ok(Self { runtime: runtime()?, fetcher: fetcher(tls_root, networks, ports)?, given, certificates })
    }

    /// The newest edition of a list, kept if nothing speaks against it.
    pub(super) fn update(&self, shelf: &Shelf, place: &Published) -> Result<Updated, Failure> {
        let refused = |error| failed("trust-refused", &error).with("store", &place.name);
        let before = shelf.newest(&place.name).map_err(refused)?;
        let job = Job { place, updater: self };
        let mut list = job.list(before.as_ref())?;
        if self.certificates {
            job.certificates(&mut list);
        }
        list.seen = before.as_ref().map(|_| UnixTime::now());
        if let ListSignature::Untraced { signer, missing } = &list.signature {
            let failure = Failure::new("trust-untraced").with("store", &place.name).with("signer", signer).with("root", missing);
            return Err(failure.hint("trust-untraced-hint"));
        }
        match (shelf.keep(&place.name, &list, Order::Newer).map_err(refused)?, before) {
            (Kept::Known, Some(before)) => Ok(Updated::Known(before)),
            (Kept::Known, None) => Ok(Updated::Known(list)),
            (Kept::New(_), before) => Ok(Updated::New { list, before: before.map(Box::new) }),
        }
    }
}

struct Job<'a> {
    place: &'a Published,
    updater: &'a Updater,
}

impl Job<'_> {
    /// The list, with its signature traced to the vendor's root where that can be had.
    fn list(&self, held: Option<&Snapshot>) -> Result<Snapshot, Failure> {
        let bytes =
            self.fetch(&self.place.url).map_err(|why| Failure::new("trust-not-fetched").with("url", &self.place.url).with("why", why))?;
        let mut known = self.updater.given.clone();
        let held_ones = held.into_iter().flat_map(Snapshot::roots).filter_map(|root| root.certificate.clone());
        known.extend(held_ones);
        known.extend(mozilla().iter().flat_map(Snapshot::roots).filter_map(|root| root.certificate.clone()));
        let reading = |known: &[Certificate]| {
            read(&bytes, &Beside { date: UnixTime::now(), certificates: known })
                .map_err(|error| failed("trust-refused", &error).with("store", &self.place.name))
        };
        let list = reading(&known)?;
        if !matches!(list.signature, ListSignature::Untraced { .. }) {
            return Ok(list);
        }
        // the vendor's own roots stand in its list: fetch those, and trace the signer again
        let vendors = list.roots().iter().filter(|root| root.sha256.as_ref().is_some_and(kakitome_roots::is_vendor_root));
        for root in vendors.filter_map(|root| root.sha1) {
            known.extend(self.certificate(&root).unwrap_or_default());
        }
        reading(&known)
    }

    /// The certificates that are missing, as many as can be had: each must have the hash that the list says.
    fn certificates(&self, list: &mut Snapshot) {
        if list.source != Source::Microsoft {
            return;
        }
        let missing: Vec<[u8; 20]> = list.roots().iter().filter(|root| root.certificate.is_none()).filter_map(|root| root.sha1).collect();
        let mut found = Vec::new();
        for few in missing.chunks(CERTIFICATES_AT_ONCE) {
            let urls: Vec<String> = few.iter().filter_map(|hash| self.certificate_url(hash)).collect();
            for bytes in self.all(urls) {
                found.extend(certificates_from(&bytes).unwrap_or_default());
            }
        }
        list.resolve(&found);
    }

    fn certificate(&self, hash: &[u8; 20]) -> Option<Vec<Certificate>> {
        let bytes = self.fetch(&self.certificate_url(hash)?).ok()?;
        certificates_from(&bytes).ok()
    }

    fn certificate_url(&self, hash: &[u8; 20]) -> Option<String> {
        let folder = self.place.certificates.as_ref()?;
        Some(format!("{folder}{}.crt", hash.iter().map(|octet| format!("{octet:02X}")).collect::<String>()))
    }

    fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        self.updater.runtime.block_on(one(&self.updater.fetcher, url.to_owned()))
    }

    /// At once; what cannot be had is left out.
    fn all(&self, urls: Vec<String>) -> Vec<Vec<u8>> {
        self.updater.runtime.block_on(async {
            let tasks: Vec<_> = urls
                .into_iter()
                .map(|url| {
                    let fetcher = self.updater.fetcher.clone();
                    tokio::spawn(async move { one(&fetcher, url).await })
                })
                .collect();
            let mut found = Vec::new();
            for task in tasks {
                found.extend(task.await.into_iter().flatten());
            }
            found
        })
    }
}

async fn one(fetcher: &Fetcher, url: String) -> Result<Vec<u8>, String> {
    let address = Address::read(&url).map_err(|error| error.to_string())?;
    let fetched = fetcher.fetch(&Request::get(Kind::List, address)).await.map_err(|error| error.to_string())?;
    fetched.body.to_vec().map_err(|error| error.to_string())
}

fn fetcher(tls_root: Option<&Path>, networks: &[Network], ports: &[u16]) -> Result<Arc<Fetcher>, Failure> {
    let mut rules = Rules::default();
    rules.allowed.extend(networks);
    rules.ports.extend(ports);
    let mut roots = rustls::RootCertStore::empty();
    match tls_root {
        Some(file) => {
            for certificate in input::certificates(file)? {
                let der = certificate.as_der().to_vec();
                roots.add(der.into()).map_err(|error| failed("cli-certificate-unreadable", &error).with("file", file.display()))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| failed("cli-online-impossible", &error))?;
    let tls = builder.with_root_certificates(roots).with_no_client_auth();
    Fetcher::new(rules, tls).map(Arc::new).map_err(|error| failed("cli-online-impossible", &error))
}
