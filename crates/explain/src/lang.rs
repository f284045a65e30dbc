//! The two languages, and which of them a person's environment asks for (POSIX: `LC_ALL` before `LC_MESSAGES` before `LANG`).

use std::fmt;
use std::str::FromStr;

/// A language that Kakitome speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// A language was asked for that is neither `ja` nor `en`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language {0:?}: say ja or en")]
pub struct UnknownLang(pub String);

impl Lang {
    /// Both, for tests and tables.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// What the environment of this process asks for.
    #[must_use]
    pub fn from_env() -> Self {
        Self::detect(|name| std::env::var(name).ok())
    }

    /// The first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is not empty decides; anything but Japanese is English.
    ///
    /// ```
    /// use kakitome_explain::Lang;
    /// let lang = Lang::detect(|name| (name == "LANG").then(|| "ja_JP.UTF-8".to_owned()));
    /// assert_eq!(lang, Lang::Ja);
    /// ```
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let asked =
            ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| variable(name)).find(|value| !value.is_empty()).unwrap_or_default();
        let language = asked.split(['_', '.', '@', '-']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("ja") || language.eq_ignore_ascii_case("japanese") { Self::Ja } else { Self::En }
    }

    /// `ja` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        match text {
            "ja" => Ok(Self::Ja),
            "en" => Ok(Self::En),
            other => Err(UnknownLang(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Lang {
        Lang::detect(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_first_variable_that_is_not_empty_decides() {
        assert_eq!(with(&[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")]), Lang::En);
        assert_eq!(with(&[("LC_ALL", ""), ("LC_MESSAGES", "ja"), ("LANG", "C")]), Lang::Ja);
        assert_eq!(with(&[("LANG", "ja_JP.eucJP")]), Lang::Ja);
        assert_eq!(with(&[("LANG", "jam_JM")]), Lang::En);
        assert_eq!(with(&[]), Lang::En);
    }

    #[test]
    fn only_two_names_are_taken() {
        assert_eq!("ja".parse(), Ok(Lang::Ja));
        assert_eq!("fr".parse::<Lang>(), Err(UnknownLang("fr".to_owned())));
    }
}
