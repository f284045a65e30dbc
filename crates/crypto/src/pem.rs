//! The textual encoding (RFC 7468) of key files, read leniently: any line length, text around the blocks, several blocks.
//! Base64 goes through buffers that are wiped.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use crate::error::Error;

/// One block: its label, whether it has headers of RFC 1421 (encrypted in OpenSSL's old way), its content.
pub(crate) struct Block {
    pub(crate) label: String,
    pub(crate) has_headers: bool,
    pub(crate) content: Zeroizing<Vec<u8>>,
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether the bytes look like PEM at all.
pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(BEGIN.len()).any(|window| window == BEGIN.as_bytes())
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// All blocks, in order.
pub(crate) fn blocks(bytes: &[u8]) -> Result<Vec<Block>, Error> {
    let malformed = |why: &str| Error::malformed("PEM file", why);
    let mut found = Vec::new();
    let mut open: Option<(String, bool, Zeroizing<Vec<u8>>)> = None;
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii) {
        let text = std::str::from_utf8(line).unwrap_or_default();
        if let Some(label) = text.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES)) {
            if open.is_some() {
                return Err(malformed("a block begins inside a block"));
            }
            // Reserved whole, so that growing leaves no copies behind.
            open = Some((label.to_owned(), false, Zeroizing::new(Vec::with_capacity(bytes.len()))));
        } else if text.starts_with(END) {
            let (label, has_headers, base64) = open.take().ok_or_else(|| malformed("an END line without its BEGIN"))?;
            // Content behind headers is encrypted; it is named, not read.
            let content = if has_headers { Zeroizing::default() } else { decode(&base64)? };
            found.push(Block { label, has_headers, content });
        } else if let Some((_, has_headers, base64)) = &mut open {
            *has_headers |= line.contains(&b':');
            base64.extend_from_slice(line);
        }
    }
    if open.is_some() {
        return Err(malformed("the file ends inside a block"));
    }
    Ok(found)
}

fn decode(base64: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut content = Zeroizing::new(vec![0; base64::decoded_len_estimate(base64.len())]);
    let length = LENIENT.decode_slice(base64, content.as_mut_slice()).map_err(|why| Error::malformed("PEM file", why))?;
    content.truncate(length);
    Ok(content)
}
