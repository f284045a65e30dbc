//! Who checked the name in a certificate: policy OIDs of the CA/Browser Forum S/MIME Baseline Requirements 7.1.6.1.

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

/// Reads the identity from a leaf's policies; two that contradict each other are unknown. It is what the CA claims:
/// believe it only beside an accepted path.
pub fn identity(leaf: &Certificate) -> (Identity, Option<Generation>) {
    let policies = leaf.extensions().policies.iter().flatten();
    let mut found = policies.filter_map(|information| read(information.policy));
    match found.next() {
        Some(first) if found.all(|other| other == first) => (first.0, Some(first.1)),
        _ => (Identity::Unknown, None),
    }
}

fn read(policy: ObjectIdentifier) -> Option<(Identity, Generation)> {
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
        let read = |dotted| read(ObjectIdentifier::new_unwrap(dotted));
        assert_eq!(read("2.23.140.1.5.1.3"), Some((Identity::Mailbox, Generation::Strict)));
        assert_eq!(read("2.23.140.1.5.2.2"), Some((Identity::Organization, Generation::Multipurpose)));
        assert_eq!(read("2.23.140.1.5.3.1"), Some((Identity::Sponsor, Generation::Legacy)));
        assert_eq!(read("2.23.140.1.5.4.1"), Some((Identity::Individual, Generation::Legacy)));
        for other in ["2.23.140.1.5.5.1", "2.23.140.1.5.1.4", "2.23.140.1.5.1", "2.23.140.1.5.1.1.1", "2.23.140.1.2.1"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
