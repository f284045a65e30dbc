//! Who checked the name in a certificate: policy OIDs of the CA/Browser Forum S/MIME Baseline Requirements 7.1.6.1, and of
//! older CAs by their own documents. Data; what is done with it is the caller's.

use const_oid::ObjectIdentifier;

use crate::certificate::Certificate;

/// What the CA checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Identity {
    /// Control of the mail address alone.
    Mailbox,
    /// An organisation.
    Organization,
    /// A person of an organisation, vouched for by it.
    Sponsor,
    /// A natural person.
    Individual,
    /// The certificate does not say.
    Unknown,
}

/// Which generation of the profile.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the Baseline Requirements' own words")]
pub enum Generation {
    Legacy,
    Multipurpose,
    Strict,
}

impl Generation {
    /// All three, oldest first.
    pub const ALL: [Self; 3] = [Self::Legacy, Self::Multipurpose, Self::Strict];

    /// The word of the JSON output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Multipurpose => "multipurpose",
            Self::Strict => "strict",
        }
    }
}

impl Identity {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Organization => "organization",
            Self::Sponsor => "sponsor",
            Self::Individual => "individual",
            Self::Unknown => "unknown",
        }
    }
}

/// 2.23.140.1.5: what was checked is the arc below it, the generation the arc below that.
const SMIME_BR: [u32; 5] = [2, 23, 140, 1, 5];

/// Policies of CAs from before the Baseline Requirements (in force since 1 September 2023), and of the ETSI standards: what
/// the policy's own document says is checked. A policy under which one CA checks several things is not here.
const OTHERS: &[(ObjectIdentifier, Identity, &str)] = &[
    (VTN_CLASS_1, Identity::Mailbox, "VeriSign / Symantec Trust Network CP 1.2: Class 1"),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.6449.1.2.1.1.1"),
        Identity::Mailbox,
        "Comodo / Sectigo CPS 1.2: S/MIME certificate, class 1",
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.6449.1.2.1.3.5"),
        Identity::Sponsor,
        "Comodo / Sectigo CPS 1.2: corporate secure e-mail, class 2",
    ),
    (ObjectIdentifier::new_unwrap("2.16.840.1.114412.4.1.1"), Identity::Mailbox, "DigiCert CP 1.2: Level 1 client certificate, personal"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.114412.4.1.2"), Identity::Sponsor, "DigiCert CP 1.2: Level 1 client certificate, enterprise"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.114412.4.2"), Identity::Individual, "DigiCert CP 1.2: Level 2 client certificate"),
    (ObjectIdentifier::new_unwrap("0.4.0.1456.1.1"), Identity::Individual, "ETSI TS 101 456 5.2: QCP public + SSCD"),
    (ObjectIdentifier::new_unwrap("0.4.0.1456.1.2"), Identity::Individual, "ETSI TS 101 456 5.2: QCP public"),
    (ObjectIdentifier::new_unwrap("0.4.0.194112.1.0"), Identity::Individual, "ETSI EN 319 411-2 5.3: QCP-n"),
    (ObjectIdentifier::new_unwrap("0.4.0.194112.1.1"), Identity::Organization, "ETSI EN 319 411-2 5.3: QCP-l"),
    (ObjectIdentifier::new_unwrap("0.4.0.194112.1.2"), Identity::Individual, "ETSI EN 319 411-2 5.3: QCP-n-qscd"),
    (ObjectIdentifier::new_unwrap("0.4.0.194112.1.3"), Identity::Organization, "ETSI EN 319 411-2 5.3: QCP-l-qscd"),
];

const VTN_CLASS_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.113733.1.7.23.1");

/// Reads the identity from a leaf's policies: those of the Baseline Requirements first, then the others that are known.
/// Two of one kind that contradict each other are unknown. It is what the CA claims: believe it only beside an accepted path.
pub fn identity(leaf: &Certificate) -> (Identity, Option<Generation>) {
    let policies = || leaf.extensions().policies.iter().flatten().map(|information| information.policy);
    let mut found = policies().filter_map(reserved);
    if let Some((identity, generation)) = found.next() {
        let agree = found.all(|other| other == (identity, generation));
        return if agree { (identity, Some(generation)) } else { (Identity::Unknown, None) };
    }
    let mut found = policies().filter_map(|policy| other(policy).map(|(identity, _)| identity));
    match found.next() {
        Some(first) if found.all(|other| other == first) => (first, None),
        _ => (Identity::Unknown, None),
    }
}

/// What is known of a policy outside the Baseline Requirements, and where it is written.
fn other(policy: ObjectIdentifier) -> Option<(Identity, &'static str)> {
    OTHERS.iter().find(|(known, _, _)| *known == policy).map(|(_, identity, source)| (*identity, *source))
}

/// What a reserved policy OID of the Baseline Requirements 7.1.6.1 says.
pub(crate) fn reserved(policy: ObjectIdentifier) -> Option<(Identity, Generation)> {
    let arcs: Vec<u32> = policy.arcs().collect();
    let (identity, generation) = match arcs.strip_prefix(&SMIME_BR)? {
        [identity, generation] => (*identity, *generation),
        _ => return None,
    };
    let identity = match identity {
        1 => Identity::Mailbox,
        2 => Identity::Organization,
        3 => Identity::Sponsor,
        4 => Identity::Individual,
        _ => return None,
    };
    let generation = match generation {
        1 => Generation::Legacy,
        2 => Generation::Multipurpose,
        3 => Generation::Strict,
        _ => return None,
    };
    Some((identity, generation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_of_the_baseline_requirements() {
        let read = |dotted| reserved(ObjectIdentifier::new_unwrap(dotted));
        assert_eq!(read("2.23.140.1.5.1.3"), Some((Identity::Mailbox, Generation::Strict)));
        assert_eq!(read("2.23.140.1.5.2.2"), Some((Identity::Organization, Generation::Multipurpose)));
        assert_eq!(read("2.23.140.1.5.3.1"), Some((Identity::Sponsor, Generation::Legacy)));
        assert_eq!(read("2.23.140.1.5.4.1"), Some((Identity::Individual, Generation::Legacy)));
        for other in ["2.23.140.1.5.5.1", "2.23.140.1.5.1.4", "2.23.140.1.5.1", "2.23.140.1.5.1.1.1", "2.23.140.1.2.1"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn each_policy_once_with_its_source() {
        for (at, (policy, identity, source)) in OTHERS.iter().enumerate() {
            assert_eq!(other(*policy), Some((*identity, *source)));
            assert!(OTHERS.iter().skip(at + 1).all(|(later, _, _)| later != policy), "{policy}");
            assert!(reserved(*policy).is_none() && *identity != Identity::Unknown && source.contains(' '), "{policy}");
        }
    }
}
