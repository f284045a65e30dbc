//! What a peer says to log in (RFC 4616, and LOGIN, which has no RFC): a name and a password. Wiped when dropped, shown nowhere.
//! Whether they are right is the owner's to say.

use std::fmt;

use zeroize::Zeroizing;

/// RFC 4616 2: a server takes names of up to 255 octets.
const LOGIN: usize = 255;
/// RFC 4616 2 asks for 255 octets; this is room for any passphrase, and a bound on the work of hashing it.
const PASSWORD: usize = 1024;

/// A name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Who the peer says it is.
    pub login: String,
    /// The password as sent (not prepared).
    pub password: Zeroizing<String>,
}

/// Why a message is no pair of name and password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It is not of this form.
    Malformed,
    /// It asks to act for somebody else, which nobody may.
    ActsForAnother,
}

impl Credentials {
    /// PLAIN: `[authzid] NUL authcid NUL password`.
    pub(crate) fn from_plain(message: &[u8]) -> Result<Self, Unfit> {
        let text = std::str::from_utf8(message).map_err(|_| Unfit::Malformed)?;
        let mut parts = text.split('\0');
        let (Some(act_as), Some(login), Some(password), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(Unfit::Malformed);
        };
        let login = read_login(login.as_bytes()).ok_or(Unfit::Malformed)?;
        if !act_as.is_empty() && act_as != login {
            return Err(Unfit::ActsForAnother);
        }
        let password = read_password(password.as_bytes()).ok_or(Unfit::Malformed)?;
        Ok(Self { login, password })
    }
}

/// A name to log in with.
pub(crate) fn read_login(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let fits = (1..=LOGIN).contains(&text.len()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// A password.
pub(crate) fn read_password(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let fits = (1..=PASSWORD).contains(&text.len()) && !text.contains('\0');
    fits.then(|| Zeroizing::new(text.to_owned()))
}

/// Without the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("login", &self.login).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn plain_is_read_strictly() {
        let good = Credentials::from_plain(b"\0tim\0tanstaaftanstaaf").unwrap();
        assert_eq!((good.login.as_str(), good.password.as_str()), ("tim", "tanstaaftanstaaf"));
        assert_eq!(Credentials::from_plain(b"tim\0tim\0x").unwrap().login, "tim");
        assert_eq!(Credentials::from_plain(b"Ursel\0Kurt\0xipj3plmq"), Err(Unfit::ActsForAnother));
        for bad in [&b""[..], b"\0", b"\0tim", b"\0tim\0", b"\0\0x", b"\0tim\0x\0", b"tim\0x", b"\0t\xffm\0x", b"\0ti\nm\0x"] {
            assert_eq!(Credentials::from_plain(bad), Err(Unfit::Malformed), "{bad:?}");
        }
        let long = |login: usize, password: usize| {
            Credentials::from_plain(format!("\0{}\0{}", "a".repeat(login), "b".repeat(password)).as_bytes()).is_ok()
        };
        assert!(long(255, 1024) && !long(256, 1) && !long(1, 1025));
    }

    #[test]
    fn a_password_is_not_shown() {
        let shown = format!("{:?}", Credentials::from_plain(b"\0tim\0secret").unwrap());
        assert!(shown.contains("tim") && !shown.contains("secret"), "{shown}");
    }
}
