//! What signing costs a sender, by the sender's own prices: one certificate for each sending address serves a whole mailing, whatever the
//! number of recipients. No price stands here; what is not given is not counted. Amounts are whole units of the sender's currency.

/// What a sender gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prices {
    /// Addresses that mail is sent from.
    pub addresses: u64,
    /// One certificate for its whole validity.
    pub certificate: u64,
    /// Its validity in months.
    pub months: u64,
    /// What a renewal costs in work.
    pub renewal: u64,
    /// What is paid each year whatever the number of certificates.
    pub yearly: u64,
    /// What is paid once.
    pub once: u64,
    /// Mails in a year, if they are counted.
    pub mails: Option<u64>,
    /// Years that are looked at.
    pub years: u64,
}

/// One line of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it is, as an id that words belong to.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// The price of each.
    pub each: u64,
    /// The product.
    pub sum: u64,
}

/// The sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What was given.
    pub prices: Prices,
    /// The lines, without those that are nothing.
    pub lines: Vec<Line>,
    /// All together.
    pub total: u64,
    /// Certificates that each address needs in that time.
    pub issues: u64,
    /// Per thousand mails, if mails are counted: rounded up.
    pub per_thousand: Option<u64>,
}

/// What cannot be reckoned with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Nothing to reckon.
    #[error("{0} is 0: give a number of 1 or more")]
    Nothing(&'static str),
    /// Larger than any budget.
    #[error("the numbers are too large to be reckoned with")]
    TooLarge,
}

/// The sheet of these prices.
///
/// # Errors
/// A number that something is divided by is 0, or the sum leaves what numbers can hold.
pub fn sheet(prices: Prices) -> Result<Sheet, Wrong> {
    for (name, value) in [("addresses", prices.addresses), ("months", prices.months), ("years", prices.years)] {
        if value == 0 {
            return Err(Wrong::Nothing(name));
        }
    }
    let months = prices.years.checked_mul(12).ok_or(Wrong::TooLarge)?;
    let issues = months.div_ceil(prices.months);
    let certificates = prices.addresses.checked_mul(issues).ok_or(Wrong::TooLarge)?;
    let all = [
        ("certificates", certificates, prices.certificate),
        ("renewals", prices.addresses.checked_mul(issues.saturating_sub(1)).ok_or(Wrong::TooLarge)?, prices.renewal),
        ("yearly", prices.years, prices.yearly),
        ("once", 1, prices.once),
    ];
    let (mut lines, mut total) = (Vec::new(), 0_u64);
    for (what, count, each) in all {
        let sum = count.checked_mul(each).ok_or(Wrong::TooLarge)?;
        total = total.checked_add(sum).ok_or(Wrong::TooLarge)?;
        if count > 0 && (each > 0 || what == "certificates") {
            lines.push(Line { what, count, each, sum });
        }
    }
    let mails = prices.mails.filter(|mails| *mails > 0).map(|mails| mails.checked_mul(prices.years).ok_or(Wrong::TooLarge)).transpose()?;
    let per_thousand = mails.map(|mails| total.checked_mul(1000).ok_or(Wrong::TooLarge).map(|total| total.div_ceil(mails))).transpose()?;
    Ok(Sheet { prices, lines, total, issues, per_thousand })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn one_certificate_serves_a_whole_mailing() {
        let prices =
            Prices { addresses: 3, certificate: 20_000, months: 24, renewal: 5_000, years: 5, mails: Some(1_000_000), ..Prices::default() };
        let sheet = sheet(prices).unwrap();
        // 60 months need three certificates of 24 months for each address: two of them are renewals
        assert_eq!((sheet.issues, sheet.total), (3, 9 * 20_000 + 6 * 5_000));
        assert_eq!(sheet.per_thousand, Some(42));
        assert_eq!(sheet.lines.iter().map(|line| line.what).collect::<Vec<_>>(), ["certificates", "renewals"]);
        let ten_times = super::sheet(Prices { mails: Some(10_000_000), ..prices }).unwrap();
        assert_eq!(ten_times.total, sheet.total, "recipients cost nothing");
    }

    #[test]
    fn what_cannot_be_reckoned_is_refused() {
        let prices = Prices { addresses: 1, months: 12, years: 1, ..Prices::default() };
        assert_eq!(sheet(prices).unwrap().total, 0);
        assert_eq!(sheet(Prices { months: 0, ..prices }), Err(Wrong::Nothing("months")));
        assert_eq!(sheet(Prices { addresses: u64::MAX, certificate: 2, ..prices }), Err(Wrong::TooLarge));
        assert_eq!(sheet(Prices { mails: Some(u64::MAX), years: 2, ..prices }), Err(Wrong::TooLarge));
    }
}
