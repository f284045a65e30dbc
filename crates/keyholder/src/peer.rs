//! Who is at the other end of a connection, as the kernel says (SO_PEERCRED), and whether they may be there.

use std::os::fd::AsFd;

use rustix::net::sockopt::socket_peercred;

/// A process that connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) pid: i32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// Who may connect.
pub(crate) struct Admission {
    pub(crate) own_uid: u32,
    pub(crate) uids: Vec<u32>,
    pub(crate) gids: Vec<u32>,
}

impl Peer {
    pub(crate) fn of(socket: impl AsFd) -> std::io::Result<Self> {
        let seen = socket_peercred(socket)?;
        Ok(Self { pid: seen.pid.as_raw_nonzero().get(), uid: seen.uid.as_raw(), gid: seen.gid.as_raw() })
    }
}

impl Admission {
    /// Our own user, root, and whom the configuration names.
    pub(crate) fn admits(&self, peer: Peer) -> bool {
        self.is_master(peer) || self.uids.contains(&peer.uid) || self.gids.contains(&peer.gid)
    }

    /// Who may also rotate the key-encryption key: it is theirs to read anyway.
    pub(crate) fn is_master(&self, peer: Peer) -> bool {
        peer.uid == self.own_uid || peer.uid == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_who_are_named() {
        let admission = Admission { own_uid: 500, uids: vec![600], gids: vec![70] };
        let peer = |uid, gid| Peer { pid: 1, uid, gid };
        assert!(admission.admits(peer(500, 1)) && admission.admits(peer(0, 0)));
        assert!(admission.admits(peer(600, 1)) && admission.admits(peer(999, 70)));
        assert!(!admission.admits(peer(999, 1)) && !admission.admits(peer(501, 600)) && !admission.admits(peer(70, 500)));
        assert!(admission.is_master(peer(500, 1)) && !admission.is_master(peer(600, 70)));
    }
}
