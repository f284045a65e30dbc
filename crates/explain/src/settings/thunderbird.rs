//! Thunderbird's autoconfig, read from `https://autoconfig.DOMAIN/mail/config-v1.1.xml` and
//! `https://DOMAIN/.well-known/autoconfig/mail/config-v1.1.xml` (Mozilla's "Autoconfiguration in Thunderbird", format 1.1;
//! draft-ietf-mailmaint-autoconfig). K-9, Evolution, KMail and others read it too.

use super::markup::Xml;
use super::service::{Login, MailService, Security, Server};

/// The file.
#[must_use]
pub fn autoconfig(service: &MailService) -> String {
    let mut xml = Xml::new();
    xml.open("clientConfig", &[("version", "1.1")]);
    xml.open("emailProvider", &[("id", service.domain())]);
    xml.leaf("domain", service.domain());
    xml.leaf("displayName", service.name());
    xml.leaf("displayShortName", service.name());
    for (kind, server) in service.fetching() {
        xml.open("incomingServer", &[("type", kind)]);
        server_of(&mut xml, server, service.login());
        xml.close();
    }
    xml.open("outgoingServer", &[("type", "smtp")]);
    server_of(&mut xml, service.sending(), service.login());
    xml.finish()
}

fn server_of(xml: &mut Xml, server: &Server, login: Login) {
    xml.leaf("hostname", &server.host);
    xml.leaf("port", &server.port.to_string());
    xml.leaf("socketType", if server.security == Security::Implicit { "SSL" } else { "STARTTLS" });
    // "cleartext" is said of the password inside TLS
    xml.leaf("authentication", "password-cleartext");
    xml.leaf("username", if login == Login::Address { "%EMAILADDRESS%" } else { "%EMAILLOCALPART%" });
}
