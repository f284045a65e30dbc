//! How a signer wants to be answered, as signed: SMIMECapabilities (RFC 8551 2.5.2) and SMIMEEncryptionKeyPreference (2.5.3). Whether
//! anything of it is believed is for `harvest`.

use kakitome_cms::SignedAttributes;
use kakitome_cms::oid::SMIME_CAPABILITIES;
use kakitome_pki::Certificate;

/// What a signature says about answers to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// SMIMECapabilities in DER.
    pub capabilities: Option<Vec<u8>>,
    /// The certificate to encrypt to: the one that the signature names, else the signer's own. Others that came along are not looked
    /// at: anybody can add one to a signed mail.
    pub certificate: Option<Certificate>,
    /// The signature names another certificate, and that one is not at hand.
    pub is_missing: bool,
}

impl Reply {
    /// `bag`: certificates at hand.
    pub(crate) fn of(attributes: Option<&SignedAttributes>, signer: &Certificate, bag: &[Certificate]) -> Self {
        let Some(attributes) = attributes else { return Self { certificate: Some(signer.clone()), ..Self::default() } };
        let stated = attributes.all.iter().filter(|attribute| attribute.oid == SMIME_CAPABILITIES);
        let values: Vec<&Vec<u8>> = stated.flat_map(|attribute| &attribute.values).collect();
        // which of several counts is anybody's guess
        let capabilities = match values.as_slice() {
            [only] => kakitome_ber::rewritten(only),
            _ => None,
        };
        let certificate = match &attributes.encryption_key {
            Some(wanted) => bag.iter().find(|one| wanted.names(one)),
            None => Some(signer),
        };
        Self { capabilities, is_missing: certificate.is_none(), certificate: certificate.cloned() }
    }
}
