//! The lists by which each program's roots are known: those that come along, newer ones that are kept in the home, and those that
//! were named with --trust, the last one for each kind.

use kakitome_clients::Stores;
use kakitome_pki::{Certificate, UnixTime};
use kakitome_roots::mozilla;

use super::args::Args;
use crate::failure::{Failure, failed};
use crate::trust::store::shelf;
use crate::verify::Looked;

/// Names under which lists are kept that a mail program judges by; what takes away comes after what it takes from.
const KEPT: [&str; 4] = ["mozilla", "apple", "microsoft", "microsoft-disallowed"];

pub(super) fn stores(args: &Args, looked: &Looked) -> Result<Stores, Failure> {
    let mut stores = at_home(args.by.home.as_deref(), args.by.at.unwrap_or_else(UnixTime::now))?;
    for list in looked.lists() {
        stores = stores.with(list.clone());
    }
    Ok(stores)
}

/// What is at hand without being named.
pub(crate) fn at_home(home: Option<&std::path::Path>, at: UnixTime) -> Result<Stores, Failure> {
    let broken = |error: &dyn std::error::Error| failed("explain-data", error);
    let mut stores = Stores::shipped().map_err(|error| broken(&error))?;
    let shipped = mozilla().map_err(|error| broken(&error))?;
    let known: Vec<Certificate> = shipped.roots().iter().filter_map(|root| root.certificate.clone()).collect();
    // whoever has no home has no kept lists
    let Ok(shelf) = shelf(home) else { return Ok(stores) };
    for name in KEPT {
        let kept = shelf.at(name, at).map_err(|error| failed("trust-unreadable", &error).with("store", name))?;
        if let Some(mut list) = kept {
            list.resolve(&known);
            stores = stores.with(list);
        }
    }
    Ok(stores)
}
