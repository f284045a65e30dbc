//! GeneralName (RFC 5280 4.2.1.6), each form with the bytes that a comparison needs.

use const_oid::ObjectIdentifier;

use crate::name::Name;

/// One general name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum GeneralName {
    /// otherName: its type and its value (DER, without the [0]).
    Other {
        /// Type of the name.
        form: ObjectIdentifier,
        /// Value as DER.
        value: Vec<u8>,
    },
    /// rfc822Name, the octets as they stand (not yet known to be an address).
    Rfc822(Vec<u8>),
    /// dNSName.
    Dns(Vec<u8>),
    /// x400Address, not read.
    X400,
    /// directoryName.
    Directory(Name),
    /// ediPartyName, not read.
    Edi,
    /// uniformResourceIdentifier.
    Uri(Vec<u8>),
    /// iPAddress, the octets.
    Ip(Vec<u8>),
    /// registeredID.
    Registered(ObjectIdentifier),
}
