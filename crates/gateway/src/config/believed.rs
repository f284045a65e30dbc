//! What a milter's mail server tells of its clients' logins, as far as it counts. Values only.

/// Which logins count that a mail server names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Believed {
    /// Those by password or the like (SASL, macro `{auth_authen}`).
    pub logins: bool,
    /// Certificates of clients that the mail server trusts (macro `{cert_subject}`).
    pub certificates: bool,
    /// The domain of a login that has none; then a login of another domain counts as nobody's.
    pub domain: Option<String>,
}

impl Believed {
    /// Whether any login counts.
    pub const fn any(&self) -> bool {
        self.logins || self.certificates
    }
}
