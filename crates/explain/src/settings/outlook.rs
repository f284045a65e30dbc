//! Outlook's autodiscover: the XML answer (POX, [MS-OXDSCLI] 2.2.4), and the JSON that leads to it (v2, as far as Microsoft describes it).

use kakitome_pki::UnixTime;
use serde_json::json;

use super::markup::Xml;
use super::service::{Error, MailService, Security, Server};

const OUTER: &str = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
const INNER: &str = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

/// The answer to a POST at `https://autodiscover.DOMAIN/autodiscover/autodiscover.xml` that asks for an address.
///
/// # Errors
/// [`Error::Address`]: not of this domain.
pub fn autodiscover(service: &MailService, address: &str) -> Result<String, Error> {
    let user = service.user(address)?;
    let mut xml = Xml::new();
    xml.open("Autodiscover", &[("xmlns", OUTER)]);
    xml.open("Response", &[("xmlns", INNER)]);
    xml.open("User", &[]);
    xml.leaf("DisplayName", address);
    xml.close();
    xml.open("Account", &[]);
    xml.leaf("AccountType", "email");
    xml.leaf("Action", "settings");
    for (kind, server) in service.fetching() {
        protocol(&mut xml, if kind == "imap" { "IMAP" } else { "POP3" }, server, user);
        xml.close();
    }
    protocol(&mut xml, "SMTP", service.sending(), user);
    xml.leaf("UsePOPAuth", "on");
    xml.leaf("SMTPLast", "off");
    Ok(xml.finish())
}

fn protocol(xml: &mut Xml, kind: &str, server: &Server, user: &str) {
    xml.open("Protocol", &[]);
    xml.leaf("Type", kind);
    xml.leaf("Server", &server.host);
    xml.leaf("Port", &server.port.to_string());
    xml.leaf("LoginName", user);
    xml.leaf("DomainRequired", "off");
    xml.leaf("SPA", "off");
    // with SSL on, TLS comes from the first byte; Encryption alone can say STARTTLS
    xml.leaf("SSL", if server.security == Security::Implicit { "on" } else { "off" });
    xml.leaf("Encryption", if server.security == Security::Implicit { "SSL" } else { "TLS" });
    xml.leaf("AuthRequired", "on");
}

/// The answer to `https://autodiscover.DOMAIN/autodiscover/autodiscover.json?…&Protocol=AutodiscoverV1`: where the XML is.
#[must_use]
pub fn autodiscover_json(service: &MailService) -> String {
    let url = format!("https://autodiscover.{}/autodiscover/autodiscover.xml", service.domain());
    format!("{:#}\n", json!({ "Protocol": "AutodiscoverV1", "Url": url }))
}

/// Why there is no answer ([MS-OXDSCLI] 2.2.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscoverFault {
    /// It is no request that can be read (600).
    Unreadable,
    /// Another schema is asked for (601).
    OtherSchema,
    /// The address is of no domain that this server knows (500).
    UnknownAddress,
}

/// The answer that says so; `at` is when it was asked.
#[must_use]
pub fn autodiscover_fault(fault: DiscoverFault, at: UnixTime) -> String {
    let (code, message) = match fault {
        DiscoverFault::Unreadable => ("600", "Invalid Request"),
        DiscoverFault::OtherSchema => ("601", "Provider is not available"),
        DiscoverFault::UnknownAddress => ("500", "The email address can't be found."),
    };
    let day = at.0.rem_euclid(86_400);
    let time = format!("{:02}:{:02}:{:02}", day / 3600, day / 60 % 60, day % 60);
    let mut xml = Xml::new();
    xml.open("Autodiscover", &[("xmlns", OUTER)]);
    xml.open("Response", &[]);
    xml.open("Error", &[("Time", &time), ("Id", "0")]);
    xml.leaf("ErrorCode", code);
    xml.leaf("Message", message);
    xml.empty("DebugData");
    xml.finish()
}
