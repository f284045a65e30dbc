//! Rights of another user for one thread and a while (credentials(7): on Linux they belong to the thread, and threads that it starts
//! meanwhile inherit them). Root only.

use std::io;
use std::marker::PhantomData;

use rustix::process::{Gid, Uid, getgroups};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use super::user::User;

/// While it lives, this thread acts as that user.
pub(crate) struct Lent {
    groups: Option<Vec<Gid>>,
    /// They are this thread's and must be given back by it.
    _thread: PhantomData<*const ()>,
}

impl Lent {
    /// Our own rights.
    pub(super) const fn nothing() -> Self {
        Self { groups: None, _thread: PhantomData }
    }

    /// That user's. Groups first: afterwards we may not.
    pub(super) fn take(user: User) -> io::Result<Self> {
        let lent = Self { groups: Some(getgroups()?), _thread: PhantomData };
        set_thread_groups(&[])?;
        set_thread_res_gid(None, user.gid(), None)?;
        set_thread_res_uid(None, user.uid(), None)?;
        Ok(lent)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(groups) = &self.groups else { return };
        // Real and saved user stayed root, so this cannot be refused; if it were, what follows would fail for want of rights.
        let _ = set_thread_res_uid(None, Uid::ROOT, None);
        let _ = set_thread_res_gid(None, Gid::ROOT, None);
        let _ = set_thread_groups(groups);
    }
}
