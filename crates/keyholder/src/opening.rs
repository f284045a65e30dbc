//! Opening a content key (RFC 5652 section 6.2): what must hold before the key is touched, and what the log says of it. All of that is in
//! plain sight in the mail. What comes of the private key and the wrapped octets together shows nowhere: there is always a key, of the
//! length that was asked for, and one record (attack rows M05 to M07).

use kakitome_crypto::{Error, KeyAgreement, KeyKind, KeyTransport, MemoryOpener, OpenError, Opener, Wrapped};
use kakitome_keys::{OpenedKey, Refusal, RefusalCode, Reply, UnwrapRequest, WrappedKey};

use crate::{chain::sha256, record::Record, ring::Held};

/// A request whose algorithm was read.
pub(crate) struct Opening<'a> {
    request: &'a UnwrapRequest,
    algorithm: Algorithm,
}

enum Algorithm {
    Agreement(KeyAgreement),
    Transport(KeyTransport),
}

impl<'a> Opening<'a> {
    /// Reads the algorithm and tells the record which it is. The digest in the record finds the mail of this use later; it says no more
    /// than the mail does.
    pub(crate) fn read(request: &'a UnwrapRequest, record: &mut Record) -> Result<Self, Refusal> {
        record.key = Some(request.key);
        record.kind = Some(match request.wrapped {
            WrappedKey::Agreement { .. } => "key-agreement",
            WrappedKey::Transport { .. } => "key-transport",
        });
        record.octets = Some(request.wrapped.encrypted().len());
        record.sha256 = Some(sha256(request.wrapped.encrypted()));
        let algorithm = match &request.wrapped {
            WrappedKey::Agreement { algorithm, .. } => KeyAgreement::from_der(algorithm).map(Algorithm::Agreement),
            WrappedKey::Transport { algorithm, .. } => KeyTransport::from_der(algorithm).map(Algorithm::Transport),
        };
        let algorithm = algorithm.map_err(|why| refused(&why))?;
        record.algorithm = Some(algorithm.name());
        Ok(Self { request, algorithm })
    }

    /// Opens with this key, if it is one that opens, and by this algorithm.
    pub(crate) fn with(&self, held: &Held) -> Result<Reply, Refusal> {
        let opener = self.judge(held)?;
        let key = opener.unwrap(&self.wrapped(), self.request.key_len).map_err(|why| match why {
            OpenError::Crypto(why) => refused(&why),
            other => Refusal { code: RefusalCode::Internal, detail: other.to_string() },
        })?;
        Ok(Reply::ContentKey(OpenedKey(key)))
    }

    fn judge<'h>(&self, held: &'h Held) -> Result<&'h MemoryOpener, Refusal> {
        if !held.info.purpose.opens() {
            let detail = format!("key {} is for {}, it opens nothing", held.info.id, held.info.purpose);
            return Err(Refusal { code: RefusalCode::WrongPurpose, detail });
        }
        let kind = held.private().kind();
        held.opener().filter(|_| self.algorithm.goes_with(kind)).ok_or_else(|| {
            let detail = format!("a key of type {kind} does not open by {}", self.algorithm.name());
            Refusal { code: RefusalCode::Unsupported, detail }
        })
    }

    fn wrapped(&self) -> Wrapped<'_> {
        let encrypted = self.request.wrapped.encrypted();
        match (&self.algorithm, &self.request.wrapped) {
            (Algorithm::Agreement(algorithm), WrappedKey::Agreement { originator, ukm, .. }) => {
                Wrapped::Agreement { algorithm, originator, ukm: ukm.as_deref(), encrypted }
            }
            // Read as what it was sent as: the other pairs are never made.
            (Algorithm::Agreement(algorithm), _) => Wrapped::Agreement { algorithm, originator: &[], ukm: None, encrypted },
            (Algorithm::Transport(algorithm), _) => Wrapped::Transport { algorithm, encrypted },
        }
    }
}

impl Algorithm {
    fn name(&self) -> String {
        match self {
            Self::Agreement(agreement) => agreement.name(),
            Self::Transport(transport) => transport.name(),
        }
    }

    fn goes_with(&self, kind: KeyKind) -> bool {
        match self {
            Self::Agreement(_) => matches!(kind, KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::X25519),
            Self::Transport(_) => matches!(kind, KeyKind::Rsa { .. }),
        }
    }
}

fn refused(why: &Error) -> Refusal {
    let code = match why {
        Error::Unsupported { .. } => RefusalCode::Unsupported,
        Error::Malformed { .. } => RefusalCode::NotOfItsKind,
        _ => RefusalCode::Internal,
    };
    Refusal { code, detail: why.to_string() }
}
