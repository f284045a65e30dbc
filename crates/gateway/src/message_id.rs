//! `Message-ID` as others gave it (RFC 5322 3.6.4): how much of it is kept, and whether it may stand in a field of ours.

/// Longest name of a mail that is kept. A line has 998 characters (RFC 5322 2.1.1), and `In-Reply-To:` stands before it there.
const LONGEST: usize = 900;

/// As much of it as is kept.
pub(crate) fn kept(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Whether it is one word that fits into a line: then it may stand in a field of ours, else it would break out of it or make it too long.
pub(crate) fn fits_a_field(text: &str) -> bool {
    text.len() < LONGEST && text.starts_with('<') && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s22_only_a_short_word_of_ascii_stands_in_a_field() {
        assert!(fits_a_field("<m1@bank.example>"));
        for odd in ["", "m1@bank.example", "<m1@bank.example>\r\nBcc: x@evil.example", "<m 1@bank.example>", "<名@bank.example>"] {
            assert!(!fits_a_field(odd), "{odd}");
        }
        let long = format!("<{}@bank.example>", "a".repeat(5_000));
        assert!(!fits_a_field(&long) && !fits_a_field(&kept(&long)), "one that was cut is another");
        assert_eq!(kept(&long).len(), LONGEST);
    }
}
