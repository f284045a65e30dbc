//! How wide text is, and where it breaks: SVG breaks no lines itself. Widths are those of common fonts, with room to spare; Japanese lines
//! begin with no closing mark (JIS X 4051), others break between words where they can.

/// Marks that no line begins with.
const CLOSING: &str = "、。，．・：；？！」』）】〉》〕ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;?!)]}%”’…";
/// Marks that no line ends with.
const OPENING: &str = "「『（【〈《〔([{“‘";

/// Heavy letters are wider: their size counts as this much more.
pub(super) const HEAVY: f32 = 1.12;

/// Width of a text in a font of this size.
pub(super) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|letter| advance(letter) * size).sum()
}

fn advance(letter: char) -> f32 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '!' | '|' | '\'' => 0.3,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.97,
        'A'..='Z' => 0.7,
        letter if letter.is_ascii() => 0.62,
        _ => 1.0,
    }
}

/// The text in at most so many lines of this width; what does not fit ends in `…`.
pub(super) fn wrapped(text: &str, room: f32, size: f32, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && lines.len() < most {
        let fits = fitting(rest, room, size);
        if fits < rest.len() && lines.len().saturating_add(1) == most {
            lines.push(cut(rest, room, size));
            return lines;
        }
        let (line, left) = rest.split_at(if fits < rest.len() { break_before(rest, fits) } else { fits });
        lines.push(line.trim_end().to_owned());
        rest = left.trim_start();
    }
    lines
}

/// Octets that fit into a line: at least one letter, so that every line goes on.
fn fitting(text: &str, room: f32, size: f32) -> usize {
    let mut used = 0.0;
    for (at, letter) in text.char_indices() {
        used += advance(letter) * size;
        if used > room && at > 0 {
            return at;
        }
    }
    text.len()
}

/// The best place to break at or before `fits`.
fn break_before(text: &str, fits: usize) -> usize {
    let may = |at: usize| {
        let (before, after) = (text.get(..at).and_then(|part| part.chars().last()), text.get(at..).and_then(|part| part.chars().next()));
        let (Some(before), Some(after)) = (before, after) else { return false };
        let in_word = |letter: char| letter.is_ascii() && letter != ' ' && letter != '-' && letter != '/';
        !(CLOSING.contains(after) || OPENING.contains(before) || in_word(before) && in_word(after))
    };
    // a word that is longer than most of a line is broken where the line ends
    let least = fits / 3;
    text.char_indices().map(|(at, _)| at).rfind(|at| *at <= fits && *at > least && may(*at)).unwrap_or(fits)
}

/// What fits, with `…` for the rest.
fn cut(text: &str, room: f32, size: f32) -> String {
    let at = fitting(text, room - size, size);
    format!("{}…", text.get(..at).unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_within_their_room_and_lose_nothing_that_fits() {
        for text in [
            "このメッセージのデジタル署名は、有効で信頼されています",
            "Although the digital signature is valid, it is unknown whether sender and signer are the same person.",
            "averyveryverylongaddresswithoutanybreakinit@department.organisation.example",
            "a",
            "",
        ] {
            let lines = wrapped(text, 120.0, 12.0, 20);
            assert!(lines.iter().all(|line| width(line, 12.0) <= 120.5), "{lines:?}");
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(squeezed(&lines.concat()), squeezed(text));
            let two = wrapped(text, 120.0, 12.0, 2);
            assert!(two.len() <= 2 && two.iter().all(|line| width(line, 12.0) <= 120.5), "{two:?}");
            assert_eq!(two.concat().ends_with('…'), lines.len() > 2);
        }
    }

    #[test]
    fn no_line_begins_with_a_closing_mark_and_words_stay_whole() {
        // the comma would be the sixth letter
        assert_eq!(wrapped("あいうえお、かきく", 60.0, 12.0, 9), ["あいうえ", "お、かきく"]);
        assert_eq!(wrapped("one two three", 56.0, 12.0, 9), ["one two", "three"]);
    }
}
