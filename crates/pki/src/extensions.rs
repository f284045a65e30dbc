//! All extensions of a certificate (RFC 5280 4.2), read once. What cannot be read, or stands twice, is kept as such and
//! judged in `chain`: reading never refuses a certificate for its extensions.

use std::collections::HashMap;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag};

use crate::extension::{
    AccessDescription, BasicConstraints, DistributionPoint, ExtendedKeyUsage, Extension, KeyUsage, NameConstraints, PolicyConstraints,
    PolicyInformation, PolicyMapping,
};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid;
use crate::qualified::{PrivateKeyUsagePeriod, QcStatement};

/// All extensions of one certificate.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Extensions {
    /// Every extension as it stands, in order.
    pub all: Vec<Extension>,
    /// OIDs that stand more than once.
    pub duplicates: Vec<ObjectIdentifier>,
    /// Known extensions that cannot be read, with the problem.
    pub malformed: Vec<(ObjectIdentifier, String)>,
    /// Subject alternative name.
    pub subject_alt_name: Option<Vec<GeneralName>>,
    /// Issuer alternative name.
    pub issuer_alt_name: Option<Vec<GeneralName>>,
    /// Key usage.
    pub key_usage: Option<KeyUsage>,
    /// Extended key usage.
    pub extended_key_usage: Option<ExtendedKeyUsage>,
    /// Basic constraints.
    pub basic_constraints: Option<BasicConstraints>,
    /// Subject key identifier.
    pub subject_key_id: Option<Vec<u8>>,
    /// Authority key identifier: keyIdentifier.
    pub authority_key_id: Option<Vec<u8>>,
    /// Authority key identifier: issuer names.
    pub authority_issuer: Option<Vec<Name>>,
    /// Name constraints.
    pub name_constraints: Option<NameConstraints>,
    /// Certificate policies.
    pub policies: Option<Vec<PolicyInformation>>,
    /// Policy mappings.
    pub policy_mappings: Option<Vec<PolicyMapping>>,
    /// Policy constraints.
    pub policy_constraints: Option<PolicyConstraints>,
    /// Inhibit anyPolicy.
    pub inhibit_any_policy: Option<u64>,
    /// CRL distribution points.
    pub crl_distribution_points: Option<Vec<DistributionPoint>>,
    /// Freshest CRL: where delta CRLs are.
    pub freshest_crl: Option<Vec<DistributionPoint>>,
    /// Authority information access.
    pub authority_info_access: Option<Vec<AccessDescription>>,
    /// Subject information access.
    pub subject_info_access: Option<Vec<AccessDescription>>,
    /// Private key usage period.
    pub private_key_usage_period: Option<PrivateKeyUsagePeriod>,
    /// Qualified certificate statements.
    pub qc_statements: Option<Vec<QcStatement>>,
}

impl Extensions {
    /// Reads the SEQUENCE OF Extension.
    pub(crate) fn from_cursor(list: Cursor<'_>) -> Result<Self, Error> {
        let mut read = Self::default();
        // a certificate of 4 MB holds some hundred thousand: each is compared with none of the others
        let mut seen: HashMap<ObjectIdentifier, u32> = HashMap::new();
        for extension in extension_list(list)? {
            let count = seen.entry(extension.oid).and_modify(|count| *count = count.saturating_add(1)).or_insert(1);
            read.take(extension, *count);
        }
        Ok(read)
    }

    /// The extensions whose meaning is known here.
    fn is_known(extension: &ObjectIdentifier) -> bool {
        const KNOWN: [ObjectIdentifier; 16] = [
            oid::SUBJECT_KEY_ID,
            oid::KEY_USAGE,
            oid::SUBJECT_ALT_NAME,
            oid::ISSUER_ALT_NAME,
            oid::BASIC_CONSTRAINTS,
            oid::NAME_CONSTRAINTS,
            oid::CRL_DISTRIBUTION_POINTS,
            oid::CERTIFICATE_POLICIES,
            oid::POLICY_MAPPINGS,
            oid::AUTHORITY_KEY_ID,
            oid::POLICY_CONSTRAINTS,
            oid::EXTENDED_KEY_USAGE,
            oid::FRESHEST_CRL,
            oid::INHIBIT_ANY_POLICY,
            oid::AUTHORITY_INFO_ACCESS,
            oid::SUBJECT_INFO_ACCESS,
        ];
        KNOWN.contains(extension)
    }

    /// A critical extension that is not processed here (RFC 5280 4.2). Qualified statements bind nobody who checks a
    /// signature, as long as every one of them is known; the private key usage period is read and not judged by.
    pub(crate) fn is_unprocessed(&self, extension: &Extension) -> bool {
        let known = match extension.oid {
            oid::QC_STATEMENTS => self.qc_statements.iter().flatten().all(|statement| statement.name().is_some()),
            other => Self::is_known(&other),
        };
        extension.critical && !known
    }

    /// The extension with this OID, as it stands.
    pub fn find(&self, extension: ObjectIdentifier) -> Option<&Extension> {
        self.all.iter().find(|known| known.oid == extension)
    }

    /// URLs of caIssuers, as text.
    pub fn issuer_urls(&self) -> Vec<String> {
        self.access(oid::ACCESS_CA_ISSUERS)
    }

    /// URLs of OCSP responders, as text.
    pub fn ocsp_urls(&self) -> Vec<String> {
        self.access(oid::ACCESS_OCSP)
    }

    /// URLs of CRLs, as text.
    pub fn crl_urls(&self) -> Vec<String> {
        let points = self.crl_distribution_points.iter().flatten();
        points.flat_map(|point| &point.full_name).filter_map(url).collect()
    }

    fn access(&self, method: ObjectIdentifier) -> Vec<String> {
        let descriptions = self.authority_info_access.iter().flatten();
        descriptions.filter(|access| access.method == method).filter_map(|access| url(&access.location)).collect()
    }

    /// Takes one that stands here for the `count`th time; the first counts, and that there are others is an error.
    fn take(&mut self, extension: Extension, count: u32) {
        match count {
            0 | 1 => {
                if let Err(error) = self.read(&extension) {
                    self.malformed.push((extension.oid, error.to_string()));
                }
            }
            2 => self.duplicates.push(extension.oid),
            _ => {}
        }
        self.all.push(extension);
    }

    fn read(&mut self, extension: &Extension) -> Result<(), Error> {
        let mut cursor = Cursor::new(&extension.value);
        let value = &mut cursor;
        match extension.oid {
            oid::SUBJECT_ALT_NAME => self.subject_alt_name = Some(general_names(value)?),
            oid::ISSUER_ALT_NAME => self.issuer_alt_name = Some(general_names(value)?),
            oid::KEY_USAGE => self.key_usage = Some(key_usage(value)?),
            oid::EXTENDED_KEY_USAGE => self.extended_key_usage = Some(ExtendedKeyUsage(list(value, Cursor::oid)?)),
            oid::BASIC_CONSTRAINTS => self.basic_constraints = Some(basic_constraints(value)?),
            oid::SUBJECT_KEY_ID => self.subject_key_id = Some(value.octet_string()?.into_owned()),
            oid::AUTHORITY_KEY_ID => (self.authority_key_id, self.authority_issuer) = authority_key_id(value)?,
            oid::NAME_CONSTRAINTS => self.name_constraints = Some(name_constraints(value)?),
            oid::CERTIFICATE_POLICIES => self.policies = Some(list(value, policy_information)?),
            oid::POLICY_MAPPINGS => self.policy_mappings = Some(list(value, policy_mapping)?),
            oid::POLICY_CONSTRAINTS => self.policy_constraints = Some(policy_constraints(value)?),
            oid::INHIBIT_ANY_POLICY => self.inhibit_any_policy = Some(value.unsigned()?),
            oid::CRL_DISTRIBUTION_POINTS => self.crl_distribution_points = Some(list(value, distribution_point)?),
            oid::FRESHEST_CRL => self.freshest_crl = Some(list(value, distribution_point)?),
            oid::AUTHORITY_INFO_ACCESS => self.authority_info_access = Some(list(value, access_description)?),
            oid::SUBJECT_INFO_ACCESS => self.subject_info_access = Some(list(value, access_description)?),
            oid::PRIVATE_KEY_USAGE_PERIOD => self.private_key_usage_period = Some(PrivateKeyUsagePeriod::read(value)?),
            oid::QC_STATEMENTS => self.qc_statements = Some(list(value, QcStatement::read)?),
            _ => return Ok(()),
        }
        cursor.finish()
    }
}

/// The extensions of a certificate, CRL, CRL entry or OCSP reply, as they stand.
pub(crate) fn extension_list(mut list: Cursor<'_>) -> Result<Vec<Extension>, Error> {
    let mut found = Vec::new();
    while !list.is_empty() {
        let mut parts = list.sequence()?;
        let oid = parts.oid()?;
        let critical = parts.optional(Tag::BOOLEAN)?.map_or(Ok(false), |flag| flag.boolean())?;
        let value = parts.octet_string()?.into_owned();
        parts.finish()?;
        found.push(Extension { oid, critical, value });
    }
    Ok(found)
}

fn url(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::Uri(octets) if octets.is_ascii() => String::from_utf8(octets.clone()).ok(),
        _ => None,
    }
}

/// A SEQUENCE OF with at least one element, as all of RFC 5280's are.
fn list<'a, T>(cursor: &mut Cursor<'a>, mut read: impl FnMut(&mut Cursor<'a>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    let mut inner = cursor.sequence()?;
    let mut items = vec![read(&mut inner)?];
    while !inner.is_empty() {
        items.push(read(&mut inner)?);
    }
    Ok(items)
}

pub(crate) fn general_names(cursor: &mut Cursor<'_>) -> Result<Vec<GeneralName>, Error> {
    list(cursor, |inner| GeneralName::from_element(&inner.any()?))
}

fn key_usage(cursor: &mut Cursor<'_>) -> Result<KeyUsage, Error> {
    Ok(KeyUsage(named_bits(&cursor.expect(Tag::BIT_STRING)?)?))
}

/// The first 16 bits of a NamedBitList, bit 0 lowest.
pub(crate) fn named_bits(element: &kakitome_ber::Element<'_>) -> Result<u16, Error> {
    let (_, octets) = element.bits()?;
    let octet = |at: usize| octets.get(at).copied().unwrap_or(0).reverse_bits();
    Ok(u16::from_le_bytes([octet(0), octet(1)]))
}

fn basic_constraints(cursor: &mut Cursor<'_>) -> Result<BasicConstraints, Error> {
    let mut inner = cursor.sequence()?;
    let ca = inner.optional(Tag::BOOLEAN)?.map_or(Ok(false), |flag| flag.boolean())?;
    let path_length = inner.optional(Tag::INTEGER)?.map(|number| number.unsigned()).transpose()?;
    inner.finish()?;
    Ok(BasicConstraints { ca, path_length })
}

pub(crate) type AuthorityKey = (Option<Vec<u8>>, Option<Vec<Name>>);

pub(crate) fn authority_key_id(cursor: &mut Cursor<'_>) -> Result<AuthorityKey, Error> {
    let mut inner = cursor.sequence()?;
    let key = inner.optional(Tag::context(0))?.map(|key| key.octets().map(std::borrow::Cow::into_owned)).transpose()?;
    let issuer = inner.optional(Tag::context(1))?.map(|names| GeneralName::list(names.children()?)).transpose()?;
    inner.optional(Tag::context(2))?;
    inner.finish()?;
    let directory = |name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    };
    Ok((key, issuer.map(|names| names.into_iter().filter_map(directory).collect())))
}

fn name_constraints(cursor: &mut Cursor<'_>) -> Result<NameConstraints, Error> {
    let mut inner = cursor.sequence()?;
    let mut trees = |number| match inner.optional(Tag::context(number))? {
        Some(element) => subtrees(element.children()?),
        None => Ok(Vec::new()),
    };
    let (permitted, excluded) = (trees(0)?, trees(1)?);
    inner.finish()?;
    if permitted.is_empty() && excluded.is_empty() {
        return Err(Error::BadValue { offset: 0, what: "name constraints (empty)" });
    }
    Ok(NameConstraints { permitted, excluded })
}

fn subtrees(mut cursor: Cursor<'_>) -> Result<Vec<GeneralName>, Error> {
    let mut bases = Vec::new();
    if cursor.is_empty() {
        return Err(Error::Missing { offset: cursor.offset() });
    }
    while !cursor.is_empty() {
        let mut tree = cursor.sequence()?;
        bases.push(GeneralName::from_element(&tree.any()?)?);
        if let Some(minimum) = tree.optional(Tag::context(0))?
            && minimum.unsigned()? != 0
        {
            return Err(Error::BadValue { offset: minimum.offset(), what: "minimum of a subtree (must be 0)" });
        }
        tree.finish()?; // a maximum must be absent
    }
    Ok(bases)
}

fn policy_information(cursor: &mut Cursor<'_>) -> Result<PolicyInformation, Error> {
    let mut inner = cursor.sequence()?;
    let policy = inner.oid()?;
    let mut practice_statement = None;
    if let Some(qualifiers) = inner.optional(Tag::SEQUENCE)? {
        let mut qualifiers = qualifiers.children()?;
        while !qualifiers.is_empty() {
            let mut qualifier = qualifiers.sequence()?;
            let is_cps = qualifier.oid()? == oid::QUALIFIER_CPS;
            if is_cps && let Some(uri) = qualifier.optional(Tag::IA5_STRING)? {
                practice_statement = std::str::from_utf8(uri.content()).ok().map(str::to_owned);
            }
        }
    }
    inner.finish()?;
    Ok(PolicyInformation { policy, practice_statement })
}

fn policy_mapping(cursor: &mut Cursor<'_>) -> Result<PolicyMapping, Error> {
    let mut inner = cursor.sequence()?;
    let mapping = PolicyMapping { issuer: inner.oid()?, subject: inner.oid()? };
    inner.finish()?;
    Ok(mapping)
}

fn policy_constraints(cursor: &mut Cursor<'_>) -> Result<PolicyConstraints, Error> {
    let mut inner = cursor.sequence()?;
    let mut number = |tag| inner.optional(Tag::context(tag))?.map(|element| element.unsigned()).transpose();
    let constraints = PolicyConstraints { require_explicit_policy: number(0)?, inhibit_policy_mapping: number(1)? };
    inner.finish()?;
    Ok(constraints)
}

/// A SEQUENCE OF DistributionPoint, as CRL distribution points and freshest CRL are.
pub(crate) fn points(cursor: &mut Cursor<'_>) -> Result<Vec<DistributionPoint>, Error> {
    list(cursor, distribution_point)
}

fn distribution_point(cursor: &mut Cursor<'_>) -> Result<DistributionPoint, Error> {
    let mut inner = cursor.sequence()?;
    let mut point = DistributionPoint { full_name: Vec::new(), relative_name: None, reasons: None, crl_issuer: Vec::new() };
    if let Some(name) = inner.optional(Tag::context(0))? {
        (point.full_name, point.relative_name) = point_name(name.children()?)?;
    }
    point.reasons = inner.optional(Tag::context(1))?.map(|bits| named_bits(&bits)).transpose()?;
    if let Some(issuer) = inner.optional(Tag::context(2))? {
        point.crl_issuer = GeneralName::list(issuer.children()?)?;
    }
    inner.finish()?;
    Ok(point)
}

/// DistributionPointName: full names, or the DER of a relative name.
pub(crate) fn point_name(mut cursor: Cursor<'_>) -> Result<(Vec<GeneralName>, Option<Vec<u8>>), Error> {
    let choice = cursor.any()?;
    cursor.finish()?;
    if choice.tag() == Tag::context(0) {
        return Ok((GeneralName::list(choice.children()?)?, None));
    }
    if choice.tag() == Tag::context(1) {
        return Ok((Vec::new(), Some(choice.content().to_vec())));
    }
    Err(Error::UnexpectedTag { offset: choice.offset(), expected: Tag::context(0), found: choice.tag() })
}

fn access_description(cursor: &mut Cursor<'_>) -> Result<AccessDescription, Error> {
    let mut inner = cursor.sequence()?;
    let access = AccessDescription { method: inner.oid()?, location: GeneralName::from_element(&inner.any()?)? };
    inner.finish()?;
    Ok(access)
}
