//! The two passes over the ciphertext: the first checks tag or padding and reads what stands behind, the second decrypts. Only the
//! first makes a [`Checked`], and only that can be written, so nothing leaves before all of it is checked (attack row M12).

use std::io::{self, Read, Seek, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::Reader;
use kakitome_crypto::{CheckedCiphertext, Checker};

use crate::encrypted_content::{self, Checking};
use crate::envelope::{Envelope, EnvelopeKind, enter_again};
use crate::error::Error;
use crate::limits::Limits;
use crate::tail::Tail;
use crate::unlock::Unlocked;

impl Envelope {
    /// The first pass: whether the content is whole under this key. No plaintext is made. `source` is read from its beginning; of
    /// `Seek` only going back there is asked.
    ///
    /// # Errors
    /// [`Error::Undecryptable`] when tag or padding is not right, whatever the cause. What cannot be read, here or behind the
    /// ciphertext, is said, whether or not the key is right.
    pub fn check<S: Read + Seek>(&self, source: &mut S, unlocked: &Unlocked) -> Result<Checked, Error> {
        let tagged = self.kind == EnvelopeKind::AuthEnveloped;
        let algorithm = self.encryption.usable(self.kind.name(), tagged)?;
        let mut again = false;
        loop {
            let mut checker = Checker::new(algorithm, &unlocked.key).map_err(|_| Error::Undecryptable)?;
            let mut reader = self.again(source)?;
            let length = encrypted_content::pass(&mut reader, &mut Checking(&mut checker))?;
            let tail = Tail::read(&mut reader, self, length)?;
            let associated = if again { tail.associated_in_der() } else { tail.associated.clone() };
            if let Some(ciphertext) = checker.finish(&associated, &tail.tag) {
                return Ok(self.checked(ciphertext, tail.judged(again)));
            }
            // RFC 5083 2.2: the tag covers the attributes in DER. Only where they stand in another form is there a second way to try.
            if again || tail.associated_in_der() == tail.associated {
                return Err(Error::Undecryptable);
            }
            again = true;
        }
    }

    /// What stands behind the ciphertext, for those who have no key.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn tail<S: Read + Seek>(&self, source: &mut S) -> Result<Tail, Error> {
        let mut reader = self.again(source)?;
        let length = encrypted_content::pass(&mut reader, &mut io::sink())?;
        Tail::read(&mut reader, self, length)
    }

    fn again<'s, S: Read + Seek>(&self, source: &'s mut S) -> Result<Reader<&'s mut S>, Error> {
        at_content(source, self.content, &self.limits)
    }

    fn checked(&self, ciphertext: CheckedCiphertext, tail: Tail) -> Checked {
        Checked {
            content_type: self.content_type,
            is_authenticated: self.kind == EnvelopeKind::AuthEnveloped,
            tail,
            ciphertext,
            content: self.content,
            limits: self.limits,
        }
    }
}

/// A reader that stands before the ciphertext again.
fn at_content<'s, S: Read + Seek>(source: &'s mut S, content: Option<u64>, limits: &Limits) -> Result<Reader<&'s mut S>, Error> {
    if content.is_none() {
        return Err(Error::NoContent);
    }
    source.rewind().map_err(|source| Error::Io { what: "going back to the beginning of the message", source })?;
    let mut reader = Reader::new(source);
    if enter_again(&mut reader, limits)? == content { Ok(reader) } else { Err(Error::SourceChanged) }
}

/// Content whose tag or padding is right under its key. Only [`Envelope::check`] makes one.
///
/// With [`Checked::is_authenticated`] it is the content as it was encrypted. Without, it may have been put together by somebody who
/// never knew the key (EFAIL): such content is shown with care, and says nothing about who wrote it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the content is; id-data in mail.
    pub content_type: ObjectIdentifier,
    /// Whether a tag was checked, or padding only.
    pub is_authenticated: bool,
    /// What stands behind the ciphertext.
    pub tail: Tail,
    ciphertext: CheckedCiphertext,
    content: Option<u64>,
    limits: Limits,
}

impl Checked {
    /// The second pass: decrypts to `sink`. `source` is the same as before and has not changed since. Answers how many octets there were.
    ///
    /// # Errors
    /// Reading or writing fails; the source has changed.
    pub fn write_to<S: Read + Seek>(&self, source: &mut S, sink: &mut dyn Write) -> Result<u64, Error> {
        let mut reader = at_content(source, self.content, &self.limits)?;
        encrypted_content::decrypt(&mut reader, &self.ciphertext, sink)
    }
}
