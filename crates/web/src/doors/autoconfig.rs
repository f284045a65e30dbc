//! What mail programs ask by themselves: Thunderbird's autoconfig, Outlook's autodiscover (POX [MS-OXDSCLI], JSON), for the domains of
//! `[[mail-service]]`. No address is looked up: every address of a domain has the same answer, whether it exists or not.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakitome_explain::settings::{DiscoverFault, autoconfig, autodiscover, autodiscover_fault, autodiscover_json};
use kakitome_pki::UnixTime;
use serde::Deserialize;

use crate::refusal::Refusal;
use crate::services::{asked, of_address};
use crate::site::Site;

/// Octets of a request of Outlook: it is a form of 300. Own.
const MOST: usize = 16 << 10;
/// The only schema that is answered in.
const SCHEMA: &str = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asks {
    emailaddress: Option<String>,
}

/// Outlook writes the names as it likes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AsksJson {
    #[serde(alias = "Email", alias = "EMAIL")]
    email: Option<String>,
}

pub(super) fn mount(router: Router<Arc<Site>>) -> Router<Arc<Site>> {
    let mut router =
        router.route("/.well-known/autoconfig/mail/config-v1.1.xml", get(thunderbird)).route("/mail/config-v1.1.xml", get(thunderbird));
    // the names in any case that programs are known to ask with
    for (folder, file) in [("autodiscover", "autodiscover"), ("Autodiscover", "Autodiscover"), ("AutoDiscover", "AutoDiscover")] {
        router = router
            .route(&format!("/{folder}/{file}.xml"), get(no_question).post(outlook))
            .route(&format!("/{folder}/{file}.json"), get(outlook_json))
            .route(&format!("/{folder}/{file}.json/v1.0/{{address}}"), get(outlook_json_of));
    }
    router
}

async fn thunderbird(State(site): State<Arc<Site>>, headers: HeaderMap, Query(asks): Query<Asks>) -> Result<Response, Refusal> {
    let service = asked(&site.settings.services, asks.emailaddress.as_deref(), &headers).ok_or(Refusal::NotFound)?;
    Ok(xml(autoconfig(service)))
}

/// Whoever asks without a question is told so in the protocol.
async fn no_question() -> Response {
    fault(DiscoverFault::Unreadable)
}

async fn outlook(State(site): State<Arc<Site>>, body: Body) -> Result<Response, Refusal> {
    let octets = to_bytes(body, MOST).await.map_err(|_| Refusal::TooLarge)?;
    let Ok(text) = std::str::from_utf8(&octets) else { return Ok(fault(DiscoverFault::Unreadable)) };
    let Some(address) = element(text, "EMailAddress") else { return Ok(fault(DiscoverFault::Unreadable)) };
    if element(text, "AcceptableResponseSchema").is_some_and(|schema| schema != SCHEMA) {
        return Ok(fault(DiscoverFault::OtherSchema));
    }
    let answer = of_address(&site.settings.services, &address).and_then(|service| autodiscover(service, &address).ok());
    Ok(answer.map_or_else(|| fault(DiscoverFault::UnknownAddress), xml))
}

async fn outlook_json(State(site): State<Arc<Site>>, headers: HeaderMap, Query(asks): Query<AsksJson>) -> Result<Response, Refusal> {
    json(&site, asks.email.as_deref(), &headers)
}

async fn outlook_json_of(State(site): State<Arc<Site>>, headers: HeaderMap, Path(address): Path<String>) -> Result<Response, Refusal> {
    json(&site, Some(&address), &headers)
}

fn json(site: &Site, address: Option<&str>, headers: &HeaderMap) -> Result<Response, Refusal> {
    let service = asked(&site.settings.services, address, headers).ok_or(Refusal::NotFound)?;
    Ok(([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")], autodiscover_json(service)).into_response())
}

fn fault(fault: DiscoverFault) -> Response {
    xml(autodiscover_fault(fault, UnixTime::now()))
}

fn xml(text: String) -> Response {
    // with an address in it: nobody keeps it
    ([(CONTENT_TYPE, "text/xml; charset=utf-8"), (CACHE_CONTROL, "no-store")], text).into_response()
}

/// The text of the only element of that name, whatever stands before its name (a prefix). No entity is read but the five of XML, and a
/// document that declares any is none.
fn element(text: &str, name: &str) -> Option<String> {
    if text.contains("<!") {
        return None;
    }
    let (mut found, mut rest) = (None, text);
    while let Some(at) = rest.find('<') {
        rest = rest.get(at.checked_add(1)?..)?;
        let end = rest.find('>')?;
        let tag = rest.get(..end)?;
        rest = rest.get(end.checked_add(1)?..)?;
        let bare = tag.split(char::is_whitespace).next().unwrap_or_default();
        let local = bare.rsplit_once(':').map_or(bare, |(_, local)| local);
        if local != name || bare.starts_with('/') {
            continue;
        }
        let value = rest.get(..rest.find('<')?)?;
        if found.is_some() {
            return None;
        }
        found = Some(unescaped(value.trim())?);
    }
    found.filter(|value| !value.is_empty())
}

fn unescaped(text: &str) -> Option<String> {
    let mut pieces = text.split('&');
    let mut out = pieces.next()?.to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';')?;
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        });
        out.push_str(rest);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::element;

    #[test]
    fn an_element_is_read_once_and_without_declarations() {
        let of = |text: &str| element(text, "EMailAddress");
        assert_eq!(of("<A xmlns=\"x\"><R><EMailAddress>taro@example.jp</EMailAddress></R></A>").as_deref(), Some("taro@example.jp"));
        assert_eq!(of("<a:A><a:EMailAddress x='1'> t&amp;o@example.jp\n</a:EMailAddress></a:A>").as_deref(), Some("t&o@example.jp"));
        for bad in [
            "",
            "<EMailAddress>",
            "<EMailAddress></EMailAddress>",
            "<EMailAddress/>",
            "<EMailAddress>a@x</EMailAddress><EMailAddress>b@x</EMailAddress>",
            "<!DOCTYPE A [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><A><EMailAddress>&x;</EMailAddress></A>",
            "<A><EMailAddress>&x;</EMailAddress></A>",
            "<A><EMailAddress>&#64;</EMailAddress></A>",
            "<A><EMailAddress>a & b</EMailAddress></A>",
            "<A><B EMailAddress='a@x'></B></A>",
            "<",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
