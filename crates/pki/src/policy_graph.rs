//! Certificate policies (RFC 5280 6.1.2 to 6.1.5) with the graph of RFC 9618 in place of the tree: a policy stands once
//! in a level, so that the work grows with the size of the certificates and not with the number of ways through them (C05).

use std::collections::HashMap;

use const_oid::ObjectIdentifier;

use crate::certificate::Certificate;
use crate::finding::Finding;
use crate::oid;
use crate::policy::Policy;

/// Most policies in one level, and in one certificate. Real ones have fewer than ten; the bound keeps a hostile path cheap.
const LEVEL: usize = 512;

/// One policy in a level.
#[derive(Default)]
struct Node {
    /// Policies of the level above that led here; none: it was reached by anyPolicy.
    parents: Vec<ObjectIdentifier>,
    /// The CA maps it to others.
    mapped: bool,
}

/// What is acceptable at one depth.
#[derive(Default)]
struct Level {
    nodes: HashMap<ObjectIdentifier, Node>,
    any: bool,
}

impl Level {
    fn is_empty(&self) -> bool {
        !self.any && self.nodes.is_empty()
    }
}

/// Counters of RFC 5280 6.1.2(d) to (f).
struct Counters {
    explicit: u64,
    mapping: u64,
    inhibit_any: u64,
}

/// Processes the certificates of a path, the one below the anchor first, the leaf last.
pub(crate) fn check(links: &[&Certificate], policy: &Policy) -> Option<Finding> {
    if links.iter().any(|certificate| is_too_much(certificate)) {
        return Some(Finding::PolicyNotProcessed);
    }
    let length = u64::try_from(links.len()).unwrap_or(u64::MAX).saturating_add(1);
    let start = |now: bool| if now { 0 } else { length };
    let mut counters = Counters {
        explicit: start(policy.require_explicit_policy),
        mapping: start(policy.inhibit_policy_mapping),
        inhibit_any: start(policy.inhibit_any_policy),
    };
    let mut levels: Vec<Level> = Vec::new();
    let mut level = Level { nodes: HashMap::new(), any: true };
    let (leaf, cas) = links.split_last()?;
    for ca in cas {
        let any_allowed = counters.inhibit_any > 0 || ca.is_self_issued();
        take_policies(ca, &mut level, any_allowed);
        let next = match take_mappings(ca, &mut level, counters.mapping > 0) {
            Ok(next) => next,
            Err(finding) => return Some(finding),
        };
        if level.nodes.len() > LEVEL || next.nodes.len() > LEVEL {
            return Some(Finding::PolicyNotProcessed);
        }
        levels.push(level);
        level = next;
        counters.next(ca);
    }
    take_policies(leaf, &mut level, counters.inhibit_any > 0);
    if level.nodes.len() > LEVEL {
        return Some(Finding::PolicyNotProcessed);
    }
    levels.push(level);
    // 6.1.5(a) and (b)
    let explicit = counters.explicit.saturating_sub(1);
    let demanded = leaf.extensions().policy_constraints.and_then(|constraints| constraints.require_explicit_policy) == Some(0);
    ((explicit == 0 || demanded) && !is_acceptable(&levels, &policy.initial_policies)).then_some(Finding::PolicyRequired)
}

fn is_too_much(certificate: &Certificate) -> bool {
    let extensions = certificate.extensions();
    let (policies, mappings) = (extensions.policies.as_ref().map_or(0, Vec::len), extensions.policy_mappings.as_ref().map_or(0, Vec::len));
    policies > LEVEL || mappings > LEVEL
}

impl Counters {
    /// 6.1.4(h) to (j).
    fn next(&mut self, ca: &Certificate) {
        let extensions = ca.extensions();
        if !ca.is_self_issued() {
            self.explicit = self.explicit.saturating_sub(1);
            self.mapping = self.mapping.saturating_sub(1);
            self.inhibit_any = self.inhibit_any.saturating_sub(1);
        }
        let lower = |counter: &mut u64, value: Option<u64>| *counter = value.map_or(*counter, |value| value.min(*counter));
        let constraints = extensions.policy_constraints;
        lower(&mut self.explicit, constraints.and_then(|c| c.require_explicit_policy));
        lower(&mut self.mapping, constraints.and_then(|c| c.inhibit_policy_mapping));
        lower(&mut self.inhibit_any, extensions.inhibit_any_policy);
    }
}

/// 6.1.3(d) and (e): keeps of the expected policies what the certificate has, and adds what anyPolicy lets through.
fn take_policies(certificate: &Certificate, level: &mut Level, any_allowed: bool) {
    let Some(policies) = &certificate.extensions().policies else {
        *level = Level::default();
        return;
    };
    let any_here = any_allowed && policies.iter().any(|information| information.policy == oid::ANY_POLICY);
    let any_before = level.any;
    if !any_here {
        let named: std::collections::HashSet<_> = policies.iter().map(|information| information.policy).collect();
        level.nodes.retain(|policy, _| named.contains(policy));
        level.any = false;
    }
    if any_before {
        for information in policies.iter().filter(|information| information.policy != oid::ANY_POLICY) {
            level.nodes.entry(information.policy).or_default();
        }
    }
}

/// 6.1.4(a) and (b): the policies to be expected one level below.
fn take_mappings(ca: &Certificate, level: &mut Level, allowed: bool) -> Result<Level, Finding> {
    let mut next = Level { nodes: HashMap::new(), any: level.any };
    for mapping in ca.extensions().policy_mappings.iter().flatten() {
        if mapping.issuer == oid::ANY_POLICY || mapping.subject == oid::ANY_POLICY {
            return Err(Finding::PolicyMappingAny);
        }
        if !allowed {
            level.nodes.remove(&mapping.issuer);
            continue;
        }
        if level.any {
            level.nodes.entry(mapping.issuer).or_default();
        }
        if let Some(node) = level.nodes.get_mut(&mapping.issuer) {
            node.mapped = true;
            next.nodes.entry(mapping.subject).or_default().parents.push(mapping.issuer);
        }
    }
    for (policy, _) in level.nodes.iter().filter(|(_, node)| !node.mapped) {
        next.nodes.entry(*policy).or_default().parents.push(*policy);
    }
    Ok(next)
}

/// 6.1.5(g): is a policy of the user's left? Walks from the leaf's level up to where anyPolicy let a policy in.
fn is_acceptable(levels: &[Level], wanted: &[ObjectIdentifier]) -> bool {
    let Some(last) = levels.last() else { return false };
    if last.is_empty() {
        return false;
    }
    if last.any || wanted.is_empty() || wanted.contains(&oid::ANY_POLICY) {
        return true;
    }
    let mut reached: Vec<ObjectIdentifier> = last.nodes.keys().copied().collect();
    for level in levels.iter().rev() {
        let mut above = std::collections::HashSet::new();
        for policy in &reached {
            let Some(node) = level.nodes.get(policy) else { continue };
            if node.parents.is_empty() {
                if wanted.contains(policy) {
                    return true;
                }
            } else {
                above.extend(node.parents.iter().copied());
            }
        }
        reached = above.into_iter().collect();
    }
    false
}
