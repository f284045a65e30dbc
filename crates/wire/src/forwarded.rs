//! XCLIENT and XFORWARD (Postfix's extensions): what a trusted peer says about the client before it. Parsing only;
//! who may say it is the owner's decision ([`crate::server::Peer`]).

use std::net::IpAddr;

/// One attribute: known, said to be unavailable, or said to be unavailable for the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute<T> {
    /// The value.
    Known(T),
    /// `[UNAVAILABLE]`
    Unavailable,
    /// `[TEMPUNAVAIL]`
    TemporarilyUnavailable,
}

/// Attributes of XCLIENT or XFORWARD; `None`: not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// NAME=
    pub name: Option<Attribute<String>>,
    /// ADDR=
    pub addr: Option<Attribute<IpAddr>>,
    /// PORT=
    pub port: Option<Attribute<u16>>,
    /// PROTO=
    pub proto: Option<Attribute<String>>,
    /// HELO=
    pub helo: Option<Attribute<String>>,
    /// LOGIN= (XCLIENT)
    pub login: Option<Attribute<String>>,
    /// IDENT= (XFORWARD)
    pub ident: Option<Attribute<String>>,
    /// SOURCE= (XFORWARD)
    pub source: Option<Attribute<String>>,
    /// DESTADDR= (XCLIENT)
    pub destaddr: Option<Attribute<IpAddr>>,
    /// DESTPORT= (XCLIENT)
    pub destport: Option<Attribute<u16>>,
}
