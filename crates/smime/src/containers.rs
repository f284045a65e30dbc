//! Where in a mail the CMS containers stand, for people who want to look into them: found as a mail is opened, not opened.

use std::io::{Read, Seek};
use std::ops::Range;

use kakitome_mime::decode::Decoded;
use kakitome_mime::{Entity, Limits, Message, PartPath, Section, TransferEncoding};

use crate::error::Error;
use crate::recognise::{self, Claim};

/// A container that was found in a mail.
#[derive(Debug, Clone)]
pub struct Container {
    /// The part that it is: `1.2`; empty: the mail's own body.
    pub part: String,
    /// Its media type as stated.
    pub media_type: String,
    body: Range<u64>,
    encoding: TransferEncoding,
}

impl Container {
    /// Its bytes, the transfer encoding taken off.
    ///
    /// # Errors
    /// The source cannot be read.
    pub fn open<'s, S: Read + Seek>(&self, source: &'s mut S) -> Result<impl Read + use<'s, S>, Error> {
        Ok(Decoded::new(Section::new(source, self.body.clone())?, self.encoding, self.body.start))
    }
}

/// The containers of a mail in the order of its parts, those of attached messages too. What is inside a container is not looked into.
///
/// # Errors
/// The source cannot be read, or a limit of its structure is exceeded.
pub fn containers<S: Read + Seek>(source: &mut S, limits: &Limits) -> Result<Vec<Container>, Error> {
    source.rewind().map_err(Error::io("going back to the beginning"))?;
    let index = Message::read(source, limits)?;
    let mut found = Vec::new();
    // `Limits` bound depth and number of parts
    let mut waiting = vec![(&index.root, PartPath::default())];
    while let Some((entity, path)) = waiting.pop() {
        if matches!(recognise::claim(entity), Claim::Opaque { .. } | Claim::Stray) {
            found.push(container(entity, &path));
        }
        let signature = match recognise::claim(entity) {
            Claim::Clear(clear) => Some(clear.signature_number),
            _ => None,
        };
        let parts: Vec<_> = entity.children().iter().zip(1_u32..).collect();
        for (part, number) in parts.into_iter().rev() {
            let path = path.child(number);
            // named as the signature whatever it says it is
            if signature == Some(number) && matches!(recognise::claim(part), Claim::None) {
                found.push(container(part, &path));
            } else {
                waiting.push((part, path));
            }
        }
    }
    found.sort_by_key(|container| container.body.start);
    Ok(found)
}

fn container(entity: &Entity, path: &PartPath) -> Container {
    Container {
        part: path.to_string(),
        media_type: entity.content_type.essence().to_owned(),
        body: entity.body.clone(),
        encoding: entity.encoding,
    }
}
