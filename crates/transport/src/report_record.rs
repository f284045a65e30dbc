//! Where a domain wants reports on failed TLS (RFC 8460 3).

use crate::fields::{RecordFault, fields, only};

/// Where reports go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRecord {
    /// At least one.
    pub targets: Vec<ReportTarget>,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportTarget {
    /// By mail to this address.
    Mail(String),
    /// By HTTPS to this address.
    Web(String),
}

/// The record among the texts at `_smtp._tls.DOMAIN`; `Ok(None)`: there is none.
///
/// # Errors
/// Several records, or one that does not follow the grammar.
pub fn read_report_records(texts: &[Vec<u8>]) -> Result<Option<ReportRecord>, RecordFault> {
    let syntax = |why| RecordFault::Syntax { why };
    let Some(record) = only(texts, "v=TLSRPTv1")? else { return Ok(None) };
    let fields = fields(record)?;
    let (_, rua) = fields.iter().find(|(name, _)| *name == "rua").ok_or_else(|| syntax("there is no rua"))?;
    let mut targets = Vec::new();
    for place in rua.split(',').map(str::trim) {
        let lower = place.to_ascii_lowercase();
        if let Some(address) = lower.starts_with("mailto:").then(|| place.get(7..).unwrap_or_default()) {
            let (local, domain) = address.rsplit_once('@').ok_or_else(|| syntax("a mailto: in rua has no address"))?;
            if local.is_empty() || domain.is_empty() {
                return Err(syntax("a mailto: in rua has no address"));
            }
            targets.push(ReportTarget::Mail(address.to_owned()));
        } else if lower.starts_with("https://") && lower.len() > "https://".len() {
            targets.push(ReportTarget::Web(place.to_owned()));
        } else {
            return Err(syntax("rua holds something else than mailto: and https: addresses"));
        }
    }
    Ok(Some(ReportRecord { targets }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(text: &str) -> Result<Option<ReportRecord>, RecordFault> {
        read_report_records(&[text.as_bytes().to_vec()])
    }

    #[test]
    fn places_are_read() {
        let record = read("v=TLSRPTv1; rua=mailto:tls@example.jp,https://tls.example.jp/v1").unwrap().unwrap();
        let places = [ReportTarget::Mail("tls@example.jp".to_owned()), ReportTarget::Web("https://tls.example.jp/v1".to_owned())];
        assert_eq!(record.targets, places);
        assert_eq!(read("v=spf1"), Ok(None));
        for text in
            ["v=TLSRPTv1", "v=TLSRPTv1; rua=", "v=TLSRPTv1; rua=tls@example.jp", "v=TLSRPTv1; rua=http://x", "v=TLSRPTv1; rua=mailto:"]
        {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read_report_records(&vec![b"v=TLSRPTv1; rua=mailto:a@b".to_vec(); 2]).is_err());
    }
}
