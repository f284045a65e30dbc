//! What the store knows of an address that mail may be encrypted to: an identity of one's own, a correspondent's certificates, and how
//! far each is believed. Judges nothing.

use kakitome_ber::Cursor;
use kakitome_pki::{Certificate, UnixTime};
use kakitome_smime::seal::{Candidate, Capabilities, Trust};
use kakitome_store::{Address, Identity, KeyState, PersonCertificate, PersonState, PersonTrust, Purpose, Store};

use crate::error::LookUpError;

/// What is known of one address.
#[derive(Debug, Default)]
pub struct Known {
    /// The address as it is known here: perhaps in another case.
    pub address: Option<Address>,
    /// Certificates that may be the one.
    pub candidates: Vec<Candidate>,
    /// Certificates above them.
    pub issuers: Vec<Certificate>,
}

impl Known {
    /// Everything that may be this address's certificate; an address in another case is the same one.
    ///
    /// # Errors
    /// The store does not answer, or holds what cannot be read.
    pub async fn of(store: &Store, address: &Address) -> Result<Self, LookUpError> {
        let mut known = Self::default();
        let Some(address) = store.known_as(address).await? else { return Ok(known) };
        known.address = Some(address.clone());
        let unreadable = |why: String| LookUpError::Unusable { address: address.to_string(), why };
        if let Some(identity) = store.identity(&address).await? {
            known.add_identity(&identity).map_err(unreadable)?;
        }
        let person = store.person(&address).await?;
        for one in person.map(|person| person.certificates).unwrap_or_default() {
            known.add_person(one).map_err(unreadable)?;
        }
        Ok(known)
    }

    /// Everything that may be one's own: the identity alone.
    ///
    /// # Errors
    /// As [`Known::of`].
    pub async fn own(store: &Store, address: &Address) -> Result<Self, LookUpError> {
        let mut known = Self::default();
        if let Some(identity) = store.identity(address).await? {
            known.add_identity(&identity).map_err(|why| LookUpError::Unusable { address: address.to_string(), why })?;
        }
        Ok(known)
    }

    /// The certificates of an identity whose keys open mail and are in use.
    fn add_identity(&mut self, identity: &Identity) -> Result<(), String> {
        let opens = |purpose| matches!(purpose, Purpose::Both | Purpose::Decrypt);
        let keys = identity.keys.iter().filter(|key| key.state == KeyState::Active && opens(key.purpose));
        for one in keys.flat_map(|key| &key.certificates) {
            self.candidates.push(Candidate::new(read(one.der.clone())?, Trust::Given));
            for link in &one.chain {
                self.issuers.push(read(link.certificate.der.clone())?);
            }
        }
        Ok(())
    }

    fn add_person(&mut self, one: PersonCertificate) -> Result<(), String> {
        let trust = match (one.state, one.trust) {
            (PersonState::Review, _) => Trust::Waiting,
            (_, PersonTrust::Harvested) => Trust::Harvested,
            (_, PersonTrust::Directory) => Trust::Directory,
            (_, PersonTrust::Imported) => Trust::Imported,
        };
        let mut candidate = Candidate::new(read(one.der)?, trust);
        candidate.capabilities = one.capabilities.as_deref().and_then(Capabilities::from_der);
        // among those that a person put in, the certificate itself says which is the newer; no mail does
        candidate.asked_for = one.asked_for.filter(|_| trust != Trust::Imported).map(|time| UnixTime(time.seconds()));
        self.candidates.push(candidate);
        let mut cursor = Cursor::strict(&one.issuers);
        while !cursor.is_empty() {
            let der = cursor.any().map_err(|error| error.to_string())?.raw().to_vec();
            self.issuers.push(read(der)?);
        }
        Ok(())
    }
}

fn read(der: Vec<u8>) -> Result<Certificate, String> {
    Certificate::from_der(der).map_err(|error| error.to_string())
}
