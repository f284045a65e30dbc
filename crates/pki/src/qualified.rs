//! Two extensions that say something about a key or its owner and decide no path: qualified certificate statements
//! (RFC 3739 3.2.6, ETSI EN 319 412-5) and the private key usage period (RFC 3280 4.2.1.4, which RFC 5280 left out).

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag, der};

use crate::time::UnixTime;

/// One statement of the extension qcStatements.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QcStatement {
    /// Which statement.
    pub statement: ObjectIdentifier,
    /// What it says, as DER, if it says more than its number.
    pub info: Option<Vec<u8>>,
}

/// When the private key signs: the certificate may be valid for longer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PrivateKeyUsagePeriod {
    /// From here on.
    pub not_before: Option<UnixTime>,
    /// Until here.
    pub not_after: Option<UnixTime>,
}

/// Statements by their names in the standards.
const NAMES: &[(&str, ObjectIdentifier)] = &[
    ("qcs-pkixQCSyntax-v1", ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.11.1")),
    ("qcs-pkixQCSyntax-v2", ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.11.2")),
    ("QcCompliance", ObjectIdentifier::new_unwrap("0.4.0.1862.1.1")),
    ("QcLimitValue", ObjectIdentifier::new_unwrap("0.4.0.1862.1.2")),
    ("QcRetentionPeriod", ObjectIdentifier::new_unwrap("0.4.0.1862.1.3")),
    ("QcSSCD", ObjectIdentifier::new_unwrap("0.4.0.1862.1.4")),
    ("QcPDS", ObjectIdentifier::new_unwrap("0.4.0.1862.1.5")),
    ("QcType", ObjectIdentifier::new_unwrap("0.4.0.1862.1.6")),
    ("QcCClegislation", ObjectIdentifier::new_unwrap("0.4.0.1862.1.7")),
];

impl QcStatement {
    /// Its name, if it has one here.
    pub fn name(&self) -> Option<&'static str> {
        NAMES.iter().find(|(_, known)| *known == self.statement).map(|(name, _)| *name)
    }

    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Error> {
        let mut inner = cursor.sequence()?;
        let statement = inner.oid()?;
        let info = if inner.is_empty() { None } else { Some(inner.any()?.raw().to_vec()) };
        inner.finish()?;
        Ok(Self { statement, info })
    }
}

impl PrivateKeyUsagePeriod {
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Error> {
        let mut inner = cursor.sequence()?;
        let mut moment = |number| match inner.optional(Tag::context(number))? {
            Some(element) => {
                // an implicit tag stands where that of GeneralizedTime would
                let time = der::element(Tag::GENERALIZED_TIME, false, &[element.primitive()?]);
                Cursor::new(&time).any()?.time().map(|seconds| Some(UnixTime(seconds)))
            }
            None => Ok(None),
        };
        let period = Self { not_before: moment(0)?, not_after: moment(1)? };
        inner.finish()?;
        Ok(period)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn statements_by_name() {
        let statement = |oid: &str, info: &[u8]| der::sequence(&[&der::oid(&ObjectIdentifier::new(oid).unwrap()), info]);
        let bytes = statement("0.4.0.1862.1.1", &[]);
        let read = QcStatement::read(&mut Cursor::new(&bytes)).unwrap();
        assert_eq!((read.name(), read.info), (Some("QcCompliance"), None));
        let bytes = statement("1.2.3", &der::null());
        let read = QcStatement::read(&mut Cursor::new(&bytes)).unwrap();
        assert_eq!((read.name(), read.info), (None, Some(der::null())));
        assert!(QcStatement::read(&mut Cursor::new(&der::sequence(&[]))).is_err());
    }

    #[test]
    fn periods() {
        let period = |parts: &[&[u8]]| PrivateKeyUsagePeriod::read(&mut Cursor::new(&der::sequence(parts)));
        let (from, until) = (der::context_primitive(0, b"20160120000000Z"), der::context_primitive(1, b"20170120000000Z"));
        let both = period(&[&from, &until]).unwrap();
        assert_eq!(both.not_before, Some(UnixTime(1_453_248_000)));
        assert_eq!(both.not_after.unwrap().to_string(), "2017-01-20T00:00:00Z");
        assert_eq!(period(&[&until]).unwrap().not_before, None);
        assert!(period(&[&until, &from]).is_err());
        assert!(period(&[&der::context_primitive(0, b"2016")]).is_err());
    }
}
