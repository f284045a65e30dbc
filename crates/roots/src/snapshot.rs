//! A root store as a dated value: which roots, and what the list says of each for e-mail (design, section 6).
//! How a list is read stands in the readers; this file knows no format.

use std::collections::HashMap;
use std::sync::Arc;

use kakitome_pki::{Anchor, Anchors, Certificate, CertificateNames, EmailLimit, EmailState, EmailTrust, Forbidden, LimitedWhen, UnixTime};

use crate::fingerprint::{Sha1, Sha256, hex, sha1};

/// What kind of list it is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Source {
    /// Microsoft's trusted roots (authroot.stl).
    Microsoft,
    /// Microsoft's forbidden certificates (disallowedcert.stl).
    MicrosoftDisallowed,
    /// A store that Windows exported (.sst).
    Windows,
    /// Mozilla's certdata.txt.
    Mozilla,
    /// Apple's blocked and constrained roots.
    Apple,
    /// A report of the Common CA Database.
    Ccadb,
    /// Certificates without a word about purposes.
    Bundle,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Microsoft, Self::MicrosoftDisallowed, Self::Windows, Self::Mozilla, Self::Apple, Self::Ccadb, Self::Bundle];

    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Microsoft => "microsoft",
            Self::MicrosoftDisallowed => "microsoft-disallowed",
            Self::Windows => "windows",
            Self::Mozilla => "mozilla",
            Self::Apple => "apple",
            Self::Ccadb => "ccadb",
            Self::Bundle => "bundle",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }

    /// Whether the list only takes away: a root that it does not name is not absent.
    #[must_use]
    pub const fn only_takes_away(self) -> bool {
        matches!(self, Self::MicrosoftDisallowed | Self::Apple)
    }
}

/// What is known of a list's own signature.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ListSignature {
    /// The format has none.
    #[default]
    None,
    /// The arithmetic is good; the root of its signer is not at hand, so nobody knows whose it is.
    Untraced {
        /// The signer's name.
        signer: String,
        /// The root that would have to be at hand, by name.
        missing: String,
    },
    /// Good, by a signer of the vendor's own root.
    Traced {
        /// The signer's name.
        signer: String,
        /// The vendor's root, by name.
        root: String,
    },
}

/// Something that a list says of a root and that limits nothing (any more).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// The attribute.
    pub attribute: String,
    /// What it says.
    pub value: String,
}

/// One root of a list.
#[derive(Clone, Debug)]
pub struct Root {
    /// SHA-1, if the list or the certificate says it.
    pub sha1: Option<Sha1>,
    /// SHA-256, likewise.
    pub sha256: Option<Sha256>,
    /// The hash of what is signed of it, where the list names it by that (disallowedcert.stl).
    pub signed_hash: Option<Vec<u8>>,
    /// Issuer and serial number in DER, where the list names it by nothing else (Mozilla's distrust of certificates that it does
    /// not ship). Good enough to forbid, never to trust.
    pub issuer_serial: Option<(Vec<u8>, Vec<u8>)>,
    /// Its name in the list.
    pub name: String,
    /// Its certificate, if at hand.
    pub certificate: Option<Certificate>,
    /// What the list says against it, the weightier before the lighter. Empty: trusted for e-mail.
    pub limits: Vec<EmailLimit>,
    /// What else it says.
    pub notes: Vec<Note>,
}

impl Root {
    /// A root with its certificate and nothing said against it.
    #[must_use]
    pub fn of(certificate: Certificate) -> Self {
        Self {
            sha1: Some(sha1(certificate.as_der())),
            sha256: Some(*certificate.sha256()),
            signed_hash: None,
            issuer_serial: None,
            name: name_of(&certificate),
            certificate: Some(certificate),
            limits: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The state at a moment for a leaf that is valid from then on, and the limit that says so.
    #[must_use]
    pub fn email(&self, at: UnixTime, leaf_not_before: UnixTime) -> (EmailState, Option<&EmailLimit>) {
        let holds = |limit: &&EmailLimit| match limit.when {
            LimitedWhen::From(moment) => at >= moment,
            LimitedWhen::IssuedAfter(moment) => leaf_not_before > moment,
            _ => true,
        };
        let limit = self.limits.iter().find(holds);
        (limit.map_or(EmailState::Ok, |limit| limit.state), limit)
    }

    /// Whether this is the root: every name that the list has must fit.
    #[must_use]
    pub fn is(&self, certificate: &Certificate) -> bool {
        let issuer_serial = self.issuer_serial.as_ref().map(|(issuer, serial)| (issuer.as_slice(), serial.as_slice()));
        let (sha1, sha256, signed) = (self.sha1.as_ref(), self.sha256.as_ref(), self.signed_hash.as_deref());
        CertificateNames { sha1, sha256, signed, issuer_serial }.fit(certificate)
    }

    /// What the list forbids wherever it stands in a path: the root as a link, or an intermediate that the list names.
    fn forbidden(&self, list: &Arc<str>) -> impl Iterator<Item = Forbidden> {
        let disallowed = self.limits.iter().filter(|limit| limit.state == EmailState::Disallowed);
        disallowed.map(|limit| Forbidden {
            sha1: self.sha1,
            sha256: self.sha256,
            signed: self.signed_hash.clone(),
            issuer_serial: self.issuer_serial.clone(),
            list: Arc::clone(list),
            limit: limit.clone(),
        })
    }

    /// SHA-256, else SHA-1, else whatever hash names it, in hexadecimal.
    #[must_use]
    pub fn id(&self) -> String {
        let other = || self.signed_hash.as_deref().map(hex).or_else(|| self.issuer_serial.as_ref().map(|(_, serial)| hex(serial)));
        self.sha256.map(|hash| hex(&hash)).or_else(|| self.sha1.map(|hash| hex(&hash))).or_else(other).unwrap_or_default()
    }
}

/// The most telling part of a certificate's subject: its common name, else all of it.
pub(crate) fn name_of(certificate: &Certificate) -> String {
    let shown = certificate.subject().display();
    let common = shown.split(", ").find_map(|part| part.strip_prefix("CN=")).map(str::to_owned);
    common.unwrap_or(shown)
}

/// A list of roots as of a day.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What kind of list.
    pub source: Source,
    /// When it was made, as it says itself or as whoever read it knows.
    pub date: UnixTime,
    /// When it came into the world, where that is known to differ.
    pub seen: Option<UnixTime>,
    /// Its number, where the list has one: grows with every edition.
    pub sequence: Option<Vec<u8>>,
    /// Its own signature.
    pub signature: ListSignature,
    /// SHA-256 of the bytes that it was read from.
    pub origin: Sha256,
    roots: Vec<Root>,
    by_sha1: HashMap<Sha1, usize>,
    by_sha256: HashMap<Sha256, usize>,
}

impl Snapshot {
    /// Of these roots.
    #[must_use]
    pub fn new(source: Source, date: UnixTime, origin: Sha256, roots: Vec<Root>) -> Self {
        let mut snapshot = Self {
            source,
            date,
            seen: None,
            sequence: None,
            signature: ListSignature::None,
            origin,
            roots,
            by_sha1: HashMap::new(),
            by_sha256: HashMap::new(),
        };
        snapshot.index();
        snapshot
    }

    fn index(&mut self) {
        // the first of two with one name counts; readers refuse such lists
        for (at, root) in self.roots.iter().enumerate() {
            if let Some(hash) = root.sha1 {
                self.by_sha1.entry(hash).or_insert(at);
            }
            if let Some(hash) = root.sha256 {
                self.by_sha256.entry(hash).or_insert(at);
            }
        }
    }

    /// Kind and date: what a verdict names.
    #[must_use]
    pub fn title(&self) -> String {
        let day = |moment: UnixTime| moment.to_string().get(..10).map(str::to_owned).unwrap_or_default();
        match self.seen {
            Some(seen) if day(seen) != day(self.date) => format!("{} {} (seen {})", self.source.word(), day(self.date), day(seen)),
            _ => format!("{} {}", self.source.word(), day(self.date)),
        }
    }

    /// From when on it was in the world.
    #[must_use]
    pub fn in_force(&self) -> UnixTime {
        self.seen.unwrap_or(self.date)
    }

    /// Its roots in the list's order.
    #[must_use]
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// The root with this SHA-1.
    #[must_use]
    pub fn by_sha1(&self, hash: &Sha1) -> Option<&Root> {
        self.by_sha1.get(hash).and_then(|&at| self.roots.get(at))
    }

    /// The root with this SHA-256.
    #[must_use]
    pub fn by_sha256(&self, hash: &Sha256) -> Option<&Root> {
        self.by_sha256.get(hash).and_then(|&at| self.roots.get(at))
    }

    /// The entry of the same root as one of another list.
    #[must_use]
    pub fn same_as(&self, other: &Root) -> Option<&Root> {
        let by_sha256 = other.sha256.as_ref().and_then(|hash| self.by_sha256(hash));
        by_sha256.or_else(|| other.sha1.as_ref().and_then(|hash| self.by_sha1(hash)))
    }

    /// The entry of a certificate.
    #[must_use]
    pub fn find(&self, certificate: &Certificate) -> Option<&Root> {
        let named = self.by_sha256(certificate.sha256()).or_else(|| self.by_sha1(&sha1(certificate.as_der())));
        named.filter(|root| root.is(certificate)).or_else(|| {
            let mut by_signed = self.roots.iter().filter(|root| root.sha1.is_none() && root.sha256.is_none());
            by_signed.find(|root| root.is(certificate))
        })
    }

    /// Puts certificates beside the entries that name them by hash; answers how many found their place.
    pub fn resolve<'a>(&mut self, certificates: impl IntoIterator<Item = &'a Certificate>) -> usize {
        let mut found = 0_usize;
        for certificate in certificates {
            let hash = sha1(certificate.as_der());
            let at = self.by_sha256.get(certificate.sha256()).or_else(|| self.by_sha1.get(&hash)).copied();
            let Some(root) = at.and_then(|at| self.roots.get_mut(at)).filter(|root| root.certificate.is_none() && root.is(certificate))
            else {
                continue;
            };
            root.certificate = Some(certificate.clone());
            (root.sha1, root.sha256) = (Some(hash), Some(*certificate.sha256()));
            self.by_sha256.insert(*certificate.sha256(), at.unwrap_or_default());
            found = found.saturating_add(1);
        }
        found
    }

    /// Takes away what a list that only takes away says: its limits come before those that are there.
    #[must_use]
    pub fn without(mut self, forbidden: &Self) -> Self {
        for root in &mut self.roots {
            let known = root.certificate.as_ref().and_then(|certificate| forbidden.find(certificate)).or_else(|| forbidden.same_as(root));
            if let Some(known) = known {
                root.limits.splice(0..0, known.limits.iter().cloned());
            }
        }
        self
    }

    /// Only the roots that are for e-mail for any leaf at any time.
    #[must_use]
    pub fn for_email(&self) -> Self {
        let ever = |root: &&Root| root.limits.iter().all(|limit| limit.when != LimitedWhen::Always);
        let mut list = Self::new(self.source, self.date, self.origin, self.roots.iter().filter(ever).cloned().collect());
        (list.seen, list.sequence, list.signature) = (self.seen, self.sequence.clone(), self.signature.clone());
        list
    }

    /// The anchor that a root is, if its certificate is at hand.
    #[must_use]
    pub fn anchor(&self, root: &Root) -> Option<Anchor> {
        let certificate = root.certificate.clone()?;
        let email = EmailTrust::Listed { list: Arc::from(self.title()), limits: Arc::from(root.limits.clone()) };
        Some(Anchor { certificate, email })
    }

    /// All roots whose certificates are at hand, as anchors with their limits; what the list forbids is forbidden in them.
    #[must_use]
    pub fn anchors(&self) -> Anchors {
        let mut anchors = Anchors::none();
        self.roots.iter().filter_map(|root| self.anchor(root)).for_each(|anchor| anchors.add(anchor));
        self.forbid(&mut anchors);
        anchors
    }

    /// Forbids in a set of anchors what the list forbids, whoever else trusts it: intermediates, and roots as links of a path.
    pub fn forbid(&self, anchors: &mut Anchors) {
        let title: Arc<str> = Arc::from(self.title());
        self.roots.iter().flat_map(|root| root.forbidden(&title)).for_each(|entry| anchors.forbid(entry));
    }
}
