//! The twelve profiles of the S/MIME Baseline Requirements 7.1.6.1: what was checked, and which generation of the rules.

use const_oid::ObjectIdentifier;

use crate::identity::{Generation, Identity, reserved};

/// A profile of the Baseline Requirements.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Profile {
    /// What the CA checked; never unknown.
    pub identity: Identity,
    /// Which generation of the rules.
    pub generation: Generation,
}

impl Profile {
    /// That of a reserved policy OID.
    pub fn of_policy(policy: ObjectIdentifier) -> Option<Self> {
        reserved(policy).map(|(identity, generation)| Self { identity, generation })
    }

    /// From words such as `mailbox-strict`, `sponsor-multipurpose`.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Identity::Mailbox, Identity::Organization, Identity::Sponsor, Identity::Individual]
            .into_iter()
            .flat_map(|identity| Generation::ALL.map(|generation| Self { identity, generation }));
        all.into_iter().find(|profile| profile.name() == name)
    }

    /// The words: `mailbox-strict`.
    pub fn name(self) -> String {
        format!("{}-{}", self.identity.word(), self.generation.word())
    }

    /// Its reserved policy OID.
    pub fn policy(self) -> Option<ObjectIdentifier> {
        let identity = match self.identity {
            Identity::Mailbox => 1,
            Identity::Organization => 2,
            Identity::Sponsor => 3,
            Identity::Individual => 4,
            Identity::Unknown => return None,
        };
        let generation = match self.generation {
            Generation::Legacy => 1,
            Generation::Multipurpose => 2,
            Generation::Strict => 3,
        };
        ObjectIdentifier::new(&format!("2.23.140.1.5.{identity}.{generation}")).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn names_and_policies_are_one_to_one() {
        for identity in ["mailbox", "organization", "sponsor", "individual"] {
            for generation in ["legacy", "multipurpose", "strict"] {
                let profile = Profile::from_name(&format!("{identity}-{generation}")).unwrap();
                assert_eq!(Profile::of_policy(profile.policy().unwrap()), Some(profile));
            }
        }
        assert_eq!(Profile::from_name("unknown-strict"), None);
        assert_eq!(Profile::from_name(""), None);
    }
}
