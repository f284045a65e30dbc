//! The layers of a mail, outer before inner: recognised by what they say they are, read for what they are (RFC 8551 3).
//! Walks the entities; what is inside a CMS structure is opened in `inside`, signers are checked in `signers`.

use std::io::{Read, Seek};

use kakitome_cms::{ContentDigests, Keys, SignedData};
use kakitome_crypto::DigestAlgorithm;
use kakitome_mime::{Entity, PartPath, Section};
use kakitome_pki::Severity;

use crate::beginnings::{self, Begins};
use crate::content::{self, Digests};
use crate::error::Error;
use crate::finding::{Finding, Place};
use crate::notes;
use crate::protected::{self, Found};
use crate::recognise::{self, Claim, Clear};
use crate::report::{Covers, Form, Input, Layer, LayerKind, LayerState, Report};
use crate::signers::{Bench, Content};
use crate::spill::Spill;
use crate::structure::Structure;

/// Goes through a mail and fills a report.
pub(crate) struct Peeler<'a> {
    pub(crate) bench: Bench<'a>,
    pub(crate) keys: &'a Keys<'a>,
    pub(crate) spill: &'a dyn Spill,
    /// Bytes of memory that the content of all open layers may still take.
    pub(crate) room: usize,
    /// Octets that came out of compressed layers so far.
    pub(crate) decompressed: u64,
    /// The header fields that the innermost layer's content protects.
    pub(crate) protected: Option<Found>,
    pub(crate) report: Report,
}

/// Where an entity stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spot {
    path: PartPath,
    /// Not the mail's body, or what a layer around holds, but a part of it.
    pub(crate) is_part: bool,
    /// What is here was decrypted.
    pub(crate) is_secret: bool,
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

    pub(crate) fn place(&self) -> Place {
        self.place_of(&PartPath::default())
    }

    /// The place of what stands here at this path.
    pub(crate) fn place_of(&self, path: &PartPath) -> Place {
        let mut whole = self.path.clone();
        whole.0.extend(&path.0);
        if whole.0.is_empty() { Place::Message } else { Place::Part(whole.to_string()) }
    }

    /// The part's number, as people write it.
    pub(crate) fn part_number(&self) -> String {
        self.path.to_string()
    }

    /// The nth part of the entity here.
    fn part(&self, number: u32) -> Self {
        Self { path: self.path.child(number), is_part: true, ..self.clone() }
    }

    /// All that is here, one step deeper.
    fn deeper(&self, number: u32) -> Self {
        Self { path: self.path.child(number), ..self.clone() }
    }

    /// All that is inside this layer.
    pub(crate) fn within(&self, layer: usize, number: u32) -> Self {
        Self { inside: Some(layer), depth: self.depth.saturating_add(1), ..self.deeper(number) }
    }

    /// The same, and what is here was decrypted.
    pub(crate) fn secret(&self) -> Self {
        Self { is_secret: true, ..self.clone() }
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
            Claim::None => match beginnings::begins(source, entity)? {
                Begins::Container if !spot.is_part => self.opaque(source, entity, None, spot),
                Begins::Container | Begins::Otherwise => self.parts(source, entity, spot),
                Begins::PgpSigned => {
                    self.report.note(Finding::OtherSignature { protocol: "OpenPGP".to_owned() }, spot.place());
                    Ok(())
                }
                Begins::PgpEncrypted => {
                    self.report.note(Finding::OtherEncryption, spot.place());
                    Ok(())
                }
            },
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
        let structure = self.signature(source, clear.signature, layer)?;
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
        self.content(source, clear.content, layer, &spot.within(layer, 1))?;
        let others = entity.children().iter().zip(1_u32..).skip(1).filter(|(_, number)| *number != clear.signature_number);
        for (part, number) in others {
            self.entity(source, part, &spot.part(number))?;
        }
        Ok(())
    }

    /// The content of a layer: the entity and, where that is no layer itself, the header fields that it protects.
    pub(crate) fn content<S: Read + Seek>(&mut self, source: &mut S, entity: &Entity, layer: usize, spot: &Spot) -> Result<(), Error> {
        let is_payload = !spot.is_part && matches!(recognise::claim(entity), Claim::None | Claim::Message);
        let found = is_payload.then(|| protected::find(entity, &self.report.author)).flatten();
        let Some(found) = found else {
            notes::inner_header(&entity.header, layer, &mut self.report);
            return self.entity(source, entity, spot);
        };
        // RFC 8551 3.1: the message inside is this mail itself, if it says so under a signature. Without one anybody may have put another's
        // signed mail there, and it is attached like any other.
        let is_signed = self.report.is_signed(layer);
        let wrapped = found.wrapped(entity).filter(|_| is_signed);
        self.protected = Some(found.at(layer, spot.is_secret));
        match wrapped {
            Some(message) => self.entity(source, message, &spot.deeper(1)),
            None => self.entity(source, entity, spot),
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
        self.report.layers.push(Layer {
            kind,
            form,
            covers,
            part: part.clone(),
            inside: spot.inside,
            state: LayerState::Read,
            opened: None,
        });
        if kind == LayerKind::Signed && covers == Covers::Part {
            self.note_part(index);
        }
        Some(index)
    }

    /// A layer that the limits do not let open.
    fn closed(&self, spot: &Spot) -> Layer {
        let (covers, part, inside) = (spot.covers(), spot.path.to_string(), spot.inside);
        Layer { kind: LayerKind::Unknown, form: Form::Opaque, covers, part, inside, state: LayerState::NotOpened, opened: None }
    }

    fn note_part(&mut self, layer: usize) {
        let Some(part) = self.report.layers.get(layer).map(|layer| layer.part.clone()) else { return };
        let severity = if self.bench.policy.allow_part { Severity::Warning } else { Severity::Error };
        self.report.note_as(severity, Finding::PartOnly { part }, Place::Layer(layer));
    }

    pub(crate) fn kind(&mut self, layer: usize, kind: LayerKind) {
        let Some(found) = self.report.layers.get_mut(layer) else { return };
        let became_signed = found.kind != kind && kind == LayerKind::Signed && found.covers == Covers::Part;
        found.kind = kind;
        if became_signed {
            self.note_part(layer);
        }
    }

    pub(crate) fn state(&mut self, layer: usize, state: LayerState) {
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
