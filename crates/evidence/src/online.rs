//! Fetch what the report says was not at hand, lay it beside the evidence, and say whether that brought anything.
//!
//! What was fetched is kept in memory by the fetcher: on disk it would be a list of whose mail was read.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use kakitome_fetch::{Address, Fetched, Fetcher, Kind, Network, Request, Resolver, Rules};
use kakitome_pki::{Certificate, Crl, CrlLimits, OcspResponse, UnixTime, certificates_from, crls_from};
use kakitome_smime::Evidence;

use crate::asked::{Asked, Outcome};
use crate::error::Error;
use crate::wanted::{Ask, Wanted, Wants, wanted};

/// How often a mail is judged again. Each round needs what the one before has brought: the issuer of an issuer, answers on revocation, those
/// on whoever signed them. NIST's Path Discovery suite has up to four certificates that must be found one after the other (C02).
const AGAIN: usize = 6;
/// Things that are asked for on behalf of one mail, every address counted: three certificates by OCSP and CRL, and their issuers, have nine.
const MOST: usize = 24;
/// Owners of certificates who are all asked about; further ones find the fetches used up.
const MANY: usize = 50;
/// Time for all that is fetched for one mail: somebody waits.
const WHOLE: Duration = Duration::from_secs(60);
/// Issuers' certificates have no next update; a CA changes them in years.
const ISSUER_KEPT: Duration = Duration::from_hours(24);

/// Fetches for the judgement of mails.
#[derive(Clone)]
pub struct Online {
    fetcher: Arc<Fetcher>,
    /// Also issuers whose organisation nobody knows.
    any_issuer: bool,
    /// Things that are asked for in all.
    most: usize,
}

/// What a person allows beside the usual.
#[must_use]
pub fn rules(networks: &[Network], ports: &[u16]) -> Rules {
    let mut rules = Rules::default();
    rules.allowed.extend(networks);
    rules.ports.extend(ports);
    rules
}

impl Online {
    /// `any_issuer`: also issuers of whom nobody at hand has heard are asked for their certificates.
    ///
    /// # Errors
    /// TLS or the fetcher cannot be set up.
    pub fn new(rules: Rules, any_issuer: bool) -> Result<Self, Error> {
        Ok(Self { fetcher: Arc::new(Fetcher::new(rules, tls()?)?), any_issuer, most: MOST })
    }

    /// As [`Online::new`], with names found by another resolver.
    ///
    /// # Errors
    /// As [`Online::new`].
    pub fn with_resolver(rules: Rules, any_issuer: bool, resolver: Arc<dyn Resolver>) -> Result<Self, Error> {
        Ok(Self { fetcher: Arc::new(Fetcher::with_resolver(rules, tls()?, resolver)?), any_issuer, most: MOST })
    }

    /// For so many certificates' owners instead of the signers of one mail.
    #[must_use]
    pub fn for_many(mut self, count: usize) -> Self {
        self.most = MOST.saturating_mul(count.clamp(1, MANY));
        self
    }

    /// Begins for one mail, with what is at hand. Its time runs from here.
    #[must_use]
    pub fn search(&self, evidence: Evidence) -> Search<'_> {
        Search {
            online: self,
            given: evidence.clone(),
            evidence,
            asked: Vec::new(),
            done: Vec::new(),
            rounds: 0,
            until: Instant::now() + WHOLE,
        }
    }
}

/// What was found so far for one mail: judge by [`Search::evidence`], say what lacked to [`Search::further`], and again while it brings
/// anything new.
pub struct Search<'a> {
    online: &'a Online,
    /// What was at hand at first: what is fetched makes nobody known.
    given: Evidence,
    evidence: Evidence,
    asked: Vec<Asked>,
    done: Vec<Wanted>,
    rounds: usize,
    until: Instant,
}

impl Search<'_> {
    /// Everything at hand by now.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// What was asked for.
    #[must_use]
    pub fn into_asked(self) -> Vec<Asked> {
        self.asked
    }

    /// Fetches what a judgement lacked, search by search; whether that brought anything, so that to judge again is worth it.
    pub async fn further(&mut self, wants: &Wants) -> bool {
        if self.rounds >= AGAIN {
            return false;
        }
        self.rounds += 1;
        let new = wanted(wants, &self.given, self.online.any_issuer, &self.done);
        let room = self.online.most.saturating_sub(self.done.len());
        let before = at_hand(&self.evidence);
        for Outcomes { wanted, told, came } in all(&self.online.fetcher, new, room, self.until).await {
            self.done.push(wanted);
            self.asked.extend(told);
            for one in came {
                self.evidence = one.into_evidence(std::mem::replace(&mut self.evidence, Evidence::new(kakitome_pki::Anchors::none())));
            }
        }
        at_hand(&self.evidence) != before
    }
}

fn at_hand(evidence: &Evidence) -> (usize, usize) {
    (evidence.certificates.len(), evidence.revocation.len())
}

/// What became of one wish.
struct Outcomes {
    wanted: Wanted,
    told: Vec<Asked>,
    came: Vec<Came>,
}

/// All of them at once, as far as the fetcher allows; answers in the order of the wishes.
async fn all(fetcher: &Arc<Fetcher>, wanted: Vec<Wanted>, room: usize, until: Instant) -> Vec<Outcomes> {
    let tasks: Vec<_> = wanted.into_iter().take(room).map(|one| tokio::spawn(whole(fetcher.clone(), one, until))).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        // a task ends by itself: nothing cancels it, and nothing in it panics
        outcomes.extend(task.await.into_iter().flatten());
    }
    outcomes
}

/// A wish and, if nothing came of it, what would do instead.
async fn whole(fetcher: Arc<Fetcher>, mut wanted: Wanted, until: Instant) -> Vec<Outcomes> {
    let otherwise = std::mem::take(&mut wanted.otherwise);
    let first = one(&fetcher, wanted, until).await;
    let mut outcomes = vec![first];
    if outcomes.iter().all(|first| first.came.is_empty()) {
        for other in otherwise {
            outcomes.push(one(&fetcher, other, until).await);
        }
    }
    outcomes
}

/// The first of the addresses that gives something that can be read.
async fn one(fetcher: &Fetcher, wanted: Wanted, until: Instant) -> Outcomes {
    let (mut told, mut came) = (Vec::new(), Vec::new());
    for ask in &wanted.asks {
        let outcome = if wanted.is_barred {
            Outcome::UnknownIssuer
        } else {
            match tokio::time::timeout_at(until.into(), fetch(fetcher, ask)).await {
                Ok(Ok((bytes, what))) => {
                    came.push(what);
                    Outcome::Fetched(bytes)
                }
                Ok(Err(why)) => Outcome::Failed(why),
                Err(_) => Outcome::Failed(format!("not within {} seconds for the whole mail", WHOLE.as_secs())),
            }
        };
        told.push(Asked { kind: ask.kind(), url: ask.url().to_owned(), outcome });
        if !came.is_empty() {
            break;
        }
    }
    Outcomes { wanted, told, came }
}

async fn fetch(fetcher: &Fetcher, ask: &Ask) -> Result<(u64, Came), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let address = Address::read(ask.url()).map_err(|error| said(&error))?;
    let request = match ask {
        Ask::Issuer { .. } => Request::get(Kind::Issuer, address),
        Ask::Crl { .. } | Ask::DeltaCrl { .. } => Request::get(Kind::Crl, address),
        Ask::Ocsp { request, .. } => Request::ocsp(address, request.to_der()),
    };
    let fetched = fetcher.fetch(&request).await.map_err(|error| said(&error))?;
    let (came, until) = read(ask, &fetched)?;
    if let Some(until) = until {
        fetcher.keep(&request, &fetched, until);
    }
    Ok((fetched.body.len(), came))
}

/// Something that was fetched and read. It is evidence, and believed no more than what came with the mail (C11).
enum Came {
    Certificates(Vec<Certificate>),
    Crls(Vec<Crl>),
    Ocsp(OcspResponse),
}

impl Came {
    fn into_evidence(self, evidence: Evidence) -> Evidence {
        match self {
            Self::Certificates(certificates) => evidence.with_certificates(certificates),
            Self::Crls(crls) => evidence.with_crls(crls),
            Self::Ocsp(response) => evidence.with_ocsp([response]),
        }
    }
}

/// What the answer is, and until when it serves.
fn read(ask: &Ask, fetched: &Fetched) -> Result<(Came, Option<SystemTime>), String> {
    let bytes = || fetched.body.to_vec().map_err(|error| error.to_string());
    match ask {
        Ask::Issuer { .. } => {
            let certificates = certificates_from(&bytes()?).map_err(|error| error.to_string())?;
            Ok((Came::Certificates(certificates), Some(fetched.at + ISSUER_KEPT)))
        }
        Ask::Crl { .. } | Ask::DeltaCrl { .. } => {
            let crls = match Crl::read(fetched.body.reader(), &CrlLimits::default()) {
                Ok(crl) => vec![crl],
                // RFC 5280 4.2.1.13 wants DER; some private authorities put PEM there
                Err(error) => crls_from(&bytes()?).map_err(|_| error.to_string())?,
            };
            let until = crls.iter().filter_map(Crl::next_update).min().and_then(moment);
            Ok((Came::Crls(crls), until))
        }
        Ask::Ocsp { request, .. } => {
            let response = OcspResponse::from_der(bytes()?).map_err(|error| error.to_string())?;
            if !request.is_answered_by(&response) {
                return Err(format!("the responder gives no answer about this certificate ({:?})", response.status()));
            }
            let until = request.next_update(&response).and_then(moment);
            Ok((Came::Ocsp(response), until))
        }
    }
}

fn moment(time: UnixTime) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(time.0).ok()?))
}

/// TLS towards those few who publish by https: by the system's list of authorities. What is fetched is signed by itself.
fn tls() -> Result<rustls::ClientConfig, Error> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
