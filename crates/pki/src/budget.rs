//! What one search may cost. Every number has its source; a search that is cut says so.

/// Counters of one path search, counted down. Give a fresh one to every search, or share one between the signers of
/// a mail.
#[derive(Clone, Debug)]
pub struct Budget {
    /// Signature checks left.
    pub signatures: u32,
    /// Candidate edges that may still be looked at, and paths that may still be judged (large ones cost more).
    pub steps: u32,
    /// Longest path, leaf and anchor counted.
    pub depth: usize,
    /// Paths that are kept with their findings.
    pub paths: usize,
    /// Comparisons of a name with a constraint that are left (large ones cost more).
    pub name_comparisons: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            // rustls-webpki's bound, taken over from Go's answer to CVE-2018-16875
            signatures: 100,
            // rustls-webpki's and mozilla::pkix's bound for path building calls
            steps: 200_000,
            // OpenSSL's default depth is 100, mozilla::pkix stops at 8; real mail chains have at most 6
            depth: 12,
            // own: enough for every real mesh, small enough for a report
            paths: 64,
            // rustls-webpki's bound for name constraint comparisons
            name_comparisons: 250_000,
        }
    }
}

/// Which limit ended a search before every path was tried.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Cut {
    /// No signature checks left.
    Signatures,
    /// No steps left.
    Steps,
    /// A path would have been longer than allowed.
    Depth,
    /// More paths were found than are kept.
    Paths,
    /// No name comparisons left.
    NameComparisons,
}

impl Cut {
    /// A stable word for reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Signatures => "signatures",
            Self::Steps => "steps",
            Self::Depth => "depth",
            Self::Paths => "paths",
            Self::NameComparisons => "name-comparisons",
        }
    }
}

impl Budget {
    pub(crate) fn take_signature(&mut self) -> Result<(), Cut> {
        take(&mut self.signatures, 1, Cut::Signatures)
    }

    pub(crate) fn take_step(&mut self) -> Result<(), Cut> {
        take(&mut self.steps, 1, Cut::Steps)
    }

    /// The judging of a path whose certificates have so many octets.
    pub(crate) fn take_judgement(&mut self, octets: usize) -> Result<(), Cut> {
        take(&mut self.steps, weight(octets, JUDGED), Cut::Steps)
    }

    /// Comparing a name with a constraint, of so many octets together.
    pub(crate) fn take_name_comparison(&mut self, octets: usize) -> Result<(), Cut> {
        take(&mut self.name_comparisons, weight(octets, COMPARED), Cut::NameComparisons)
    }
}

/// Octets of certificates that are judged for one step: real paths of 5 KB cost some twenty, and a path of certificates of
/// 4 MB is not judged a hundred times.
const JUDGED: usize = 256;

/// Octets of names that are compared for the price of one comparison: most addresses have fewer.
const COMPARED: usize = 32;

/// One, and one more for every so many octets.
fn weight(octets: usize, each: usize) -> u32 {
    u32::try_from(octets / each).unwrap_or(u32::MAX).saturating_add(1)
}

fn take(counter: &mut u32, count: u32, cut: Cut) -> Result<(), Cut> {
    *counter = counter.checked_sub(count).ok_or(cut)?;
    Ok(())
}
