//! The records that mail needs, as values of our own: nobody above names the library (RFC 1035 3.3, 2782, 6698, 8162).

use std::net::IpAddr;

use hickory_resolver::proto::rr::RData;
use hickory_resolver::proto::rr::rdata::{SMIMEA, TLSA};

use crate::name::DomainName;

/// A mail server of a domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mx {
    /// Lower is tried first.
    pub preference: u16,
    /// Its name; the root: this domain takes no mail (RFC 7505).
    pub host: DomainName,
}

/// Where a service is (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Srv {
    /// Lower is tried first.
    pub priority: u16,
    /// Among equals, how often.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host; the root: there is no such service.
    pub host: DomainName,
}

/// What a certificate must be (RFC 6698 2.1). SMIMEA has the same form (RFC 8162 2).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tlsa {
    /// 0 to 3: PKIX-TA, PKIX-EE, DANE-TA, DANE-EE.
    pub usage: u8,
    /// 0 the certificate, 1 its public key.
    pub selector: u8,
    /// 0 the whole, 1 SHA-256, 2 SHA-512.
    pub matching: u8,
    /// What is compared.
    pub data: Vec<u8>,
}

impl Tlsa {
    fn of(record: &TLSA) -> Self {
        Self {
            usage: record.cert_usage.into(),
            selector: record.selector.into(),
            matching: record.matching.into(),
            data: record.cert_data.clone(),
        }
    }
}

/// A kind of record that can be read out of an answer.
pub(crate) trait Readable: Sized {
    /// `None`: of another kind.
    fn read(data: &RData) -> Option<Self>;
}

impl Readable for Mx {
    fn read(data: &RData) -> Option<Self> {
        let RData::MX(mx) = data else { return None };
        Some(Self { preference: mx.preference, host: DomainName::of(&mx.exchange) })
    }
}

impl Readable for Srv {
    fn read(data: &RData) -> Option<Self> {
        let RData::SRV(srv) = data else { return None };
        Some(Self { priority: srv.priority, weight: srv.weight, port: srv.port, host: DomainName::of(&srv.target) })
    }
}

impl Readable for IpAddr {
    fn read(data: &RData) -> Option<Self> {
        match data {
            RData::A(address) => Some(Self::V4(address.0)),
            RData::AAAA(address) => Some(Self::V6(address.0)),
            _ => None,
        }
    }
}

/// The strings of a text, put together without anything between them (RFC 7208 3.3; RFC 8461 3.1).
impl Readable for Vec<u8> {
    fn read(data: &RData) -> Option<Self> {
        let RData::TXT(text) = data else { return None };
        Some(text.txt_data.concat())
    }
}

impl Readable for DomainName {
    fn read(data: &RData) -> Option<Self> {
        let RData::CNAME(alias) = data else { return None };
        Some(Self::of(&alias.0))
    }
}

impl Readable for Tlsa {
    fn read(data: &RData) -> Option<Self> {
        match data {
            RData::TLSA(record) | RData::SMIMEA(SMIMEA(record)) => Some(Self::of(record)),
            _ => None,
        }
    }
}
