//! A bag of certificates that came with a leaf: put in order, cross-root certificates told from the path, what is missing named.

use kakitome_pki::{Certificate, Missing, order_chain};
use kakitome_store::{NewLink, Role};

use super::record;

/// What belongs to a leaf.
pub(super) struct Bundle {
    /// Above the leaf, in order; a root last if it was in the bag.
    pub(super) path: Vec<Certificate>,
    /// Cross-root certificates: another way up for a name and key that the path has too.
    pub(super) crossed: Vec<Certificate>,
    /// In the bag, and of no use here.
    pub(super) unused: Vec<Certificate>,
    /// What is not in the bag; none: the path ends in a root.
    pub(super) missing: Option<Missing>,
}

impl Bundle {
    pub(super) fn order(leaf: &Certificate, bag: &[Certificate]) -> Self {
        // The plain way up first: without the cross-root certificates it ends in the root that they stand in for.
        let (crosses, plain): (Vec<_>, Vec<_>) = bag.iter().cloned().partition(|one| stands_in(one, bag));
        let ordered = order_chain(leaf, &plain);
        let path: Vec<_> = ordered.chain.into_iter().skip(1).collect();
        let (crossed, strange): (Vec<_>, Vec<_>) =
            crosses.into_iter().partition(|cross| path.iter().any(|member| same_owner(member, cross)));
        let mut unused = ordered.unused;
        unused.extend(strange);
        unused.retain(|one| one != leaf);
        Self { path, crossed, unused, missing: ordered.missing }
    }

    /// The issuer of the leaf is not in the bag: no mail program could check the signature.
    pub(super) fn lacks_issuer(&self, leaf: &Certificate) -> bool {
        self.path.is_empty() && !is_root(leaf)
    }

    /// The rows of the chain: what goes into mails, cross-root certificates only if asked, never a root.
    pub(super) fn links(&self, send_crossed: bool) -> Vec<NewLink> {
        let path = self.path.iter().map(|one| {
            let root = is_root(one);
            let role = if root { Role::Root } else { Role::Intermediate };
            NewLink { certificate: record::certificate(one, role), crossed: false, sent: !root }
        });
        let crossed = self.crossed.iter().map(|one| NewLink {
            certificate: record::certificate(one, Role::Intermediate),
            crossed: true,
            sent: send_crossed,
        });
        path.chain(crossed).collect()
    }
}

/// A cross-root certificate: the bag has a root with the same name and key.
fn stands_in(one: &Certificate, bag: &[Certificate]) -> bool {
    !is_root(one) && bag.iter().any(|other| is_root(other) && same_owner(one, other))
}

fn same_owner(one: &Certificate, other: &Certificate) -> bool {
    one.subject() == other.subject() && one.spki() == other.spki()
}

fn is_root(one: &Certificate) -> bool {
    one.is_self_issued()
}
