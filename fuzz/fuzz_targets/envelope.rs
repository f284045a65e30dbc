//! EnvelopedData or AuthEnvelopedData of a stranger, in any armour; shared keys are found by the names that it gives, so both passes
//! run whenever their algorithms can be read. An EnvelopedData is sealed anew besides, with a key that fits.
#![no_main]

#[path = "../shared/resealed.rs"]
mod resealed;

use std::io::Cursor;

use kakitome_cms::armor::Armored;
use kakitome_cms::{Envelope, EnvelopeKind, Keys, Limits, RecipientInfo, UnlockPolicy};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(mut source) = Armored::new(Cursor::new(bytes)) else { return };
    let Ok(envelope) = Envelope::read(&mut source, &Limits::default()) else { return };
    let Ok(tail) = envelope.tail(&mut source) else { return };
    if envelope.kind == EnvelopeKind::Enveloped && !envelope.encryption.is_authenticated() {
        let content = bytes.get(..100).unwrap_or(bytes);
        if let Some(sealed) = resealed::seal(&envelope, &tail, content) {
            let opened = resealed::open(&sealed);
            assert!(opened.as_deref().is_ok_and(|opened| opened == content), "{opened:?}");
        }
    }
    let mut keys = Keys::new();
    for recipient in &envelope.recipients {
        assert!(!recipient.display().is_empty());
        if let RecipientInfo::Kek(info) = &recipient.info {
            keys = keys.shared(&info.identifier, &[0; 16]);
        }
    }
    let Ok(unlocked) = envelope.unlock(&keys, &UnlockPolicy::default()) else { return };
    let Ok(checked) = envelope.check(&mut source, &unlocked) else { return };
    let mut content = Vec::new();
    let length = checked.write_to(&mut source, &mut content).expect("what was checked can be decrypted");
    assert!(length == content.len() as u64 && content.len() <= bytes.len(), "content cannot be longer than what held it");
});
