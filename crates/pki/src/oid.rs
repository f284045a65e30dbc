//! Object identifiers by their names in RFC 5280, RFC 9598 and the S/MIME Baseline Requirements.

use const_oid::ObjectIdentifier;

pub(crate) const EKU_EMAIL_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
