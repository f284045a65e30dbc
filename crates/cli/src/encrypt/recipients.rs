//! With which certificate each recipient is served: candidates from files, from one's own identities and from the people who are known;
//! chosen by `smime`, judged again where more can be fetched. Every recipient is looked at, so that all who cannot be served are named
//! at once.

use kakitome_gateway::Known;
use kakitome_pki::{Certificate, UnixTime, check_address};
use kakitome_smime::Evidence;
use kakitome_smime::seal::{self, Candidate, Chosen, RecipientPolicy, Trust, Unserved};
use kakitome_store::Address;

use super::args::Args;
use super::asked::Asked;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::{self, Home};
use crate::progress;
use crate::verify::files::{self, Files};
use crate::verify::online::{self, Online};

/// All recipients with their certificates.
pub(super) struct Served {
    pub(super) visible: Vec<Chosen>,
    pub(super) blind: Vec<Chosen>,
    pub(super) own: Option<Chosen>,
    /// The sender, where there is no certificate to read the sent copy with.
    pub(super) no_copy: Option<String>,
    pub(super) left_out: Vec<Address>,
}

/// A certificate for everyone, or all for whom there is none; and what was asked for on the way.
pub(super) struct Choice {
    pub(super) served: Result<Served, Vec<Unserved>>,
    pub(super) fetched: Vec<online::Asked>,
}

/// Chooses.
pub(super) fn choose(args: &Args, asked: &Asked, signing: Option<&Certificate>, context: Context) -> Result<Choice, Failure> {
    let now = UnixTime::now();
    let files =
        Files { trust: &args.trust, crl: &args.crl, ocsp: &args.ocsp, home: args.home.as_deref(), own_root: true, ..Files::default() };
    let (evidence, _) = files::evidence(&files, now)?;
    let table = Table::gather(asked, signing, home(args)?.as_ref())?;
    let evidence = evidence.with_certificates(asked.issuers.iter().chain(&table.issuers).cloned());
    let mut policy = RecipientPolicy::default();
    if !args.trust.is_empty() {
        // whoever names roots wants everyone's chain judged by them
        policy.without_path = None;
    }
    let serve = |evidence: &Evidence| Ok(table.serve(&Bench { evidence, policy: &policy, now }, asked));
    if !args.online {
        return Ok(Choice { served: serve(&evidence)?, fetched: Vec::new() });
    }
    let online = Online::new(online::rules(&args.allow_network, &args.allow_port), args.any_issuer)?.for_many(asked.count());
    let (served, fetched) = progress::shown(context.say("cli-online-working", &[]), || online.judge(evidence, serve, wants))?;
    Ok(Choice { served, fetched })
}

/// What was not at hand for the judgement of anybody.
fn wants(served: &Result<Served, Vec<Unserved>>) -> online::Wants {
    match served {
        Ok(served) => served.visible.iter().chain(&served.blind).chain(&served.own).map(|one| one.wants.clone()).collect(),
        Err(unserved) => unserved.iter().flat_map(|one| &one.candidates).map(|one| one.wants.clone()).collect(),
    }
}

/// Everything that may be used, for everyone.
struct Table {
    visible: Vec<(Address, Vec<Candidate>)>,
    blind: Vec<(Address, Vec<Candidate>)>,
    own: Option<(Address, Vec<Candidate>)>,
    /// What is known above them.
    issuers: Vec<Certificate>,
}

impl Table {
    fn gather(asked: &Asked, signing: Option<&Certificate>, home: Option<&Home>) -> Result<Self, Failure> {
        let mut issuers = Vec::new();
        let mut of = |addresses: &[Address]| -> Result<Vec<(Address, Vec<Candidate>)>, Failure> {
            addresses.iter().map(|address| Ok((address.clone(), candidates(address, asked, home, &mut issuers)?))).collect()
        };
        let (visible, blind) = (of(&asked.visible)?, of(&asked.blind)?);
        let own = match &asked.sender {
            Some(sender) => Some((sender.clone(), own(sender, signing, home, &mut issuers)?)),
            None => None,
        };
        Ok(Self { visible, blind, own, issuers })
    }

    /// A certificate for everyone, or all for whom there is none.
    fn serve(&self, bench: &Bench<'_>, asked: &Asked) -> Result<Served, Vec<Unserved>> {
        let mut unserved = Vec::new();
        let mut found = |list: &[(Address, Vec<Candidate>)]| -> Vec<Chosen> {
            let choose = |(address, candidates): &(Address, Vec<Candidate>)| bench.choose(Some(address.as_str()), candidates);
            list.iter().filter_map(|one| choose(one).map_err(|none| unserved.push(none)).ok()).collect()
        };
        let (mut visible, blind) = (found(&self.visible), found(&self.blind));
        for certificate in &asked.alone {
            match bench.choose(None, &[given(certificate)]) {
                Ok(chosen) => visible.push(chosen),
                Err(none) => unserved.push(none),
            }
        }
        if !unserved.is_empty() {
            return Err(unserved);
        }
        let (own, no_copy) = match &self.own {
            Some((sender, candidates)) => match bench.choose_own(sender, candidates) {
                Ok(chosen) => (Some(chosen), None),
                Err(_) => (None, Some(sender.to_string())),
            },
            None => (None, None),
        };
        Ok(Served { visible, blind, own, no_copy, left_out: asked.left_out.clone() })
    }
}

struct Bench<'a> {
    evidence: &'a Evidence,
    policy: &'a RecipientPolicy,
    now: UnixTime,
}

impl Bench<'_> {
    fn choose(&self, address: Option<&str>, candidates: &[Candidate]) -> Result<Chosen, Unserved> {
        seal::choose(address, candidates, self.evidence, self.policy, self.now)
    }

    /// One's own certificate needs no root that others name: one has its key.
    fn choose_own(&self, sender: &Address, candidates: &[Candidate]) -> Result<Chosen, Unserved> {
        let mut policy = self.policy.clone();
        policy.without_path = Some(Trust::Given);
        seal::choose(Some(sender.as_str()), candidates, self.evidence, &policy, self.now)
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

/// Everything that may be this address's certificate.
fn candidates(address: &Address, asked: &Asked, home: Option<&Home>, issuers: &mut Vec<Certificate>) -> Result<Vec<Candidate>, Failure> {
    let path = RecipientPolicy::default().path;
    let is_of = |certificate: &&Certificate| check_address(address.as_str(), certificate, &path).is_match();
    let mut candidates: Vec<Candidate> = asked.given.iter().filter(is_of).map(given).collect();
    if let Some(home) = home {
        let known = home.look_up(async |store| Known::of(store, address).await)?;
        candidates.extend(known.candidates);
        issuers.extend(known.issuers);
    }
    Ok(candidates)
}

/// Everything that may be the sender's own.
fn own(
    sender: &Address,
    signing: Option<&Certificate>,
    home: Option<&Home>,
    issuers: &mut Vec<Certificate>,
) -> Result<Vec<Candidate>, Failure> {
    let mut candidates = Vec::new();
    if let Some(home) = home {
        let known = home.look_up(async |store| Known::own(store, sender).await)?;
        candidates.extend(known.candidates);
        issuers.extend(known.issuers);
    }
    candidates.extend(signing.map(given));
    Ok(candidates)
}

fn given(certificate: &Certificate) -> Candidate {
    Candidate::new(certificate.clone(), Trust::Given)
}
