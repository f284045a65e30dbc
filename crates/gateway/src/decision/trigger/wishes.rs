//! What a sender may ask for, as a value and as the words of a field.

/// What the sender asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wishes {
    /// Encryption is required.
    pub(crate) encrypt: bool,
    /// A signature.
    pub(crate) sign: bool,
    /// No signature.
    pub(crate) no_sign: bool,
}

impl Wishes {
    /// The field's value; the error is a word that means nothing.
    pub(super) fn add_field(&mut self, value: &str) -> Result<(), String> {
        for word in value.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word.to_ascii_lowercase().as_str() {
                "encrypt" => self.encrypt = true,
                "sign" => self.sign = true,
                "no-sign" => self.no_sign = true,
                _ => return Err(word.to_owned()),
            }
        }
        Ok(())
    }
}
