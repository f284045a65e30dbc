//! What a hop said, as it is kept: in a mail's file, in the journal, in logs and in reports. One line of printable ASCII, and no longer than
//! somebody reads: a hop may say a hundred lines, to each of a thousand recipients, at each try.

use kakitome_wire::Reply;

/// Longest words that are kept. Own: the longest usual refusal has some 600 characters with its web address, and a field of a report has to
/// stay below 998 (RFC 5322 2.1.1).
const LONGEST: usize = 800;

/// The words of a reply, the end of too many left out.
pub(crate) fn quoted(reply: &Reply) -> String {
    let said = reply.to_string();
    match said.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", said.get(..end).unwrap_or_default()),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kakitome_wire::Enhanced;

    #[test]
    fn r05_words_without_end_are_cut_and_usual_ones_stay() {
        let usual = Reply::new(550, Enhanced(5, 7, 1), "first\nsecond");
        assert_eq!(quoted(&usual), usual.to_string());
        let endless = Reply::new(451, Enhanced(4, 7, 1), &"so many words \n".repeat(100));
        assert!(endless.to_string().len() > 1_500);
        assert_eq!(quoted(&endless).len(), LONGEST + 3);
        assert!(quoted(&endless).starts_with("451 4.7.1 so many words"));
    }
}
