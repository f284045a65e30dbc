//! Does a name in a certificate, or in a policy, stand for a host? (RFC 9525 6.3, RFC 8461 4.1.)

/// The same labels, or `*` for the whole leftmost one.
#[must_use]
pub fn dns_name_fits(pattern: &str, name: &str) -> bool {
    let pattern = pattern.strip_suffix('.').unwrap_or(pattern);
    if pattern.eq_ignore_ascii_case(name) {
        return !pattern.contains('*');
    }
    let Some(parent) = pattern.strip_prefix("*.") else { return false };
    // a star above a whole top level is nobody's
    let wide = !parent.contains('.') || parent.contains('*');
    name.split_once('.').is_some_and(|(first, rest)| !wide && !first.is_empty() && rest.eq_ignore_ascii_case(parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_as_the_rfc_says() {
        for (pattern, name, fits) in [
            ("mail.example.jp", "mail.example.jp", true),
            ("MAIL.example.jp", "mail.example.jp", true),
            ("*.example.jp", "mail.example.jp", true),
            ("*.example.jp", "a.mail.example.jp", false),
            ("*.example.jp", "example.jp", false),
            ("*.jp", "example.jp", false),
            ("m*.example.jp", "mail.example.jp", false),
            ("mail.*.jp", "mail.example.jp", false),
            ("*", "localhost", false),
            ("", "", true),
        ] {
            assert_eq!(dns_name_fits(pattern, name), fits, "{pattern} for {name}");
        }
    }
}
