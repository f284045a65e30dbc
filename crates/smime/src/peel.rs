//! The layers of a mail, outer before inner: recognised by what they say they are, read for what they are (RFC 8551 3).
//! Walks the entities; signers are checked in `signers`, structures are read in `structure`.

use std::io::{self, Read, Seek, Write};

use kakitome_cms::{ContentDigests, SignedData, oid};
use kakitome_crypto::DigestAlgorithm;
use kakitome_mime::decode::Decoded;
use kakitome_mime::{Entity, Error as MimeError, Message, PartPath, Section};
use kakitome_pki::Severity;

use crate::content::{self, Digests};
use crate::error::Error;
use crate::finding::{Finding, Place};
use crate::notes;
use crate::recognise::{self, Claim, Clear};
use crate::report::{Covers, Form, Input, Layer, LayerKind, LayerState, Report};
use crate::signers::{Bench, Content};
use crate::spill::{Buffer, Source, Spill};
use crate::structure::{self, Structure};

/// Goes through a mail and fills a report.
pub(crate) struct Peeler<'a> {
    pub(crate) bench: Bench<'a>,
    pub(crate) spill: &'a dyn Spill,
    pub(crate) report: Report,
}

/// Where an entity stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spot {
    path: PartPath,
    /// Not the mail's body, or what a layer around holds, but a part of it.
    is_part: bool,
    inside: Option<usize>,
    depth: usize,
}

impl Spot {
    fn covers(&self) -> Covers {
        if self.is_part { Covers::Part } else { Covers::Whole }
    }

    /// The mail's own body.
    fn is_root(&self) -> bool {
        !self.is_part && self.inside.is_none()
    }

    fn place(&self) -> Place {
        if self.path.0.is_empty() { Place::Message } else { Place::Part(self.path.to_string()) }
    }

    /// The nth part of the entity here.
    fn part(&self, number: u32) -> Self {
        Self { path: self.path.child(number), is_part: true, ..self.clone() }
    }

    /// All that is inside this layer.
    fn within(&self, layer: usize, number: u32) -> Self {
        Self { path: self.path.child(number), is_part: self.is_part, inside: Some(layer), depth: self.depth.saturating_add(1) }
    }
}

impl Peeler<'_> {
    /// The entity and everything below it.
    pub(crate) fn entity<S: Read + Seek>(&mut self, source: &mut S, entity: &Entity, spot: &Spot) -> Result<(), Error> {
        match recognise::claim(entity) {
            Claim::Clear(clear) => self.clear(source, entity, &clear, spot),
            Claim::Opaque { declared } => self.opaque(source, entity, declared.as_deref(), spot),
            Claim::Stray if !spot.is_part => self.opaque(source, entity, None, spot),
            Claim::Stray => {
                self.report.note(Finding::StraySignature { part: spot.path.to_string() }, spot.place());
                Ok(())
            }
            Claim::ClearWithoutSignature { cut_off } => {
                if cut_off && spot.is_root() {
                    self.cut_off(spot);
                } else {
                    self.report.note(Finding::SignatureMissing, spot.place());
                }
                self.parts(source, entity, spot)
            }
            Claim::OtherSigned { protocol } => {
                self.report.note(Finding::OtherSignature { protocol }, spot.place());
                self.parts(source, entity, spot)
            }
            Claim::OtherEncrypted => {
                if let Some(layer) = self.layer(LayerKind::Encrypted, Form::Clear, spot) {
                    self.state(layer, LayerState::NoKey);
                    self.report.note(Finding::OtherEncryption, Place::Layer(layer));
                }
                Ok(())
            }
            Claim::Message => {
                if entity.children().iter().find_map(recognise::first_claim_below).is_some() {
                    self.report.note(Finding::AttachedMessage { part: spot.path.to_string() }, spot.place());
                }
                Ok(())
            }
            Claim::None => self.parts(source, entity, spot),
        }
    }

    /// The mail ended too early: what is at hand is a piece of it.
    fn cut_off(&mut self, spot: &Spot) {
        self.report.input = Input::Fragment;
        self.report.note(Finding::CutOff, spot.place());
    }

    fn parts<S: Read + Seek>(&mut self, source: &mut S, entity: &Entity, spot: &Spot) -> Result<(), Error> {
        entity.children().iter().zip(1_u32..).try_for_each(|(part, number)| self.entity(source, part, &spot.part(number)))
    }

    /// multipart/signed (RFC 8551 3.5.3).
    fn clear<S: Read + Seek>(&mut self, source: &mut S, entity: &Entity, clear: &Clear<'_>, spot: &Spot) -> Result<(), Error> {
        // A third part is shown by mail programs and signed by nobody.
        let spot = &Spot { is_part: spot.is_part || clear.parts != 2, ..spot.clone() };
        let Some(layer) = self.layer(LayerKind::Signed, Form::Clear, spot) else { return Ok(()) };
        notes::multipart(source, entity, clear, layer, &mut self.report)?;
        let structure = self.read_structure(source, clear.signature, &mut io::sink(), layer)?;
        match structure {
            Structure::Signed(data) => {
                let digests = hash_part(source, clear.content, &data)?;
                notes::micalg(clear, &data, layer, &mut self.report);
                let same = !data.has_content || digests.agrees(&data.content_digests, DigestAlgorithm::Sha256);
                if data.has_content {
                    self.report.note(Finding::ContentTwice { same }, Place::Layer(layer));
                }
                let content = if same { Content::Hashed(&digests) } else { Content::Other };
                self.bench.check(&data, &content, layer, &mut self.report);
            }
            other => {
                if matches!(other, Structure::Unreadable(_)) && spot.is_root() && recognise::is_cut_off(entity) {
                    self.cut_off(spot);
                }
                self.unread(&other, layer);
            }
        }
        notes::inner_header(&clear.content.header, layer, &mut self.report);
        self.entity(source, clear.content, &spot.within(layer, 1))?;
        let others = entity.children().iter().zip(1_u32..).skip(1).filter(|(_, number)| *number != clear.signature_number);
        for (part, number) in others {
            self.entity(source, part, &spot.part(number))?;
        }
        Ok(())
    }

    /// application/pkcs7-mime (RFC 8551 3.2 to 3.5.2), whatever it says it is.
    fn opaque<S: Read + Seek>(&mut self, source: &mut S, entity: &Entity, declared: Option<&str>, spot: &Spot) -> Result<(), Error> {
        let Some(layer) = self.layer(LayerKind::Unknown, Form::Opaque, spot) else { return Ok(()) };
        let mut buffer = Buffer::new(self.bench.policy.limits.in_memory, self.spill);
        let structure = self.read_structure(source, entity, &mut buffer, layer)?;
        if let (Some(declared), Some(found)) = (declared, structure::smime_type(&structure))
            && !declared.eq_ignore_ascii_case(found)
        {
            let finding = Finding::TypeDiffers { declared: declared.to_owned(), found: found.to_owned() };
            self.report.note(finding, Place::Layer(layer));
        }
        self.structure(structure, buffer, layer, spot)
    }

    /// Reads the structure in an entity's body. What is odd in its transfer encoding is decoded in other ways by other
    /// programs (V20), so it is noted.
    fn read_structure<S: Read + Seek>(
        &mut self,
        source: &mut S,
        entity: &Entity,
        sink: &mut dyn Write,
        layer: usize,
    ) -> Result<Structure, Error> {
        let section = Section::new(source, entity.body.clone())?;
        let mut body = Decoded::new(section, entity.encoding, entity.body.start);
        let structure = structure::read(&mut body, sink, &self.bench.policy.limits)?;
        io::copy(&mut body, &mut io::sink()).map_err(Error::io("reading to the end of a structure"))?;
        for finding in body.findings() {
            self.report.note(Finding::Mime(finding.clone()), Place::Layer(layer));
        }
        Ok(structure)
    }

    /// A structure that was read, and the content that was inside.
    pub(crate) fn structure(&mut self, structure: Structure, content: Buffer<'_>, layer: usize, spot: &Spot) -> Result<(), Error> {
        let data = match structure {
            Structure::Signed(data) => data,
            other => {
                self.unread(&other, layer);
                return Ok(());
            }
        };
        if data.signers.is_empty() && !data.has_content {
            self.kind(layer, LayerKind::Certificates);
            self.report.note(Finding::CertificatesOnly { count: data.certificates.len() }, Place::Layer(layer));
            return Ok(());
        }
        self.kind(layer, LayerKind::Signed);
        if !data.has_content {
            self.report.note(Finding::ContentMissing, Place::Layer(layer));
            self.bench.check(&data, &Content::Missing, layer, &mut self.report);
            return Ok(());
        }
        let mut inner = content.into_source().map_err(Error::io("reading signed content"))?;
        self.signed_content(&data, &mut inner, layer, spot)
    }

    fn signed_content(&mut self, data: &SignedData, inner: &mut Source, layer: usize, spot: &Spot) -> Result<(), Error> {
        let spot = spot.within(layer, 1);
        let index = if data.content_type == oid::DATA {
            self.index(inner, &spot)?
        } else {
            self.report.note(Finding::OtherContent { content: data.content_type.to_string() }, Place::Layer(layer));
            None
        };
        let is_canonical = index.as_ref().is_none_or(|index| index.lines.is_canonical());
        let wanted = data.digests_wanted(&data.content_digests);
        let digests = if wanted.is_empty() && is_canonical {
            Digests { received: data.content_digests.clone(), canonical: None }
        } else {
            inner.rewind().map_err(Error::io("reading signed content"))?;
            let algorithms = data.digests_wanted(&ContentDigests::default());
            content::hash(&mut *inner, &algorithms, is_canonical).map_err(Error::io("reading signed content"))?
        };
        self.bench.check(data, &Content::Hashed(&digests), layer, &mut self.report);
        let Some(index) = index else { return Ok(()) };
        notes::inner_header(&index.root.header, layer, &mut self.report);
        self.entity(inner, &index.root, &spot)
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
            let mut path = spot.path.clone();
            path.0.extend(index.part_at(finding.at).0);
            let place = if path.0.is_empty() { Place::Message } else { Place::Part(path.to_string()) };
            self.report.note(Finding::Mime(finding.clone()), place);
        }
        Ok(Some(index))
    }

    /// A layer that is not SignedData.
    fn unread(&mut self, structure: &Structure, layer: usize) {
        let place = Place::Layer(layer);
        match structure {
            Structure::Signed(_) => {}
            Structure::Other(LayerKind::Compressed) => {
                self.kind(layer, LayerKind::Compressed);
                self.state(layer, LayerState::NotOpened);
                self.report.note(Finding::Compressed, place);
            }
            Structure::Other(kind) => {
                self.kind(layer, *kind);
                self.state(layer, LayerState::NoKey);
                self.report.note(Finding::NoKey, place);
            }
            Structure::Foreign(found) => {
                self.kind(layer, LayerKind::Unknown);
                self.state(layer, LayerState::Unreadable);
                self.report.note(Finding::OtherContent { content: found.to_string() }, place);
            }
            Structure::Unreadable(why) => {
                self.kind(layer, LayerKind::Unknown);
                self.state(layer, LayerState::Unreadable);
                self.report.note(Finding::Unreadable { why: why.clone() }, place);
            }
        }
    }

    /// Adds a layer, unless there are too many.
    pub(crate) fn layer(&mut self, kind: LayerKind, form: Form, spot: &Spot) -> Option<usize> {
        let limits = &self.bench.policy.limits;
        let index = self.report.layers.len();
        if spot.depth >= limits.depth || index >= limits.layers {
            let limit = if spot.depth >= limits.depth { limits.depth } else { limits.layers };
            self.report.note(Finding::TooManyLayers { limit }, spot.place());
            if index <= limits.layers {
                // What was not opened cannot be called unsigned.
                let closed = self.closed(spot);
                self.report.layers.push(closed);
            }
            return None;
        }
        let covers = spot.covers();
        let part = spot.path.to_string();
        self.report.layers.push(Layer { kind, form, covers, part: part.clone(), inside: spot.inside, state: LayerState::Read });
        if kind == LayerKind::Signed && covers == Covers::Part {
            self.note_part(index);
        }
        Some(index)
    }

    /// A layer that the limits do not let open.
    fn closed(&self, spot: &Spot) -> Layer {
        let (covers, part, inside) = (spot.covers(), spot.path.to_string(), spot.inside);
        Layer { kind: LayerKind::Unknown, form: Form::Opaque, covers, part, inside, state: LayerState::NotOpened }
    }

    fn note_part(&mut self, layer: usize) {
        let Some(part) = self.report.layers.get(layer).map(|layer| layer.part.clone()) else { return };
        let severity = if self.bench.policy.allow_part { Severity::Warning } else { Severity::Error };
        self.report.note_as(severity, Finding::PartOnly { part }, Place::Layer(layer));
    }

    fn kind(&mut self, layer: usize, kind: LayerKind) {
        let Some(found) = self.report.layers.get_mut(layer) else { return };
        let became_signed = found.kind != kind && kind == LayerKind::Signed && found.covers == Covers::Part;
        found.kind = kind;
        if became_signed {
            self.note_part(layer);
        }
    }

    fn state(&mut self, layer: usize, state: LayerState) {
        if let Some(layer) = self.report.layers.get_mut(layer) {
            layer.state = state;
        }
    }
}

fn hash_part<S: Read + Seek>(source: &mut S, part: &Entity, data: &SignedData) -> Result<Digests, Error> {
    let mut algorithms = data.digests_wanted(&ContentDigests::default());
    if data.has_content && !algorithms.contains(&DigestAlgorithm::Sha256) {
        algorithms.push(DigestAlgorithm::Sha256);
    }
    let section = Section::new(source, part.range())?;
    content::hash(section, &algorithms, part.lines().is_canonical()).map_err(Error::io("reading the signed part"))
}
