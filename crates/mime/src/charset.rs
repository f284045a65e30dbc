//! Charsets by their names in mail (RFC 2045 5, RFC 2231), through encoding_rs. For display only.

use encoding_rs::{DecoderResult, Encoding};
use std::borrow::Cow;

/// The text of `bytes`; `None` where the charset is unknown. Octets that mean nothing become U+FFFD.
pub(crate) fn decode(label: &str, bytes: &[u8]) -> Option<String> {
    let encoding = by_label(label)?;
    let bytes = if encoding == encoding_rs::ISO_2022_JP { without_empty_runs(bytes) } else { Cow::Borrowed(bytes) };
    Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
}

/// Two escape sequences in a row are an error to the WHATWG decoder, but joined encoded words have them (`ESC ( B` `ESC $ B`): the first one goes.
fn without_empty_runs(bytes: &[u8]) -> Cow<'_, [u8]> {
    const ESCAPE: u8 = 0x1b;
    let is_empty_run = |window: &[u8]| matches!(window, [ESCAPE, _, _, ESCAPE]);
    if !bytes.windows(4).any(is_empty_run) {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        if rest.get(..4).is_some_and(is_empty_run) {
            rest = rest.get(3..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    Cow::Owned(out)
}

fn by_label(label: &str) -> Option<&'static Encoding> {
    // RFC 2231 5: a language may follow the charset
    let label = label.split('*').next().unwrap_or_default().trim();
    if label.eq_ignore_ascii_case("utf-7") {
        return None;
    }
    // names that Japanese mail programs write and the WHATWG list does not have
    const MORE: [(&str, &str); 8] = [
        ("cp932", "shift_jis"),
        ("iso-2022-jp-1", "iso-2022-jp"),
        ("iso-2022-jp-2", "iso-2022-jp"),
        ("iso-2022-jp-3", "iso-2022-jp"),
        ("iso-2022-jp-ms", "iso-2022-jp"),
        ("cp50220", "iso-2022-jp"),
        ("cp50221", "iso-2022-jp"),
        ("eucjp-win", "euc-jp"),
    ];
    let known = MORE.iter().find(|(name, _)| label.eq_ignore_ascii_case(name)).map_or(label, |(_, name)| name);
    let encoding = Encoding::for_label_no_replacement(known.as_bytes())?;
    encoding.is_ascii_compatible().then_some(encoding).or_else(|| (encoding == encoding_rs::ISO_2022_JP).then_some(encoding))
}

/// Reads text that states no charset: UTF-8 (RFC 6532); else, if all of it is Shift_JIS or ISO-2022-JP, as mail without MIME was written in Japan; else with U+FFFD.
pub(crate) fn guess(bytes: &[u8]) -> String {
    if memchr::memchr(0x1b, bytes).is_some()
        && let Some(text) = whole(encoding_rs::ISO_2022_JP, bytes)
    {
        return text;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => whole(encoding_rs::SHIFT_JIS, bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len())?);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    (result == DecoderResult::InputEmpty).then_some(text)
}
