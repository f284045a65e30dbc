//! A mail as it comes in: streamed, bounded, in memory while small and in a private file without a name when large. Nothing of it
//! becomes a path; its file name is not even read (attack rows W05, W12). Nothing is decompressed.

use std::io::{Seek, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use kakitome_smime::{Backing, Spill};
use tempfile::SpooledTempFile;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::refusal::Refusal;
use crate::site::Site;
use crate::wish::Wish;

/// Kinds of a body that is the mail itself; the content decides what it is (RFC 5751 3.2.2 allows both names of S/MIME).
pub(crate) const KINDS: [&str; 9] = [
    "message/rfc822",
    "application/octet-stream",
    "application/pkcs7-mime",
    "application/x-pkcs7-mime",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/cms",
    "application/vnd.ms-outlook",
    "text/plain",
];
/// The kind of a form with a file.
pub(crate) const FORM: &str = "multipart/form-data";

/// Fields of a form that are looked at.
const MOST_FIELDS: usize = 16;
/// Octets of a field that is no mail.
const SMALL: usize = 64;
/// What a form has around the mail.
const AROUND: u64 = 64 << 10;

/// A mail that was given.
pub(crate) struct Given {
    pub(crate) mail: SpooledTempFile,
    pub(crate) wish: Wish,
    /// Held until the answer is made: so many mails are in the house at once.
    pub(crate) place: OwnedSemaphorePermit,
}

/// A place among those that are shared, or none in time.
pub(crate) async fn place(places: &Arc<Semaphore>, turn: Duration) -> Result<OwnedSemaphorePermit, Refusal> {
    let waiting = tokio::time::timeout(turn, Arc::clone(places).acquire_owned());
    waiting.await.ok().and_then(Result::ok).ok_or(Refusal::Busy)
}

/// Receives the mail of a request.
pub(crate) async fn receive(site: &Site, request: Request) -> Result<Given, Refusal> {
    let limits = &site.settings.limits;
    let wish = Wish::of(request.uri())?;
    let kind = kind(request.headers())?;
    if length(request.headers()).is_some_and(|length| length > limits.upload_bytes.saturating_add(AROUND)) {
        return Err(Refusal::TooLarge);
    }
    let place = place(&site.uploads, limits.turn).await?;
    let mut spool = Spool::new(site);
    let mut given = if kind == FORM {
        let form = Multipart::from_request(request, &()).await.map_err(|_| Refusal::BadRequest)?;
        fields(form, &mut spool, wish, limits.silence).await?
    } else if KINDS.contains(&kind.as_str()) {
        whole(request.into_body(), &mut spool, limits.silence).await?;
        wish
    } else {
        return Err(Refusal::MediaType);
    };
    if spool.length == 0 {
        return Err(Refusal::NoMail);
    }
    given.pasted |= spool.pasted;
    Ok(Given { mail: spool.finish()?, wish: given, place })
}

/// Without its parameters; a body that is packed once more is not unpacked.
fn kind(headers: &HeaderMap) -> Result<String, Refusal> {
    let packed = headers.get(header::CONTENT_ENCODING).is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if packed { Err(Refusal::MediaType) } else { Ok(kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()) }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A form's file `mail`, else its text `source`; and what is wanted.
async fn fields(mut form: Multipart, spool: &mut Spool, mut wish: Wish, silence: Duration) -> Result<Wish, Refusal> {
    for _ in 0..MOST_FIELDS {
        let next = tokio::time::timeout(silence, form.next_field()).await.map_err(|_| Refusal::TooSlow)?;
        let Some(mut field) = next.map_err(|error| broken(&error))? else { return Ok(wish) };
        match field.name().unwrap_or_default().to_owned().as_str() {
            "mail" => {
                while let Some(bytes) = chunk(&mut field, silence).await? {
                    // the file counts, whatever was pasted before it
                    if spool.pasted && !bytes.is_empty() {
                        spool.forget()?;
                    }
                    spool.take(&bytes)?;
                }
            }
            "source" => {
                let is_first = spool.length == 0;
                while let Some(bytes) = chunk(&mut field, silence).await? {
                    if is_first && (spool.length > 0 || !bytes.trim_ascii().is_empty()) {
                        spool.pasted = true;
                        spool.take(&bytes)?;
                    }
                }
            }
            name => {
                let mut value = Vec::new();
                while let Some(bytes) = chunk(&mut field, silence).await? {
                    value.extend_from_slice(&bytes);
                    if value.len() > SMALL {
                        return Err(Refusal::BadRequest);
                    }
                }
                let value = String::from_utf8(value).map_err(|_| Refusal::BadRequest)?;
                // an empty field of a form is one that was left alone
                if !value.is_empty() {
                    wish.set(name, &value)?;
                }
            }
        }
    }
    Err(Refusal::BadRequest)
}

async fn chunk(field: &mut Field<'_>, silence: Duration) -> Result<Option<Bytes>, Refusal> {
    let chunk = tokio::time::timeout(silence, field.chunk()).await.map_err(|_| Refusal::TooSlow)?;
    chunk.map_err(|error| broken(&error))
}

fn broken(error: &MultipartError) -> Refusal {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Refusal::TooLarge } else { Refusal::BadRequest }
}

async fn whole(mut body: Body, spool: &mut Spool, silence: Duration) -> Result<(), Refusal> {
    loop {
        let frame = tokio::time::timeout(silence, body.frame()).await.map_err(|_| Refusal::TooSlow)?;
        match frame {
            None => return Ok(()),
            Some(Err(_)) => return Err(Refusal::BadRequest),
            Some(Ok(frame)) => {
                if let Some(bytes) = frame.data_ref() {
                    spool.take(bytes)?;
                }
            }
        }
    }
}

/// Where the octets go.
struct Spool {
    file: SpooledTempFile,
    length: u64,
    limit: u64,
    pasted: bool,
}

impl Spool {
    fn new(site: &Site) -> Self {
        let limits = &site.settings.limits;
        let file = SpooledTempFile::new_in(limits.memory_bytes, &site.settings.spill);
        Self { file, length: 0, limit: limits.upload_bytes, pasted: false }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.length = self.length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.length > self.limit {
            return Err(Refusal::TooLarge);
        }
        self.file.write_all(bytes).map_err(|error| ours(&error))
    }

    fn forget(&mut self) -> Result<(), Refusal> {
        self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(|error| ours(&error))?;
        (self.length, self.pasted) = (0, false);
        Ok(())
    }

    fn finish(mut self) -> Result<SpooledTempFile, Refusal> {
        self.file.rewind().map_err(|error| ours(&error))?;
        Ok(self.file)
    }
}

fn ours(error: &std::io::Error) -> Refusal {
    tracing::error!(%error, "a mail cannot be kept while it is looked at");
    Refusal::Internal
}

/// Content that is too large for memory while it is checked goes to files without a name, too.
pub(crate) struct PrivateFiles(pub(crate) PathBuf);

impl Spill for PrivateFiles {
    fn create(&self) -> std::io::Result<Box<dyn Backing>> {
        Ok(Box::new(tempfile::tempfile_in(&self.0)?))
    }
}
