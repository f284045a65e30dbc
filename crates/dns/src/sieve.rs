//! From what the library returns to [`Found`] or [`Error`]: aliases followed by our own eyes, the weakest proof counted, and
//! "there is none" kept apart from "nobody knows" (RFC 2308, 4035 4.3; attack row R23).

use std::time::Duration;

use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::dnssec;
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, Record, RecordType};

use crate::answer::{Absence, Answer, Found, Missing};
use crate::error::Error;
use crate::limits::Limits;
use crate::name::DomainName;
use crate::proof::Proof;
use crate::record::Readable;

/// Aliases in a row; the library follows eight.
const ALIASES: usize = 16;

/// What was asked, and by which rules the answer is read.
pub(crate) struct Asked<'a> {
    pub(crate) name: &'a DomainName,
    pub(crate) kind: RecordType,
    pub(crate) word: &'static str,
    pub(crate) checked: bool,
    pub(crate) limits: &'a Limits,
}

impl Asked<'_> {
    pub(crate) fn read<T: Readable>(&self, outcome: Result<Lookup, NetError>) -> Result<Found<T>, Error> {
        match outcome {
            Ok(lookup) => self.records(lookup.answers()),
            Err(NetError::Dns(DnsError::DnssecBogus)) => Err(self.bogus()),
            Err(NetError::Dns(DnsError::NoRecordsFound(none))) => {
                let authorities = none.authorities.as_deref().unwrap_or_default();
                let soa = none.soa.as_ref().map(|soa| soa.ttl.min(soa.data.minimum));
                self.nothing(
                    none.response_code,
                    self.weakest(authorities.iter().filter(|one| one.record_type() != RecordType::RRSIG))?,
                    soa,
                )
            }
            // the library hands on that a zone's absence is not proven, by its own measure (RFC 9276 3.2)
            Err(NetError::Dns(DnsError::Nsec { response, proof: dnssec::Proof::Insecure, .. })) => {
                self.nothing(response.response_code, Proof::Insecure, response.negative_ttl())
            }
            Err(NetError::Dns(DnsError::Nsec { .. })) => Err(self.bogus()),
            Err(other) => Err(self.temporary(words(&other))),
        }
    }

    fn records<T: Readable>(&self, answers: &[Record]) -> Result<Found<T>, Error> {
        let mut owner = self.name.clone();
        let mut path: Vec<&Record> = Vec::new();
        let mut aliases = Vec::new();
        while self.kind != RecordType::CNAME && aliases.len() < ALIASES {
            let alias = answers.iter().find_map(|record| match &record.data {
                RData::CNAME(target) if DomainName::of(&record.name) == owner => Some((record, DomainName::of(&target.0))),
                _ => None,
            });
            let Some((record, target)) = alias else { break };
            path.push(record);
            aliases.push(target.clone());
            owner = target;
        }
        let own = |record: &&Record| record.record_type() == self.kind && DomainName::of(&record.name) == owner;
        let found: Vec<&Record> = answers.iter().filter(own).collect();
        path.extend(&found);
        let proof = self.weakest(path.iter().copied())?;
        let lifetime = self.lifetime(path.iter().map(|record| record.ttl).min());
        if found.is_empty() {
            // an alias that leads to nothing of this kind
            return Ok(Found::Nothing(Absence { missing: Missing::Records, proof, lifetime }));
        }
        let too_much = |what, limit| Err(Error::TooMuch { name: self.name.clone(), kind: self.word, what, limit });
        if found.len() > self.limits.records {
            return too_much("records", self.limits.records);
        }
        let long = |record: &&Record| matches!(&record.data, RData::TXT(text) if text.txt_data.iter().map(|one| one.len()).sum::<usize>() > self.limits.text);
        if found.iter().any(long) {
            return too_much("octets", self.limits.text);
        }
        let records: Vec<T> = found.iter().filter_map(|record| T::read(&record.data)).collect();
        Ok(Found::Records(Answer { records, proof, aliases, lifetime }))
    }

    fn nothing<T>(&self, code: ResponseCode, proof: Proof, ttl: Option<u32>) -> Result<Found<T>, Error> {
        let missing = match code {
            ResponseCode::NXDomain => Missing::Name,
            ResponseCode::NoError => Missing::Records,
            other => return Err(self.temporary(format!("the name server answered {other}"))),
        };
        Ok(Found::Nothing(Absence { missing, proof, lifetime: self.lifetime(ttl) }))
    }

    /// The weakest proof of these records; an answer of which a part is bogus is bogus.
    fn weakest<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Result<Proof, Error> {
        if !self.checked || self.name.is_local() {
            return Ok(Proof::Indeterminate);
        }
        let mut weakest = None;
        for record in records {
            let proof = match record.proof {
                dnssec::Proof::Secure => Proof::Secure,
                dnssec::Proof::Insecure => Proof::Insecure,
                dnssec::Proof::Bogus => return Err(self.bogus()),
                // RFC 7672 2.1.1: where checking is on, what could not be checked is no answer
                dnssec::Proof::Indeterminate => return Err(self.temporary("DNSSEC could not be checked".to_owned())),
            };
            weakest = Some(weakest.map_or(proof, |known: Proof| known.min(proof)));
        }
        // nothing at all came with it: nothing is proven
        Ok(weakest.unwrap_or(Proof::Insecure))
    }

    fn lifetime(&self, ttl: Option<u32>) -> Duration {
        Duration::from_secs(u64::from(ttl.unwrap_or(0))).min(self.limits.longest)
    }

    fn bogus(&self) -> Error {
        Error::Bogus { name: self.name.clone(), kind: self.word }
    }

    pub(crate) fn temporary(&self, why: String) -> Error {
        Error::Temporary { name: self.name.clone(), kind: self.word, why }
    }
}

fn words(error: &NetError) -> String {
    match error {
        NetError::Timeout => "no name server answered in time".to_owned(),
        NetError::NoConnections => "no name server could be reached".to_owned(),
        NetError::Dns(DnsError::ResponseCode(code)) => format!("the name server answered {code}"),
        NetError::Io(error) => error.kind().to_string(),
        other => other.to_string(),
    }
}
