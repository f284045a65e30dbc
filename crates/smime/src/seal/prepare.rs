//! A mail made ready for its signature: what is signed is planned, hashed once, and the request for the key is made.
//! The body is never held; the signed mail is new bytes around pieces of the source.

use std::io::{Read, Seek, Write};

use kakitome_cms::sign::{Identity, Request, Wrapping};
use kakitome_crypto::{Digest, Hasher};
use kakitome_mime::encode::{Base64, LineEnds};
use kakitome_mime::seven_bit::Plan;
use kakitome_mime::{Message, date};
use kakitome_pki::UnixTime;

use super::classify::{Kind, classify};
use super::recipe::{Ambiguous, Dkim, Form, NotSevenBit, Reason, Recipe, Refusal};
use super::watch::Watch;
use super::{content, header_inside, outside};
use crate::error::Error;
use crate::protected::write::{ProtectedPieces, protect};

/// A mail that waits for its signature.
#[derive(Debug)]
pub struct Prepared {
    head: Vec<u8>,
    plan: Plan,
    content_length: u64,
    form: Form,
    boundary: String,
    digest: Digest,
    request: Request,
}

/// Plans the signed form of a mail, hashes what is to be signed, and asks for one signature.
///
/// # Errors
/// [`Refusal`] says whether the mail goes on as it is, must not go on, or could not be worked on.
pub fn prepare(source: &mut (impl Read + Seek), index: &Message, identity: &Identity, recipe: &Recipe) -> Result<Prepared, Refusal> {
    refuse_what_is_sealed(index)?;
    refuse_dkim(index, recipe)?;
    refuse_ambiguous(index, recipe)?;
    let pieces = recipe.protect.map(|protection| protect(&index.root.header, protection));
    let (plan, form) = plan(index, recipe, pieces.as_ref())?;
    let (digest, content_length, boundary) = pass(source, &plan, identity, recipe)?;
    let request = Request::new(identity, &digest, signing_time(index, recipe.now)).map_err(Error::from)?;
    let mut head = match &pieces {
        Some(pieces) => outside::protected(&pieces.outside, recipe.keep_bcc, 512),
        None => outside::header(&index.root.header, recipe.keep_bcc, 512),
    };
    match form {
        Form::Clear => outside::clear(&mut head, identity.digest().micalg(), &boundary),
        Form::Opaque => outside::opaque(&mut head),
    }
    Ok(Prepared { head, plan, content_length, form, boundary, digest, request })
}

fn refuse_what_is_sealed(index: &Message) -> Result<(), Refusal> {
    match classify(index) {
        Kind::AlreadySigned => Err(Refusal::LeaveAsIs(Reason::AlreadySigned)),
        Kind::Encrypted => Err(Refusal::LeaveAsIs(Reason::Encrypted)),
        _ => Ok(()),
    }
}

fn refuse_dkim(index: &Message, recipe: &Recipe) -> Result<(), Refusal> {
    if index.root.header.first("DKIM-Signature").is_none() {
        return Ok(());
    }
    match recipe.dkim {
        Dkim::Remove => Ok(()),
        Dkim::LeaveUnsigned => Err(Refusal::LeaveAsIs(Reason::DkimSigned)),
        Dkim::Refuse => Err(Refusal::Refuse(Reason::DkimSigned)),
    }
}

fn refuse_ambiguous(index: &Message, recipe: &Recipe) -> Result<(), Refusal> {
    let Some(first) = index.findings.iter().find(|finding| finding.splits_parsers()) else { return Ok(()) };
    let reason = Reason::Ambiguous { finding: first.id(), at: first.at };
    match recipe.ambiguous {
        Ambiguous::Sign => Ok(()),
        Ambiguous::LeaveUnsigned => Err(Refusal::LeaveAsIs(reason)),
        Ambiguous::Refuse => Err(Refusal::Refuse(reason)),
    }
}

/// The content, with the header's fields in it where they are protected.
fn plan(index: &Message, recipe: &Recipe, pieces: Option<&ProtectedPieces>) -> Result<(Plan, Form), Refusal> {
    let Some(pieces) = pieces else { return plan_of_content(index, recipe) };
    let (plan, form) = plan_of_content(index, recipe)?;
    let (plan, form) = match recipe.not_seven_bit {
        _ if form == Form::Opaque || pieces.inside.is_ascii() => (plan, form),
        NotSevenBit::Opaque => (content::as_received(index), Form::Opaque),
        NotSevenBit::LeaveUnsigned => return Err(Refusal::LeaveAsIs(Reason::HeaderNotSevenBit)),
        NotSevenBit::Refuse => return Err(Refusal::Refuse(Reason::HeaderNotSevenBit)),
    };
    Ok((header_inside::put(plan, index, pieces), form))
}

fn plan_of_content(index: &Message, recipe: &Recipe) -> Result<(Plan, Form), Refusal> {
    match content::seven_bit(index) {
        Ok(plan) => Ok((plan, recipe.form)),
        Err(_) if recipe.form == Form::Opaque => Ok((content::as_received(index), Form::Opaque)),
        Err(obstacles) => match recipe.not_seven_bit {
            NotSevenBit::Opaque => Ok((content::as_received(index), Form::Opaque)),
            NotSevenBit::LeaveUnsigned => Err(Refusal::LeaveAsIs(Reason::NotSevenBit(obstacles))),
            NotSevenBit::Refuse => Err(Refusal::Refuse(Reason::NotSevenBit(obstacles))),
        },
    }
}

/// Boundaries that are tried. With 128 random bits the first one is never found in a mail that was not made for it.
const BOUNDARIES: u8 = 4;

/// Hashes the content and finds a boundary that does not occur in it.
fn pass(source: &mut (impl Read + Seek), plan: &Plan, identity: &Identity, recipe: &Recipe) -> Result<(Digest, u64, String), Error> {
    for number in 0..BOUNDARIES {
        let boundary = boundary(&recipe.random, number);
        let Some(hasher) = Hasher::new(identity.digest()) else { break };
        let mut watch = Watch::new(hasher, boundary.as_bytes());
        plan.write_to(source, &mut watch)?;
        let (digest, length, occurs) = watch.finish();
        if !occurs {
            return Ok((digest, length, boundary));
        }
    }
    Err(Error::Boundary)
}

/// `=_` occurs neither in base64 nor in quoted-printable (RFC 2045 6.7).
fn boundary(random: &[u8; 16], number: u8) -> String {
    let octets = random.map(|byte| byte.wrapping_add(number));
    format!("=_{:032x}", u128::from_be_bytes(octets))
}

/// Seconds between the clock and `Date:` that still count as the same moment (design, section 5; Thunderbird's limit too).
const HOUR: u64 = 3600;

/// The real time, or none: never another one.
fn signing_time(index: &Message, now: UnixTime) -> Option<UnixTime> {
    let field = index.root.header.first("Date")?;
    let date = date::parse(field.value(), field.value_offset()).ok()?;
    (now.0.abs_diff(date.unix) <= HOUR).then_some(now)
}

impl Prepared {
    /// The digest of what is signed: the content as it leaves, not as it came.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// What the key must sign: SignedAttributes as DER SET OF ([`kakitome_crypto::Kind::SignedAttributes`]).
    #[must_use]
    pub fn request(&self) -> &[u8] {
        self.request.to_be_signed()
    }

    /// How the signature will be written: opaque where the recipe allowed it for what is not 7-bit.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The signed mail.
    #[must_use]
    pub fn finish(self, signature: &[u8]) -> Sealed {
        let head = self.head.len() as u64;
        let (around, length) = match self.form {
            Form::Clear => {
                let tail = outside::signature(&self.request.detached(signature), &self.boundary);
                let length = head + self.content_length + tail.len() as u64;
                (Around::Clear(tail), length)
            }
            Form::Opaque => {
                let wrapping = self.request.opaque(signature, self.content_length);
                let octets = wrapping.head.len() as u64 + self.content_length + wrapping.tail.len() as u64;
                (Around::Opaque(wrapping), head + outside::base64_length(octets))
            }
        };
        Sealed { head: self.head, plan: self.plan, around, length }
    }
}

/// A signed mail: new bytes and pieces of the source, written out on demand.
#[derive(Debug)]
pub struct Sealed {
    head: Vec<u8>,
    plan: Plan,
    around: Around,
    length: u64,
}

/// What is written beside the content.
#[derive(Debug)]
enum Around {
    /// The signature follows it.
    Clear(Vec<u8>),
    /// Both sides, all of it in base64.
    Opaque(Wrapping),
}

impl Sealed {
    /// Bytes in all.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.length
    }

    /// Never.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Writes the signed mail, from the source it was prepared from.
    ///
    /// # Errors
    /// The source cannot be read or the destination not written.
    pub fn write_to(&self, source: &mut (impl Read + Seek), out: &mut impl Write) -> Result<(), Error> {
        let failed = "writing the signed mail";
        out.write_all(&self.head).map_err(Error::io(failed))?;
        match &self.around {
            Around::Clear(tail) => {
                self.plan.write_to(source, out)?;
                out.write_all(tail).map_err(Error::io(failed))
            }
            Around::Opaque(Wrapping { head, tail }) => {
                let mut base64 = Base64::new(out, LineEnds::Exact);
                base64.write_all(head).map_err(Error::io(failed))?;
                self.plan.write_to(source, &mut base64)?;
                base64.write_all(tail).map_err(Error::io(failed))?;
                base64.finish().map(drop).map_err(Error::io(failed))
            }
        }
    }
}
