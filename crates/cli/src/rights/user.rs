//! Users of the system as its list of users (passwd(5)) has them.

use rustix::fs::{Gid, Uid};

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl User {
    /// The user of that name.
    pub(super) fn find(list: &str, name: &str) -> Option<Self> {
        list.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            let _password = fields.next()?;
            Some(Self { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
        })
    }

    pub(super) fn uid(self) -> Uid {
        Uid::from_raw(self.uid)
    }

    pub(super) fn gid(self) -> Gid {
        Gid::from_raw(self.gid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let list = "root:x:0:0::/root:/bin/sh\nkakitome-keyholder:x:991:990::/nonexistent:/bin/false\nkakitome:x:992:989::/:/bin/false\n";
        assert_eq!(User::find(list, "kakitome"), Some(User { uid: 992, gid: 989 }));
        assert_eq!(User::find(list, "kakitome-keyholder"), Some(User { uid: 991, gid: 990 }));
        assert_eq!(User::find(list, "kaki"), None);
    }
}
