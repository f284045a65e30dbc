//! A configuration profile for Apple's Mail on iPhone, iPad and Mac (Apple, "Device Management: Mail", payload
//! `com.apple.mail.managed`). Not signed: the device says so before it is installed. No password is in it.

use kakitome_crypto::{DigestAlgorithm, digest};

use super::markup::Xml;
use super::service::{Error, MailService};

/// The profile for one address.
///
/// # Errors
/// [`Error::Address`]: not of this domain.
pub fn mobileconfig(service: &MailService, address: &str) -> Result<String, Error> {
    let user = service.user(address)?;
    let Some((kind, fetching)) = service.fetching().next() else { return Err(Error::NothingToFetchFrom) };
    let reversed: Vec<&str> = service.domain().rsplit('.').collect();
    let identifier = format!("{}.mail", reversed.join("."));
    let mut xml = Xml::new();
    xml.raw("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">");
    xml.open("plist", &[("version", "1.0")]);
    xml.open("dict", &[]);
    xml.leaf("key", "PayloadContent");
    xml.open("array", &[]);
    xml.open("dict", &[]);
    text(&mut xml, "EmailAccountDescription", service.name());
    text(&mut xml, "EmailAccountType", if kind == "imap" { "EmailTypeIMAP" } else { "EmailTypePOP" });
    text(&mut xml, "EmailAddress", address);
    for (way, server) in [("Incoming", fetching), ("Outgoing", service.sending())] {
        text(&mut xml, &format!("{way}MailServerAuthentication"), "EmailAuthPassword");
        text(&mut xml, &format!("{way}MailServerHostName"), &server.host);
        xml.leaf("key", &format!("{way}MailServerPortNumber"));
        xml.leaf("integer", &server.port.to_string());
        // on every port: which kind of TLS, the device finds by itself
        truth(&mut xml, &format!("{way}MailServerUseSSL"));
        text(&mut xml, &format!("{way}MailServerUsername"), user);
    }
    truth(&mut xml, "OutgoingPasswordSameAsIncomingPassword");
    payload(&mut xml, service, &format!("{identifier}.account"), "com.apple.mail.managed", &uuid(&["account", service.domain(), address]));
    xml.close();
    xml.close();
    text(&mut xml, "PayloadOrganization", service.name());
    payload(&mut xml, service, &identifier, "Configuration", &uuid(&["profile", service.domain(), address]));
    Ok(xml.finish())
}

fn payload(xml: &mut Xml, service: &MailService, identifier: &str, kind: &str, uuid: &str) {
    text(xml, "PayloadDisplayName", service.name());
    text(xml, "PayloadIdentifier", identifier);
    text(xml, "PayloadType", kind);
    text(xml, "PayloadUUID", uuid);
    xml.leaf("key", "PayloadVersion");
    xml.leaf("integer", "1");
}

fn text(xml: &mut Xml, key: &str, value: &str) {
    xml.leaf("key", key);
    xml.leaf("string", value);
}

fn truth(xml: &mut Xml, key: &str) {
    xml.leaf("key", key);
    xml.empty("true");
}

/// The same profile has the same number, so that a device replaces and does not add (RFC 9562 5.8).
fn uuid(parts: &[&str]) -> String {
    let named = parts.join("\0");
    let hash = digest(DigestAlgorithm::Sha256, named.as_bytes()).map(|digest| digest.as_bytes().to_vec()).unwrap_or_default();
    let mut octets: Vec<u8> = hash.into_iter().take(16).collect();
    octets.resize(16, 0);
    if let Some(version) = octets.get_mut(6) {
        *version = *version & 0x0f | 0x80;
    }
    if let Some(variant) = octets.get_mut(8) {
        *variant = *variant & 0x3f | 0x80;
    }
    let mut shown = String::new();
    for (at, octet) in octets.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            shown.push('-');
        }
        shown.push_str(&format!("{octet:02X}"));
    }
    shown
}
