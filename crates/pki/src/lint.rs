//! Certificate lint: does a certificate keep the rules of its own kind? CA/Browser Forum S/MIME Baseline Requirements 1.0.16
//! and RFC 5280 with its companions. A panel of its own: nothing here is looked at when a signature or a path is judged.

mod access;
mod addresses;
mod attribute;
mod basics;
mod countries;
mod distinguished;
mod encoding;
mod identifiers;
mod key_usage;
mod keys;
mod lei;
mod linted;
mod organization;
mod policies;
mod profile;
mod qualifier;
mod raw;
mod report;
mod rule;
mod statements;
mod subject;
mod usage;
mod validity;

pub use profile::Profile;
pub use report::{LintFinding, LintReport, Outcome, Terms, lint, lint_as, lint_unsigned, rules};
pub use rule::{LintGroup, LintRule, LintSeverity};
