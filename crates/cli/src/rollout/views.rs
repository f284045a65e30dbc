//! What programs show of an identity's mail: a specimen in each form that its mail has, signed with its key and judged; nothing is sent.

use std::path::Path;

use kakitome_clients::{Mail, Shown, predict, shipped_observations};
use kakitome_explain::rollout::{Identity, Report, View};

use crate::context::Context;
use crate::explain;
use crate::failure::{Failure, failed};
use crate::observe;
use crate::preflight::specimen;
use crate::verify::By;

/// Identities with the most mails; each specimen costs a signature.
const MOST: usize = 10;
/// Domains that stand for the recipients.
const DOMAINS: usize = 20;

/// Adds them to the report.
pub(super) fn add(report: &mut Report, home: Option<&Path>, context: Context) -> Result<(), Failure> {
    let mut domains: Vec<&(String, u64)> = report.classes.iter().flat_map(|class| &class.domains).collect();
    domains.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let recipients: Vec<String> = domains.iter().take(DOMAINS).map(|(domain, _)| format!("somebody@{domain}")).collect();
    for identity in report.identities.iter_mut().take(MOST) {
        for opaque in forms(identity) {
            let shown = view(&identity.address, opaque, &recipients, home, context);
            identity.views.push(View { opaque, shown: shown.map_err(|failure| failure.line(context)) });
        }
    }
    Ok(())
}

/// Which forms its mail has.
fn forms(identity: &Identity) -> Vec<bool> {
    let clear = identity.signed + identity.would + identity.outside > identity.opaque;
    [(false, clear), (true, identity.opaque > 0)].into_iter().filter(|(_, has)| *has).map(|(opaque, _)| opaque).collect()
}

fn view(address: &str, opaque: bool, recipients: &[String], home: Option<&Path>, context: Context) -> Result<Vec<Shown>, Failure> {
    let (mail, _) = specimen::signed(address, opaque, home, context)?;
    let by = By { home: home.map(Path::to_owned), ..By::default() };
    let asked = explain::Args { by, to: recipients.to_vec(), ..explain::Args::default() };
    let seen = explain::Seen::of_mail(Some(mail), &asked, context)?;
    let shipped = shipped_observations().map_err(|error| failed("explain-data", &error))?;
    let observations = [shipped, observe::kept(home)?].concat();
    Ok(predict(Mail { report: &seen.looked.report, recipients }, &seen.stores, &observations))
}
