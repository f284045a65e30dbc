//! One mail, or one identity's specimen, against every profile.

use std::path::Path;

use kakitome_clients::preflight::{Point, preflight as points_of};
use kakitome_clients::{Mail, predict, shipped_observations};
use kakitome_pki::Certificate;

use super::specimen;
use crate::context::Context;
use crate::explain;
use crate::failure::{Failure, failed};
use crate::input::Input;
use crate::observe;

/// What was found.
pub(super) struct Found {
    pub(super) points: Vec<Point>,
    /// It could be read as a mail.
    pub(super) is_mail: bool,
}

/// Looks at a mail that is at hand, or at that of the arguments.
pub(super) fn at(mail: Option<Input>, asked: &explain::Args, home: Option<&Path>, context: Context) -> Result<Found, Failure> {
    let seen = explain::Seen::of_mail(mail, asked, context)?;
    let shipped = shipped_observations().map_err(|error| failed("explain-data", &error))?;
    let observations = [shipped, observe::kept(home)?].concat();
    let report = &seen.looked.report;
    let shown = predict(Mail { report, recipients: &seen.recipients }, &seen.stores, &observations);
    let points = seen.message.as_ref().map(|message| points_of(report, &shown, &message.root, &seen.stores));
    Ok(Found { is_mail: points.is_some(), points: points.unwrap_or_default() })
}

/// Looks at a specimen of an identity; its certificate.
pub(super) fn at_identity(
    address: &str,
    asked: &explain::Args,
    home: Option<&Path>,
    context: Context,
) -> Result<(Found, Certificate), Failure> {
    let (mail, certificate) = specimen::signed(address, false, home, context)?;
    Ok((at(Some(mail), asked, home, context)?, certificate))
}
