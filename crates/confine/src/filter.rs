//! The filters made of those calls, and that they hold for all threads.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
    apply_filter_all_threads, sock_filter,
};

use crate::calls::{EXECUTABLE, FORBIDDEN, FORKS, INTERNET, MAPPING, NETWORK, THREAD};

/// Which new sockets the process may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sockets {
    /// None, of any family. What listens already goes on.
    None,
    /// Those of the Internet: none of this machine, so that no other process's socket is reached whoever's rights this one has.
    Internet,
}

/// Whether memory may still become code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// What is loaded is all there is.
    AsLoaded,
    /// A library that somebody else made is still to be loaded. Meant for a process that has no secrets and no other threads.
    ToBeLoaded,
}

/// The kernel takes no filter, or none can be made for this processor.
#[derive(Debug, thiserror::Error)]
#[error("the system call filter cannot be set: {0}")]
pub struct Error(String);

impl Error {
    fn new(why: impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

/// From here on, for all threads, until the process ends.
///
/// # Errors
/// The kernel takes no filter: the process is as free as before, or nearly.
pub fn confine(sockets: Sockets, code: Code) -> Result<(), Error> {
    // clone3 hides its flags behind a pointer: said to be unknown, so that the C library falls back to clone.
    let unknown = program([(libc::SYS_clone3, Vec::new())], libc::ENOSYS).map_err(Error::new)?;
    let refused = rules(sockets, code).and_then(|rules| program(rules, libc::EPERM)).map_err(Error::new)?;
    for filter in [without_other_numbers(), unknown, refused] {
        apply_filter_all_threads(&filter).map_err(Error::new)?;
    }
    Ok(())
}

type Rules = Vec<(libc::c_long, Vec<SeccompRule>)>;

fn rules(sockets: Sockets, code: Code) -> Result<Rules, BackendError> {
    let always = |call: &libc::c_long| (*call, Vec::new());
    let mut rules: Rules = FORBIDDEN.iter().chain(FORKS).map(always).collect();
    match sockets {
        Sockets::None => rules.extend(NETWORK.iter().map(always)),
        Sockets::Internet => rules.push((libc::SYS_socket, of_other_families()?)),
    }
    // Threads, no children.
    rules.push((libc::SYS_clone, when(0, THREAD, 0)?));
    if code == Code::AsLoaded {
        for call in MAPPING {
            rules.push((call, when(2, EXECUTABLE, EXECUTABLE)?));
        }
    }
    Ok(rules)
}

/// Where these bits of an argument have this value.
fn when(argument: u8, bits: u64, value: u64) -> Result<Vec<SeccompRule>, BackendError> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(bits), value)?;
    Ok(vec![SeccompRule::new(vec![condition])?])
}

fn of_other_families() -> Result<Vec<SeccompRule>, BackendError> {
    let other = |family: &libc::c_int| {
        let family = u64::try_from(*family).unwrap_or(u64::MAX);
        SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, family)
    };
    Ok(vec![SeccompRule::new(INTERNET.iter().map(other).collect::<Result<_, _>>()?)?])
}

/// On x86-64 a kernel may know every call a second time, under a number with this bit (x32). The rules name the first alone; nobody here
/// uses the second.
const OTHER_NUMBERS: u32 = 0x4000_0000;

/// Refuses every call under such a number; on other architectures there is none.
fn without_other_numbers() -> BpfProgram {
    let word = |code: u32, jf: u8, k: u32| sock_filter { code: u16::try_from(code).unwrap_or_default(), jt: 0, jf, k };
    vec![
        // The number stands first (seccomp(2)).
        word(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0),
        word(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 1, OTHER_NUMBERS),
        word(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_ERRNO | libc::EPERM.unsigned_abs()),
        word(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_ALLOW),
    ]
}

fn program(rules: impl IntoIterator<Item = (libc::c_long, Vec<SeccompRule>)>, errno: i32) -> Result<BpfProgram, BackendError> {
    let rules: BTreeMap<i64, Vec<SeccompRule>> = rules.into_iter().collect();
    let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
    let errno = SeccompAction::Errno(errno.unsigned_abs());
    SeccompFilter::new(rules, SeccompAction::Allow, errno, architecture)?.try_into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_filter_is_a_program_of_allowed_length() {
        for (sockets, code) in [(Sockets::None, Code::AsLoaded), (Sockets::Internet, Code::AsLoaded), (Sockets::None, Code::ToBeLoaded)] {
            let filter = program(rules(sockets, code).unwrap(), libc::EPERM).unwrap();
            // BPF_MAXINSNS of the kernel.
            assert!(filter.len() > FORBIDDEN.len() && filter.len() < 4096, "{}", filter.len());
        }
    }

    /// What a filter of these four kinds of words says of a call.
    fn said(filter: &BpfProgram, number: u32) -> u32 {
        let (mut at, mut value) = (0, 0);
        loop {
            let word = &filter[at];
            at += 1;
            match u32::from(word.code) {
                code if code == libc::BPF_LD | libc::BPF_W | libc::BPF_ABS => value = number,
                code if code == libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K => {
                    at += usize::from(if value >= word.k { word.jt } else { word.jf })
                }
                _ => return word.k,
            }
        }
    }

    #[test]
    fn w15_calls_under_their_other_numbers_are_refused() {
        let filter = without_other_numbers();
        let socket = u32::try_from(libc::SYS_socket).unwrap();
        assert_eq!(said(&filter, socket), libc::SECCOMP_RET_ALLOW, "this filter leaves it to the others");
        for number in [OTHER_NUMBERS, OTHER_NUMBERS | socket, u32::MAX] {
            assert_eq!(said(&filter, number), libc::SECCOMP_RET_ERRNO | libc::EPERM.unsigned_abs(), "{number:x}");
        }
    }
}
