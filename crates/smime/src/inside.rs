//! What is inside one CMS structure (RFC 8551 3.2 to 3.6): signed content is hashed, encrypted content is decrypted once all of it was
//! checked, compressed content is let grow within its bounds; each is then a mail's content again, and is walked by `peel`.

use std::io::{self, Read, Seek};

use kakitome_cms::armor::Armored;
use kakitome_cms::{CompressedData, ContentDigests, Error as CmsError, SignedData, oid};
use kakitome_crypto::OpenError;
use kakitome_mime::{Entity, Error as MimeError, Message};

use crate::body::Body;
use crate::content::{self, Digests};
use crate::error::Error;
use crate::finding::{Finding, Place};
use crate::gadget::Watched;
use crate::peel::{Peeler, Spot};
use crate::recognise;
use crate::report::{Form, Input, LayerKind, LayerState, Opened};
use crate::signers::Content;
use crate::spill::{Buffer, Source};
use crate::structure::{self, Structure};
use crate::unlock::{Unlocked, unlock};

impl<'a> Peeler<'a> {
    /// application/pkcs7-mime, whatever it says it is.
    pub(crate) fn opaque<S: Read + Seek>(
        &mut self,
        source: &mut S,
        entity: &Entity,
        declared: Option<&str>,
        spot: &Spot,
    ) -> Result<(), Error> {
        let Some(layer) = self.layer(LayerKind::Unknown, Form::Opaque, spot) else { return Ok(()) };
        let mut body = Body::new(source, entity)?;
        let mut buffer = self.buffer(spot);
        let structure = structure::read(&mut body, &mut buffer, &self.bench.policy.limits)?;
        self.note_oddities(&mut body, layer)?;
        if let (Some(declared), Some(found)) = (declared, structure::smime_type(&structure))
            && !declared.eq_ignore_ascii_case(found)
        {
            let finding = Finding::TypeDiffers { declared: declared.to_owned(), found: found.to_owned() };
            self.report.note(finding, Place::Layer(layer));
        }
        self.structure(structure, buffer, &mut body, layer, spot)
    }

    /// The signature beside a part: a structure whose own content is of no interest.
    pub(crate) fn signature<S: Read + Seek>(&mut self, source: &mut S, entity: &Entity, layer: usize) -> Result<Structure, Error> {
        let mut body = Body::new(source, entity)?;
        let structure = structure::read(&mut body, &mut io::sink(), &self.bench.policy.limits)?;
        self.note_oddities(&mut body, layer)?;
        Ok(structure)
    }

    /// What is odd in the transfer encoding of a structure.
    pub(crate) fn note_oddities<S: Read + Seek>(&mut self, body: &mut Body<'_, S>, layer: usize) -> Result<(), Error> {
        for finding in body.oddities().map_err(Error::io("reading to the end of a structure"))? {
            self.report.note(Finding::Mime(finding.clone()), Place::Layer(layer));
        }
        Ok(())
    }

    /// A place for a layer's content. What the layers around it hold in memory is not there twice.
    pub(crate) fn buffer(&self, spot: &Spot) -> Buffer<'a> {
        Buffer::new(self.room, self.spill).secret(spot.is_secret)
    }

    /// A structure that was read from `body`; `content` has what it signs.
    pub(crate) fn structure<B: Read + Seek>(
        &mut self,
        structure: Structure,
        content: Buffer<'_>,
        body: &mut B,
        layer: usize,
        spot: &Spot,
    ) -> Result<(), Error> {
        match structure {
            Structure::Signed(data) => self.signed(&data, content, layer, spot),
            Structure::Other(kind @ (LayerKind::Encrypted | LayerKind::AuthenticatedEncrypted)) => {
                drop(content);
                self.kind(layer, kind);
                self.encrypted(body, layer, spot)
            }
            Structure::Other(LayerKind::Compressed) if !spot.is_part => {
                drop(content);
                self.kind(layer, LayerKind::Compressed);
                self.compressed(body, layer, spot)
            }
            other => {
                self.unread(&other, layer);
                Ok(())
            }
        }
    }

    fn signed(&mut self, data: &SignedData, content: Buffer<'_>, layer: usize, spot: &Spot) -> Result<(), Error> {
        if data.signers.is_empty() && !data.has_content {
            self.kind(layer, LayerKind::Certificates);
            self.report.note(Finding::CertificatesOnly { count: data.certificates.len() }, Place::Layer(layer));
            return Ok(());
        }
        self.kind(layer, LayerKind::Signed);
        if !data.has_content {
            self.report.note(Finding::ContentMissing, Place::Layer(layer));
            self.bench.check(data, &Content::Missing, layer, &mut self.report);
            return Ok(());
        }
        let mut inner = content.into_source().map_err(Error::io("reading signed content"))?;
        let spot = spot.within(layer, 1);
        let index = self.index_of(data.content_type, &mut inner, layer, &spot)?;
        let is_canonical = index.as_ref().is_none_or(|index| index.lines.is_canonical());
        let wanted = data.digests_wanted(&data.content_digests);
        let digests = if wanted.is_empty() && is_canonical {
            Digests { received: data.content_digests.clone(), canonical: None }
        } else {
            inner.rewind().map_err(Error::io("reading signed content"))?;
            let algorithms = data.digests_wanted(&ContentDigests::default());
            content::hash(&mut inner, &algorithms, is_canonical).map_err(Error::io("reading signed content"))?
        };
        self.bench.check(data, &Content::Hashed(&digests), layer, &mut self.report);
        self.go_on(&mut inner, index, layer, &spot)
    }

    /// Only what is the whole is decrypted: ciphertext that stands as one part beside others is an old letter in a new envelope, and
    /// whoever answers would send it to its thief (M02, M03).
    fn encrypted<B: Read + Seek>(&mut self, body: &mut B, layer: usize, spot: &Spot) -> Result<(), Error> {
        if spot.is_part {
            self.state(layer, LayerState::NotOpened);
            self.report.note(Finding::EncryptedPart { part: spot.part_number() }, Place::Layer(layer));
            return Ok(());
        }
        if self.keys.is_empty() {
            self.state(layer, LayerState::NoKey);
            self.report.note(Finding::NoKey, Place::Layer(layer));
            return Ok(());
        }
        let (policy, is_mail) = (self.bench.policy, self.report.input != Input::Cms);
        let mut body = match Armored::new(body) {
            Ok(body) => body,
            Err(error) => return self.locked(error, layer),
        };
        let unlocked = match unlock(&mut body, self.keys, &policy.unlock, &policy.limits.cms, is_mail) {
            Ok(unlocked) => unlocked,
            Err(error) => return self.locked(error, layer),
        };
        let spot = spot.secret().within(layer, 1);
        let mut buffer = self.buffer(&spot);
        let mut watched = Watched::new(&mut buffer);
        unlocked.checked.write_to(&mut body, &mut watched)?;
        let fetches = watched.fetches();
        let (content_type, is_authenticated) = (unlocked.checked.content_type, unlocked.checked.is_authenticated);
        self.opened(unlocked, layer);
        let mut inner = buffer.into_source().map_err(Error::io("reading decrypted content"))?;
        let index = self.index_of(content_type, &mut inner, layer, &spot)?;
        self.go_on(&mut inner, index, layer, &spot)?;
        // A signature over all that is inside vouches for what no tag does.
        let is_signed = self.report.signers.iter().any(|signer| self.report.is_inside(signer.layer, layer));
        if fetches && !is_authenticated && !is_signed {
            self.report.note(Finding::Fetches, Place::Layer(layer));
        }
        Ok(())
    }

    /// It was decrypted: how.
    fn opened(&mut self, unlocked: Unlocked, layer: usize) {
        let Unlocked { envelope, checked, recipient } = unlocked;
        if let Some(layer) = self.report.layers.get_mut(layer) {
            layer.opened = Some(Opened {
                cipher: envelope.encryption.name(),
                recipient,
                recipients: envelope.recipient_count,
                is_authenticated: checked.is_authenticated,
            });
        }
        for finding in envelope.findings.into_iter().chain(checked.tail.findings) {
            self.report.note(Finding::Cms(finding), Place::Layer(layer));
        }
    }

    /// It was not decrypted. That the holder of a key gives no answer says nothing about the mail.
    fn locked(&mut self, error: CmsError, layer: usize) -> Result<(), Error> {
        let (state, finding) = match error {
            error @ CmsError::Opener(OpenError::Away { .. } | OpenError::Refused { .. }) => return Err(error.into()),
            error if structure::is_failure(&error) => return Err(error.into()),
            CmsError::NoRecipient { .. } => (LayerState::NoKey, Finding::NoKey),
            CmsError::Undecryptable => (LayerState::Undecryptable, Finding::Undecryptable),
            other => (LayerState::Undecryptable, Finding::Unreadable { why: other.to_string() }),
        };
        self.state(layer, state);
        self.report.note(finding, Place::Layer(layer));
        Ok(())
    }

    fn compressed<B: Read + Seek>(&mut self, body: &mut B, layer: usize, spot: &Spot) -> Result<(), Error> {
        let place = Place::Layer(layer);
        self.report.note(Finding::Compressed, place.clone());
        let spot = spot.within(layer, 1);
        let mut buffer = self.buffer(&spot);
        let mut limits = self.bench.policy.limits.cms;
        limits.decompressed_bytes = limits.decompressed_bytes.saturating_sub(self.decompressed);
        let read = Armored::new(body).and_then(|mut body| CompressedData::read(&mut body, &mut buffer, &limits));
        let data = match read {
            Ok(data) => data,
            Err(error) if structure::is_failure(&error) => return Err(error.into()),
            Err(error) => {
                self.state(layer, LayerState::Unreadable);
                self.report.note(Finding::Unreadable { why: error.to_string() }, place);
                return Ok(());
            }
        };
        self.decompressed = self.decompressed.saturating_add(data.length);
        for finding in data.findings {
            self.report.note(Finding::Cms(finding), place.clone());
        }
        let mut inner = buffer.into_source().map_err(Error::io("reading decompressed content"))?;
        let index = self.index_of(data.content_type, &mut inner, layer, &spot)?;
        self.go_on(&mut inner, index, layer, &spot)
    }

    /// The index of a layer's content, if it is MIME.
    fn index_of(
        &mut self,
        content_type: const_oid::ObjectIdentifier,
        inner: &mut Source,
        layer: usize,
        spot: &Spot,
    ) -> Result<Option<Message>, Error> {
        if content_type == oid::DATA {
            return self.index(inner, spot);
        }
        // A container inside without MIME around it, a receipt, a time stamp: no program shows that as a mail.
        self.report.note(Finding::OtherContent { content: content_type.to_string() }, Place::Layer(layer));
        if self.report.layers.get(layer).is_some_and(|layer| layer.kind != LayerKind::Signed) {
            self.state(layer, LayerState::Unreadable);
        }
        Ok(None)
    }

    /// What is inside is walked like the mail itself.
    fn go_on(&mut self, inner: &mut Source, index: Option<Message>, layer: usize, spot: &Spot) -> Result<(), Error> {
        let Some(index) = index else { return Ok(()) };
        let held = inner.in_memory();
        self.room = self.room.saturating_sub(held);
        self.content(inner, &index.root, layer, spot)?;
        self.room = self.room.saturating_add(held);
        Ok(())
    }

    /// The index of a mail, or of a layer's content; what is ambiguous in it is noted.
    pub(crate) fn index<S: Read + Seek>(&mut self, source: &mut S, spot: &Spot) -> Result<Option<Message>, Error> {
        source.rewind().map_err(Error::io("going back to the beginning"))?;
        let index = match Message::read(&mut *source, &self.bench.policy.limits.mime) {
            Ok(index) => index,
            Err(error @ MimeError::Limit { .. }) => {
                self.report.note(Finding::Unreadable { why: error.to_string() }, spot.place());
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        // What a file on its own holds need not be MIME: then there is no structure to speak of.
        if self.report.input == Input::Cms && !index.root.header.fields().any(|field| recognise::is_of_part(field.name())) {
            return Ok(None);
        }
        for finding in &index.findings {
            self.report.note(Finding::Mime(finding.clone()), spot.place_of(&index.part_at(finding.at)));
        }
        Ok(Some(index))
    }

    /// A structure whose content is not looked into.
    pub(crate) fn unread(&mut self, structure: &Structure, layer: usize) {
        let place = Place::Layer(layer);
        let (kind, state, finding) = match structure {
            Structure::Signed(_) => return,
            Structure::Other(LayerKind::Compressed) => (LayerKind::Compressed, LayerState::NotOpened, Finding::Compressed),
            Structure::Other(kind) => (*kind, LayerState::NoKey, Finding::NoKey),
            Structure::Foreign(found) => (LayerKind::Unknown, LayerState::Unreadable, Finding::OtherContent { content: found.to_string() }),
            Structure::Unreadable(why) => (LayerKind::Unknown, LayerState::Unreadable, Finding::Unreadable { why: why.clone() }),
        };
        self.kind(layer, kind);
        self.state(layer, state);
        self.report.note(finding, place);
    }
}
