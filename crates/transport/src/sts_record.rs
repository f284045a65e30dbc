//! The TXT record that says "I have a policy, and this is its number" (RFC 8461 3.1).

use crate::fields::{RecordFault, fields, only};

/// A domain has a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StsRecord {
    /// Differs whenever the policy does.
    pub id: String,
}

/// Longest number (the same).
const LONGEST_ID: usize = 32;

/// The record among the texts at `_mta-sts.DOMAIN`; `Ok(None)`: there is none. A fault counts as none where mail is sent.
///
/// # Errors
/// Several records, or one that does not follow the grammar.
pub fn read_sts_records(texts: &[Vec<u8>]) -> Result<Option<StsRecord>, RecordFault> {
    let Some(record) = only(texts, "v=STSv1")? else { return Ok(None) };
    let fields = fields(record)?;
    let mut ids = fields.iter().filter(|(name, _)| *name == "id").map(|(_, id)| *id);
    let id = ids.next().ok_or(RecordFault::Syntax { why: "there is no id" })?;
    if id.len() > LONGEST_ID || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(RecordFault::Syntax { why: "the id is not of 1 to 32 letters and digits" });
    }
    Ok(Some(StsRecord { id: id.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Result<Option<String>, RecordFault> {
        let texts: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        read_sts_records(&texts).map(|found| found.map(|record| record.id))
    }

    #[test]
    fn records_are_read_as_the_grammar_says() {
        for text in ["v=STSv1; id=20160831085700Z;", "v=STSv1;id=20160831085700Z", "v=STSv1 ; x=y; id=20160831085700Z ;"] {
            assert_eq!(read(&["google-site-verification=x", text]), Ok(Some("20160831085700Z".to_owned())), "{text}");
        }
        for none in [&[][..], &["v=spf1 -all"], &["V=STSV1; id=1"], &["v=STSv10; id=1"]] {
            assert_eq!(read(none), Ok(None), "{none:?}");
        }
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(read(&["v=STSv1; id=1", "v=STSv1; id=2"]), Err(RecordFault::Many { count: 2 }));
        for text in [
            "v=STSv1",
            "v=STSv1;",
            "v=STSv1; id=",
            "v=STSv1; id=2026-11-22",
            "v=STSv1; id",
            "v=STSv1; id=123456789012345678901234567890123",
        ] {
            assert!(matches!(read(&[text]), Err(RecordFault::Syntax { .. })), "{text}");
        }
        assert!(matches!(read_sts_records(&[b"v=STSv1; id=\xff".to_vec()]), Err(RecordFault::Syntax { .. })));
    }
}
