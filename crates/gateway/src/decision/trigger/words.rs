//! Words in a decoded subject: found whatever their case and width, and taken out to a fixed point, so that none appears when another is
//! gone (H05's nesting). One pass, whatever the subject.

use unicode_normalization::UnicodeNormalization as _;

use super::wishes::Wishes;
use crate::config::Triggers;

/// Marks before a subject that answers or passes on another (RFC 5322 3.6.5 knows `Re: `; the rest is what programs write).
const ANSWERS: [&str; 13] = ["re", "fw", "fwd", "aw", "wg", "sv", "vs", "tr", "rv", "返信", "転送", "回复", "答复"];

/// Words, ready to be looked for.
#[derive(Debug)]
pub(super) struct Words(Vec<Word>);

#[derive(Debug)]
struct Word {
    folded: Vec<char>,
    wish: Wishes,
    /// It begins and ends with a sign, so white space within does not count: `[ encrypt ]`.
    bracketed: bool,
}

/// A character as it is compared, and where it comes from.
#[derive(Debug, Clone, Copy)]
struct Folded {
    one: char,
    from: usize,
    to: usize,
}

impl Words {
    pub(super) fn new(triggers: &Triggers) -> Self {
        let none = Wishes::default();
        let lists = [
            (&triggers.encrypt, Wishes { encrypt: true, ..none }),
            (&triggers.sign, Wishes { sign: true, ..none }),
            (&triggers.no_sign, Wishes { no_sign: true, ..none }),
        ];
        let mut words: Vec<Word> = lists.into_iter().flat_map(|(list, wish)| list.iter().map(move |text| Word::new(text, wish))).collect();
        // A word that holds another one is seen first.
        words.sort_by_key(|word| std::cmp::Reverse(word.folded.len()));
        Self(words)
    }

    /// What is asked for, and the subject without it.
    pub(super) fn take_out(&self, text: &str) -> (Wishes, String) {
        let text: String = text.nfc().collect();
        let folded = fold(&text);
        let mut gone = vec![false; text.len()];
        let mut seen: Vec<Folded> = Vec::with_capacity(folded.len());
        let mut found = Wishes::default();
        for (at, one) in folded.iter().enumerate() {
            seen.push(*one);
            let next = folded.get(at + 1).map(|next| next.one);
            while let Some((start, word)) = self.ends(&seen, next) {
                found.encrypt |= word.wish.encrypt;
                found.sign |= word.wish.sign;
                found.no_sign |= word.wish.no_sign;
                let from = seen.get(start).map_or(0, |first| first.from);
                gone.iter_mut().take(one.to).skip(from).for_each(|octet| *octet = true);
                seen.truncate(start);
            }
        }
        if found == Wishes::default() {
            return (found, text);
        }
        let left: String = text.char_indices().filter(|(at, _)| !gone.get(*at).copied().unwrap_or(false)).map(|(_, one)| one).collect();
        (found, tidy(&left))
    }

    /// The word that ends here, and where it begins.
    fn ends(&self, seen: &[Folded], next: Option<char>) -> Option<(usize, &Word)> {
        self.0.iter().find_map(|word| Some((word.ends(seen, next)?, word)))
    }
}

impl Word {
    fn new(text: &str, wish: Wishes) -> Self {
        let composed: String = text.nfc().collect();
        let mut folded: Vec<char> = fold(&composed).into_iter().map(|folded| folded.one).collect();
        let sign = |one: Option<&char>| one.is_some_and(|one| !one.is_alphanumeric());
        let bracketed = sign(folded.first()) && sign(folded.last());
        if bracketed {
            folded.retain(|one| *one != ' ');
        }
        Self { folded, wish, bracketed }
    }

    /// Where it begins, if it is the end of what was seen. A word of letters is none within a longer one.
    fn ends(&self, seen: &[Folded], next: Option<char>) -> Option<usize> {
        let letter = |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
        let mut at = seen.len();
        for wanted in self.folded.iter().rev() {
            loop {
                at = at.checked_sub(1)?;
                let one = seen.get(at)?.one;
                if one == *wanted {
                    break;
                }
                // Not the last one: it was pushed just now and has to be the word's own.
                if !(self.bracketed && one == ' ' && at + 1 < seen.len()) {
                    return None;
                }
            }
        }
        let before = at.checked_sub(1).and_then(|before| seen.get(before)).map(|folded| folded.one);
        let within = (letter(self.folded.first().copied()) && letter(before)) || (letter(self.folded.last().copied()) && letter(next));
        (!within).then_some(at)
    }
}

/// Compatibility forms, lower case, one blank for white space, nothing for what is not seen.
fn fold(text: &str) -> Vec<Folded> {
    let mut folded: Vec<Folded> = Vec::with_capacity(text.len());
    for (from, character) in text.char_indices().filter(|(_, one)| !is_unseen(*one)) {
        let to = from + character.len_utf8();
        if character.is_whitespace() {
            if folded.last().is_none_or(|last| last.one != ' ') {
                folded.push(Folded { one: ' ', from, to });
            }
            continue;
        }
        let compatible = std::iter::once(character).nfkc().flat_map(char::to_lowercase);
        folded.extend(compatible.map(|one| Folded { one, from, to }));
    }
    folded
}

/// Characters without a form of their own: soft hyphen, joiners, marks of direction, variation selectors, tags (Unicode
/// `Default_Ignorable_Code_Point`, as far as it is assigned), and controls.
fn is_unseen(one: char) -> bool {
    matches!(
        one,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
    ) || matches!(one, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(one, '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
        || (one.is_control() && !one.is_whitespace())
}

/// Whether a subject says that it answers or passes on another: `Re:`, `Re[2]:`, `返信:`.
pub(super) fn is_answer(text: &str) -> bool {
    let folded: String = fold(text).into_iter().map(|folded| folded.one).collect();
    let Some((before, _)) = folded.split_once(':') else { return false };
    let mark = before.trim().trim_end_matches(|one: char| one.is_ascii_digit() || matches!(one, '[' | ']' | '(' | ')' | '^' | '*'));
    ANSWERS.contains(&mark.trim())
}

/// Without the blanks that were around a word.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for one in text.trim().chars() {
        if !(one == ' ' && tidy.ends_with(' ')) {
            tidy.push(one);
        }
    }
    tidy
}
