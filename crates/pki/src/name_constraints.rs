//! Name constraints (RFC 5280 4.2.1.10, 6.1.3(b) and (c); RFC 9598 6 for SmtpUTF8Mailbox; RFC 9549 2.2 for domains).
//! Excluded always wins; what cannot be compared counts as excluded and as not permitted. Every set of every CA is
//! applied by itself, which is the intersection that the RFC asks for.

use crate::budget::{Budget, Cut};
use crate::certificate::Certificate;
use crate::extension::NameConstraints;
use crate::finding::Finding;
use crate::general_name::GeneralName;
use crate::mailbox::{self, Mailbox};
use crate::name::Name;

/// Most findings about one certificate: a certificate may hold 50,000 names (C07).
const NAMED: usize = 8;

/// A name of a certificate, made ready for comparison.
enum Ready {
    Mail(Mailbox),
    Dns(Host),
    Directory(Vec<Vec<u8>>),
    Uri(String),
    Ip(Vec<u8>),
    /// Its form cannot be compared, or it is no name of its form.
    Strange,
}

/// A subtree, made ready.
enum Tree {
    /// One mailbox.
    Mailbox(Mailbox),
    /// Every mailbox, or URI, of one host.
    Host(String),
    /// Every host below, not the domain itself.
    Below(String),
    /// The domain and everything below (dNSName).
    Domain(String),
    /// Everything of the form.
    All,
    Directory(Vec<Vec<u8>>),
    Ip {
        address: Vec<u8>,
        mask: Vec<u8>,
    },
    /// Cannot be compared.
    Strange,
}

/// A dNSName, whose first label may be an asterisk.
struct Host {
    domain: String,
    wildcard: bool,
}

/// Checks the names of one certificate against the constraints of the CAs above it.
pub(crate) fn check(constraints: &[&NameConstraints], certificate: &Certificate, budget: &mut Budget) -> Vec<Finding> {
    let mut findings = Vec::new();
    if constraints.is_empty() {
        return findings;
    }
    let subject = subject_names(certificate);
    for name in subject.iter().chain(certificate.extensions().subject_alt_name.iter().flatten()) {
        let mut ready = None;
        for set in constraints {
            match verdict(set, name, &mut ready, budget) {
                Ok(None) => {}
                Ok(Some(finding)) => findings.push(finding),
                Err(limit) => {
                    findings.push(Finding::CheckNotMade { limit });
                    return findings;
                }
            }
            if findings.len() >= NAMED {
                return findings;
            }
        }
    }
    findings
}

/// The subject and its mail addresses, which are constrained as alternative names are.
fn subject_names(certificate: &Certificate) -> Vec<GeneralName> {
    let subject = certificate.subject();
    let mut names = Vec::new();
    if !subject.is_empty() {
        names.push(GeneralName::Directory(subject.clone()));
    }
    names.extend(subject.email_octets().into_iter().map(GeneralName::Rfc822));
    names
}

/// `ready`: the name made ready for comparison, made once for all sets and only if it is paid for.
fn verdict(set: &NameConstraints, name: &GeneralName, ready: &mut Option<Ready>, budget: &mut Budget) -> Result<Option<Finding>, Cut> {
    // looking through constraints of other forms costs little, and not nothing
    budget.take_name_comparison(name.octets().saturating_add(set.excluded.len()).saturating_add(set.permitted.len()))?;
    let ready = &*ready.get_or_insert_with(|| Ready::from(name));
    for base in set.excluded.iter().filter(|base| same_form(base, name)) {
        budget.take_name_comparison(base.octets())?;
        match is_inside(ready, &Tree::excluded(base), true) {
            Some(true) => return Ok(Some(Finding::NameExcluded { name: name.display(), constraint: base.display() })),
            Some(false) => {}
            None => return Ok(Some(unsupported(name))),
        }
    }
    let mut constrained = false;
    let mut strange = false;
    for base in set.permitted.iter().filter(|base| same_form(base, name)) {
        budget.take_name_comparison(base.octets())?;
        constrained = true;
        match is_inside(ready, &Tree::permitted(base), false) {
            Some(true) => return Ok(None),
            Some(false) => {}
            None => strange = true,
        }
    }
    Ok(match (constrained, strange) {
        (false, _) => None,
        (true, false) => Some(Finding::NameNotPermitted { name: name.display() }),
        (true, true) => Some(unsupported(name)),
    })
}

fn unsupported(name: &GeneralName) -> Finding {
    Finding::NameConstraintUnsupported { form: name.display() }
}

/// A constraint speaks of names of its own form; rfc822Name also of SmtpUTF8Mailbox (RFC 9598 6), and other names of
/// one type only of that type.
fn same_form(base: &GeneralName, name: &GeneralName) -> bool {
    match (base, name) {
        (GeneralName::Other { form: base, .. }, GeneralName::Other { form, .. }) => base == form,
        (GeneralName::Rfc822(_), GeneralName::Other { .. }) => name.smtp_utf8_mailbox().is_some(),
        _ => std::mem::discriminant(base) == std::mem::discriminant(name),
    }
}

impl Ready {
    fn from(name: &GeneralName) -> Self {
        let ready = match name {
            GeneralName::Rfc822(octets) => text(octets).and_then(plain_mailbox).map(Self::Mail),
            GeneralName::Other { .. } => {
                let octets = name.smtp_utf8_mailbox();
                octets.and_then(|octets| plain_mailbox(text(&octets)?)).map(Self::Mail)
            }
            GeneralName::Dns(octets) => text(octets).and_then(host).map(Self::Dns),
            GeneralName::Directory(name) => Some(Self::Directory(name.rdn_keys())),
            GeneralName::Uri(octets) => text(octets).and_then(uri_host).map(Self::Uri),
            GeneralName::Ip(octets) if matches!(octets.len(), 4 | 16) => Some(Self::Ip(octets.clone())),
            _ => None,
        };
        ready.unwrap_or(Self::Strange)
    }
}

impl Tree {
    fn permitted(base: &GeneralName) -> Self {
        match Self::from(base) {
            // an empty constraint permits nothing here: what it means is not written anywhere
            Self::All => Self::Strange,
            tree => tree,
        }
    }

    fn excluded(base: &GeneralName) -> Self {
        Self::from(base)
    }

    fn from(base: &GeneralName) -> Self {
        let tree = match base {
            GeneralName::Rfc822(octets) => text(octets).and_then(mail_tree),
            GeneralName::Dns(octets) => text(octets).and_then(dns_tree),
            GeneralName::Directory(name) => Some(Self::Directory(Name::rdn_keys(name))),
            GeneralName::Uri(octets) => text(octets).and_then(host_tree),
            GeneralName::Ip(octets) => ip_tree(octets),
            _ => None,
        };
        tree.unwrap_or(Self::Strange)
    }
}

fn text(octets: &[u8]) -> Option<&str> {
    std::str::from_utf8(octets).ok()
}

fn mail_tree(text: &str) -> Option<Tree> {
    if text.contains('@') { plain_mailbox(text).map(Tree::Mailbox) } else { host_tree(text) }
}

/// Programs differ on whether quotes belong to a local part, and RFC 5280 knows no constraint on address literals, so that
/// a constraint beside these says nothing sure.
fn plain_mailbox(text: &str) -> Option<Mailbox> {
    if text.contains(['"', '[']) { None } else { mailbox::parse(text).ok() }
}

fn host_tree(text: &str) -> Option<Tree> {
    match text.strip_prefix('.') {
        _ if text.is_empty() => Some(Tree::All),
        _ if text.contains('[') => None,
        Some(domain) => mailbox::domain(domain).ok().map(Tree::Below),
        None => mailbox::domain(text).ok().map(Tree::Host),
    }
}

/// RFC 5280 knows no leading dot here, so one is strange.
fn dns_tree(text: &str) -> Option<Tree> {
    if text.is_empty() { Some(Tree::All) } else { mailbox::domain(text).ok().map(Tree::Domain) }
}

fn ip_tree(octets: &[u8]) -> Option<Tree> {
    let half = match octets.len() {
        8 => 4,
        32 => 16,
        _ => return None,
    };
    let (address, mask) = octets.split_at_checked(half)?;
    Some(Tree::Ip { address: address.to_vec(), mask: mask.to_vec() })
}

fn host(text: &str) -> Option<Host> {
    let (wildcard, rest) = text.strip_prefix("*.").map_or((false, text), |rest| (true, rest));
    mailbox::domain(rest).ok().map(|domain| Host { domain, wildcard })
}

/// The host of a URI with an authority (RFC 3986 3.2); addresses and URIs without one cannot be compared.
fn uri_host(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        _ => host,
    };
    if host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok() { None } else { mailbox::domain(host).ok() }
}

/// `None`: cannot be compared. `widely`: in doubt inside, for exclusions.
fn is_inside(name: &Ready, tree: &Tree, widely: bool) -> Option<bool> {
    Some(match (name, tree) {
        (Ready::Strange, _) | (_, Tree::Strange) => return None,
        (_, Tree::All) => true,
        (Ready::Mail(mail), Tree::Mailbox(one)) => {
            let same_local = if widely { fold(&mail.local) == fold(&one.local) } else { mail.local == one.local };
            same_local && mail.domain == one.domain
        }
        (Ready::Mail(Mailbox { domain: host, .. }) | Ready::Uri(host), Tree::Host(domain)) => host == domain,
        (Ready::Mail(Mailbox { domain: host, .. }) | Ready::Uri(host), Tree::Below(domain)) => is_below(host, domain),
        (Ready::Dns(host), Tree::Domain(domain)) => {
            let inside = host.domain == *domain || is_below(&host.domain, domain);
            // `*.a` stands for `b.a` too, so excluding `b.a` excludes it
            inside || (widely && host.wildcard && is_below(domain, &host.domain))
        }
        (Ready::Directory(keys), Tree::Directory(base)) => keys.starts_with(base),
        (Ready::Ip(ip), Tree::Ip { address, mask }) if ip.len() == address.len() => {
            ip.iter().zip(address).zip(mask).all(|((ip, address), mask)| ip & mask == address & mask)
        }
        (Ready::Ip(_), Tree::Ip { .. }) => false,
        _ => return None,
    })
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

fn fold(local: &str) -> String {
    local.chars().flat_map(char::to_lowercase).collect()
}
