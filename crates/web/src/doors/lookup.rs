//! Look-up: a certificate by mail address, serial number or fingerprint, as its owner published it, with period and state; and as a file
//! (RFC 2585 `.cer`; RFC 8551 3.8 `.p7c`). No listing; what is not published is as if it were not there.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakitome_cms::certificates_only;
use kakitome_explain::{Words, day};
use kakitome_pki::{Certificate, Name, UnixTime};
use kakitome_store::{KeyState, Millis, Published};
use serde::Deserialize;

use crate::asked::{Asked, Client};
use crate::directory::{Wanted, octets, sha1};
use crate::frame::Frame;
use crate::pages::Pages;
use crate::published::escaped;
use crate::rates::Kind;
use crate::refusal::Refusal;
use crate::shown::shown;
use crate::site::Site;

#[derive(Template)]
#[template(path = "lookup.html")]
struct LookUpPage {
    frame: Frame,
    asked_for: String,
    answer: Answer,
}

/// What was found.
enum Answer {
    /// This server does not offer it.
    Off,
    /// Nobody asked yet.
    Nothing,
    /// Neither an address nor a number.
    Unreadable,
    None,
    Found(Vec<Card>),
}

impl Answer {
    const fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }
}

/// A certificate in words.
struct Card {
    state: String,
    good: bool,
    address: String,
    subject: String,
    issuer: String,
    serial: String,
    validity: String,
    sha256: String,
    sha1: String,
    /// Its name in addresses.
    file: String,
    /// The address as a piece of a path.
    check: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asks {
    q: String,
}

pub(super) fn routes() -> Pages {
    vec![("/lookup", get(show)), ("/lookup/{file}", get(download))]
}

/// The server offers it, and this client may ask again.
pub(super) fn may_ask(site: &Site, client: Client) -> Result<(), Refusal> {
    if !site.settings.look_up {
        return Err(Refusal::NotFound);
    }
    if site.rates.allow(client.0, Kind::LookUp) { Ok(()) } else { Err(Refusal::TooMany) }
}

fn broken(error: &kakitome_store::Error) -> Refusal {
    tracing::error!(%error, "certificates cannot be looked up");
    Refusal::Internal
}

async fn show(
    asked: Asked,
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Query(asks): Query<Asks>,
) -> Result<Response, Refusal> {
    let answer = if !site.settings.look_up {
        Answer::Off
    } else if asks.q.trim().is_empty() {
        Answer::Nothing
    } else {
        may_ask(&site, client)?;
        match Wanted::read(&asks.q) {
            None => Answer::Unreadable,
            Some(wanted) => {
                let found = site.directory.find(&site.store, &wanted).await.map_err(|error| broken(&error))?;
                let frame = Frame::new(&asked, "lookup-title");
                let cards: Vec<Card> = found.iter().map(|one| card(one, frame.words())).collect();
                if cards.is_empty() { Answer::None } else { Answer::Found(cards) }
            }
        }
    };
    let frame = Frame::new(&asked, "lookup-title").private();
    Ok(frame.answer(&LookUpPage { frame: frame.clone(), asked_for: shown(&asks.q), answer }))
}

/// The certificate, or with its intermediates; the name is its SHA-256, and no path is made of it (attack row W05).
async fn download(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(file): Path<String>,
) -> Result<Response, Refusal> {
    may_ask(&site, client)?;
    let (name, ending) = file.rsplit_once('.').ok_or(Refusal::NotFound)?;
    let sha256 = octets::<32>(name).ok_or(Refusal::NotFound)?;
    let found = site.store.published_by_sha256(&sha256).await.map_err(|error| broken(&error))?.ok_or(Refusal::NotFound)?;
    let certificate = found.certificate;
    let (kind, body) = match ending {
        "cer" => ("application/pkix-cert", certificate.der),
        "p7c" => {
            let mut all = vec![certificate.der.as_slice()];
            all.extend(certificate.chain.iter().map(|link| link.certificate.der.as_slice()));
            ("application/pkcs7-mime; smime-type=certs-only; name=\"certificates.p7c\"", certificates_only(&all))
        }
        _ => return Err(Refusal::NotFound),
    };
    let disposition = format!("attachment; filename=\"{}.{ending}\"", name.get(..16).unwrap_or(name));
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "no-cache".to_owned())], body)
        .into_response())
}

fn card(one: &Published, words: &Words) -> Card {
    let certificate = &one.certificate;
    let day_of = |moment: Millis| day(UnixTime(moment.seconds()), words.lang());
    let (state, moment, good) = state(one, Millis::now());
    let validity = [("from", day_of(certificate.not_before).into()), ("until", day_of(certificate.not_after).into())];
    Card {
        state: words.get(state, &[("day", day_of(moment).into())]),
        good,
        address: shown(one.address.as_str()),
        subject: shown(&holder(&certificate.der, Certificate::subject, &certificate.subject)),
        issuer: shown(&holder(&certificate.der, Certificate::issuer, &certificate.issuer)),
        serial: paired(&certificate.serial),
        validity: words.get("lookup-from-to", &validity),
        sha256: paired(&hex(&certificate.sha256)),
        sha1: sha1(&certificate.der).map(|hash| paired(&hex(&hash))).unwrap_or_default(),
        file: hex(&certificate.sha256),
        check: escaped(one.address.as_str()),
    }
}

/// The name that people know, else all of it as the database has it.
fn holder(der: &[u8], of: impl Fn(&Certificate) -> &Name, whole: &str) -> String {
    let read = Certificate::from_der(der.to_vec()).ok();
    read.and_then(|certificate| of(&certificate).common_name()).unwrap_or_else(|| whole.to_owned())
}

/// The state in words, the day that goes with it, and whether nothing stands against it.
fn state(one: &Published, now: Millis) -> (&'static str, Millis, bool) {
    let certificate = &one.certificate;
    if one.state == KeyState::Revoked {
        ("lookup-state-revoked", certificate.not_after, false)
    } else if certificate.not_after < now {
        ("lookup-state-expired", certificate.not_after, false)
    } else if now < certificate.not_before {
        ("lookup-state-early", certificate.not_before, false)
    } else if one.state == KeyState::Superseded {
        ("lookup-state-superseded", certificate.not_after, true)
    } else {
        ("lookup-state-valid", certificate.not_after, true)
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}

/// In pairs with colons, as certificates are read aloud.
fn paired(digits: &str) -> String {
    let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits.to_owned() };
    let pairs: Vec<String> = digits.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).to_ascii_uppercase()).collect();
    pairs.join(":")
}
