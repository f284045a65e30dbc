//! Which language a visitor reads: the first segment of the path, else what his program asks for (RFC 9110 12.5.4).

use kakitome_explain::Lang;

/// Entries of `Accept-Language` that are looked at.
const MOST: usize = 20;

/// The language of a path, and the rest of it: `/ja/explain` is Japanese and `/explain`.
pub(crate) fn of_path(path: &str) -> Option<(Lang, &str)> {
    let rest = path.strip_prefix('/')?;
    let (code, rest) = rest.split_once('/').map_or((rest, ""), |(code, _)| (code, rest.get(code.len()..).unwrap_or_default()));
    let lang = code.parse().ok()?;
    Some((lang, if rest.is_empty() { "/" } else { rest }))
}

/// The better liked of the two; English where neither is named.
pub(crate) fn accepted(header: &str) -> Lang {
    let (mut ja, mut en) = (None, None);
    for entry in header.split(',').take(MOST) {
        let mut pieces = entry.split(';');
        let tag = pieces.next().unwrap_or_default().trim();
        let quality = pieces.find_map(|piece| piece.trim().strip_prefix("q=")).map_or(1.0, |q| q.trim().parse().unwrap_or(0.0_f32));
        let place = match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "ja" => &mut ja,
            "en" => &mut en,
            _ => continue,
        };
        *place = Some(place.map_or(quality, |known: f32| known.max(quality)));
    }
    match (ja.filter(|q| *q > 0.0), en) {
        (Some(ja), en) if ja >= en.unwrap_or(0.0) => Lang::Ja,
        _ => Lang::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_says_the_language() {
        assert_eq!(of_path("/ja/explain"), Some((Lang::Ja, "/explain")));
        assert_eq!(of_path("/en"), Some((Lang::En, "/")));
        assert_eq!(of_path("/en/"), Some((Lang::En, "/")));
        assert_eq!(of_path("/japan/x"), None);
        assert_eq!(of_path("/"), None);
        assert_eq!(of_path(""), None);
    }

    #[test]
    fn the_better_liked_language_wins() {
        assert_eq!(accepted("ja,en-US;q=0.9,en;q=0.8"), Lang::Ja);
        assert_eq!(accepted("en-US,en;q=0.9,ja;q=0.8"), Lang::En);
        assert_eq!(accepted("ja-JP"), Lang::Ja);
        assert_eq!(accepted("ja;q=0"), Lang::En);
        assert_eq!(accepted("fr, *"), Lang::En);
        assert_eq!(accepted(";;,q=,ja;q=x"), Lang::En);
    }
}
