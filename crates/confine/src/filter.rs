//! The filters made of those calls, and that they hold for all threads.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
    apply_filter_all_threads, sock_filter,
};

use crate::calls::{EXECUTABLE, FORBIDDEN, FORKS, INTERNET, MAPPING, NETWORK, SEGMENT_EXECUTABLE, THREAD};

/// Which new sockets the process may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sockets {
    /// None, of any family. What listens already goes on.
    None,
    /// Those of the Internet. No Unix socket, nor a pair of them, whose halves may send anywhere: no other process's is reached whoever's
    /// rights this one has. A port of this machine is an address like others.
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
        Sockets::Internet => rules.extend([(libc::SYS_socket, of_other_families()?), (libc::SYS_socketpair, Vec::new())]),
    }
    // Threads, no children.
    rules.push((libc::SYS_clone, when(0, THREAD, 0)?));
    if code == Code::AsLoaded {
        for call in MAPPING {
            rules.push((call, when(2, EXECUTABLE, EXECUTABLE)?));
        }
        rules.push((libc::SYS_shmat, when(2, SEGMENT_EXECUTABLE, SEGMENT_EXECUTABLE)?));
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
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::cast_possible_truncation,
        reason = "tests may panic"
    )]
    use super::*;

    #[test]
    fn the_filter_is_a_program_of_allowed_length() {
        for (sockets, code) in [(Sockets::None, Code::AsLoaded), (Sockets::Internet, Code::AsLoaded), (Sockets::None, Code::ToBeLoaded)] {
            let filter = program(rules(sockets, code).unwrap(), libc::EPERM).unwrap();
            // BPF_MAXINSNS of the kernel.
            assert!(filter.len() > FORBIDDEN.len() && filter.len() < 4096, "{}", filter.len());
        }
    }

    const REFUSED: u32 = libc::SECCOMP_RET_ERRNO | libc::EPERM.unsigned_abs();

    /// The processor as a filter sees it (linux/audit.h).
    const ARCHITECTURE: u32 = if cfg!(target_arch = "x86_64") { 0xc000_003e } else { 0xc000_00b7 };

    /// What a filter of these kinds of words says of a call with these arguments.
    fn said_of(filter: &BpfProgram, number: u32, arguments: [u64; 3]) -> u32 {
        let (mut at, mut value) = (0, 0_u32);
        loop {
            let word = &filter[at];
            at += 1;
            let code = u32::from(word.code);
            let mut jump = |yes: bool| at += usize::from(if yes { word.jt } else { word.jf });
            match (code & 0x7, code & 0xf0) {
                (libc::BPF_LD, _) => {
                    // struct seccomp_data: the number, the processor, where it was called, the arguments, each with its low half first.
                    value = match word.k {
                        0 => number,
                        4 => ARCHITECTURE,
                        k => (arguments[(k as usize - 16) / 8] >> (k % 8 * 8)) as u32,
                    }
                }
                (libc::BPF_ALU, libc::BPF_AND) => value &= word.k,
                (libc::BPF_JMP, libc::BPF_JA) => at += word.k as usize,
                (libc::BPF_JMP, libc::BPF_JEQ) => jump(value == word.k),
                (libc::BPF_JMP, libc::BPF_JGE) => jump(value >= word.k),
                (libc::BPF_JMP, libc::BPF_JGT) => jump(value > word.k),
                (libc::BPF_RET, _) => return word.k,
                other => panic!("{other:x?}"),
            }
        }
    }

    fn said(filter: &BpfProgram, number: u32) -> u32 {
        said_of(filter, number, [0; 3])
    }

    fn is_refused(filter: &BpfProgram, call: libc::c_long, arguments: [u64; 3]) -> bool {
        match said_of(filter, u32::try_from(call).unwrap(), arguments) {
            REFUSED => true,
            libc::SECCOMP_RET_ALLOW => false,
            other => panic!("{other:x}"),
        }
    }

    #[test]
    fn no_memory_becomes_code_and_the_rest_of_it_goes_on() {
        let filter = |code| program(rules(Sockets::None, code).unwrap(), libc::EPERM).unwrap();
        let (as_loaded, to_be_loaded) = (filter(Code::AsLoaded), filter(Code::ToBeLoaded));
        // PROT_READ | PROT_WRITE; SHM_RDONLY.
        for (call, usual, code) in [
            (libc::SYS_mmap, 0x3, 0x4),
            (libc::SYS_mprotect, 0x3, 0x4),
            (libc::SYS_pkey_mprotect, 0x3, 0x4),
            (libc::SYS_shmat, 0o10_000, 0o100_000),
        ] {
            assert!(!is_refused(&as_loaded, call, [0, 0, usual]), "{call}");
            assert!(is_refused(&as_loaded, call, [0, 0, code]) && is_refused(&as_loaded, call, [0, 0, usual | code]), "{call}");
            assert!(!is_refused(&to_be_loaded, call, [0, 0, usual | code]), "{call}");
        }
    }

    #[test]
    fn sockets_of_the_internet_and_no_others() {
        let filter = |sockets| program(rules(sockets, Code::AsLoaded).unwrap(), libc::EPERM).unwrap();
        let (none, internet) = (filter(Sockets::None), filter(Sockets::Internet));
        for family in [libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK, libc::AF_UNIX, libc::AF_PACKET] {
            let arguments = [u64::try_from(family).unwrap(), u64::try_from(libc::SOCK_DGRAM).unwrap(), 0];
            let others = matches!(family, libc::AF_UNIX | libc::AF_PACKET);
            assert_eq!(is_refused(&internet, libc::SYS_socket, arguments), others, "{family}");
            assert!(is_refused(&internet, libc::SYS_socketpair, arguments), "{family}");
            assert!(is_refused(&none, libc::SYS_socket, arguments) && is_refused(&none, libc::SYS_socketpair, arguments), "{family}");
        }
        assert!(!is_refused(&internet, libc::SYS_connect, [0; 3]) && is_refused(&none, libc::SYS_connect, [0; 3]));
    }

    #[test]
    fn w15_calls_under_their_other_numbers_are_refused() {
        let filter = without_other_numbers();
        let socket = u32::try_from(libc::SYS_socket).unwrap();
        assert_eq!(said(&filter, socket), libc::SECCOMP_RET_ALLOW, "this filter leaves it to the others");
        for number in [OTHER_NUMBERS, OTHER_NUMBERS | socket, u32::MAX] {
            assert_eq!(said(&filter, number), REFUSED, "{number:x}");
        }
    }
}
