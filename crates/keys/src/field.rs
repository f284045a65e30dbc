//! Fields of a frame's body: fixed integers big-endian, octet strings behind their length as u32.

use zeroize::Zeroizing;

/// The body ends too early, goes on too long, or a field has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unreadable(pub(crate) &'static str);

/// Reads fields in order.
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self { rest: body }
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(Unreadable("the frame ends inside a field"))?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn octet(&mut self) -> Result<u8, Unreadable> {
        self.array::<1>().map(|[octet]| octet)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Unreadable> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Unreadable> {
        self.array().map(u64::from_be_bytes)
    }

    pub(crate) fn octets(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = usize::try_from(self.u32()?).map_err(|_| Unreadable("a length beyond memory"))?;
        let (head, rest) = self.rest.split_at_checked(length).ok_or(Unreadable("the frame ends inside a field"))?;
        self.rest = rest;
        Ok(head)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Unreadable> {
        std::str::from_utf8(self.octets()?).map_err(|_| Unreadable("a text is not UTF-8"))
    }

    pub(crate) fn secret(&mut self) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        self.octets().map(|octets| Zeroizing::new(octets.to_vec()))
    }

    /// All that is left.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn finish(self) -> Result<(), Unreadable> {
        if self.rest.is_empty() { Ok(()) } else { Err(Unreadable("octets behind the last field")) }
    }
}

/// Writes an octet string behind its length. No field of ours reaches 4 GiB: frames are bounded before they are written.
pub(crate) fn put_octets(out: &mut Vec<u8>, octets: &[u8]) {
    out.extend(u32::try_from(octets.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(octets);
}
