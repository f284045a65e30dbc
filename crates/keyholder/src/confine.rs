//! What the kernel shall refuse this process once it listens (seccomp): the network, other programs, other processes, new code.
//! A list of what is forbidden, not of what is allowed: the allowed ones differ with every version of the C library, and a keyholder
//! that dies of one would stop all mail. The socket it listens on was bound before.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
    apply_filter_all_threads, sock_filter,
};

/// Forbidden whatever the arguments.
const FORBIDDEN: &[libc::c_long] = &[
    // No new sockets of any family; what listens, listens.
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    // No other programs.
    libc::SYS_execve,
    libc::SYS_execveat,
    // No looking into other processes, none into us by our own doing.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    // No other world: mounts, namespaces, kernel modules, programs in the kernel.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_bpf,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_open_by_handle_at,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    // Would go round every rule here.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_personality,
];

/// Children by the old calls, which other architectures do not have.
#[cfg(target_arch = "x86_64")]
const FORKS: &[libc::c_long] = &[libc::SYS_fork, libc::SYS_vfork];
#[cfg(not(target_arch = "x86_64"))]
const FORKS: &[libc::c_long] = &[];

const CLONE_THREAD: u64 = 0x0001_0000;
const PROT_EXEC: u64 = 0x4;

/// From here on, for all threads, until the process ends.
pub(crate) fn confine() -> Result<(), String> {
    apply(false)
}

/// The same for a process that is to load a library which somebody else made: memory may still become code, and nothing else is
/// allowed that a keyholder may not do. Meant for a process that has no keys and no other threads.
///
/// # Errors
/// The kernel takes no filter.
pub fn confine_foreign_code() -> Result<(), String> {
    apply(true)
}

fn apply(loads_code: bool) -> Result<(), String> {
    let words = |why: &dyn std::fmt::Display| format!("the system call filter cannot be set: {why}");
    // clone3 hides its flags behind a pointer: said to be unknown, so that the C library falls back to clone.
    let unknown = program([(libc::SYS_clone3, Vec::new())], libc::ENOSYS).map_err(|why| words(&why))?;
    let refused = rules(loads_code).and_then(|rules| program(rules, libc::EPERM)).map_err(|why| words(&why))?;
    apply_filter_all_threads(&without_other_numbers()).map_err(|why| words(&why))?;
    apply_filter_all_threads(&unknown).map_err(|why| words(&why))?;
    apply_filter_all_threads(&refused).map_err(|why| words(&why))
}

type Rules = Vec<(libc::c_long, Vec<SeccompRule>)>;

fn rules(loads_code: bool) -> Result<Rules, seccompiler::BackendError> {
    let when = |argument, mask, value| {
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(mask), value)?;
        SeccompRule::new(vec![condition]).map(|rule| vec![rule])
    };
    let mut rules: Rules = FORBIDDEN.iter().chain(FORKS).map(|call| (*call, Vec::new())).collect();
    // Threads, no children.
    rules.push((libc::SYS_clone, when(0, CLONE_THREAD, 0)?));
    // No memory becomes code.
    for call in [libc::SYS_mmap, libc::SYS_mprotect, libc::SYS_pkey_mprotect].into_iter().filter(|_| !loads_code) {
        rules.push((call, when(2, PROT_EXEC, PROT_EXEC)?));
    }
    Ok(rules)
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

fn program(rules: impl IntoIterator<Item = (libc::c_long, Vec<SeccompRule>)>, errno: i32) -> Result<BpfProgram, seccompiler::BackendError> {
    let rules: BTreeMap<i64, Vec<SeccompRule>> = rules.into_iter().collect();
    let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
    let errno = SeccompAction::Errno(errno.unsigned_abs());
    SeccompFilter::new(rules, SeccompAction::Allow, errno, architecture)?.try_into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_filter_is_a_program_of_allowed_length() {
        let filter = program(rules(false).unwrap(), libc::EPERM).unwrap();
        // BPF_MAXINSNS of the kernel.
        assert!(filter.len() > FORBIDDEN.len() && filter.len() < 4096, "{}", filter.len());
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

    const CHILD: &str = "KEYHOLDER_TEST_CONFINED";

    /// Run by the test below in a process of its own: the filter is for good.
    #[test]
    #[ignore = "the other half of the test below"]
    fn as_a_confined_process() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        confine().unwrap();
        let refused = |what: &str, outcome: std::io::Result<()>| {
            let why = outcome.expect_err(what);
            assert_eq!(why.raw_os_error(), Some(libc::EPERM), "{what}: {why}");
        };
        refused("TCP", std::net::TcpStream::connect(address).map(drop));
        refused("UDP", std::net::UdpSocket::bind("127.0.0.1:0").map(drop));
        refused("a Unix socket", std::os::unix::net::UnixStream::connect("/nonexistent").map(drop));
        refused("a pair", std::os::unix::net::UnixStream::pair().map(drop));
        refused("another program", std::process::Command::new("true").spawn().map(drop));
        // What a keyholder does goes on: files, threads, memory, random numbers, keys.
        let folder = tempfile::tempdir().unwrap();
        crate::folder::write(&folder.path().join("file"), b"x").unwrap();
        let made = std::thread::spawn(|| kakitome_crypto::PrivateKey::generate(kakitome_crypto::KeyKind::Rsa { bits: 2048 }));
        made.join().unwrap().unwrap();
    }

    #[test]
    fn no_network_and_no_programs_but_all_that_a_keyholder_does() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "confine::tests::as_a_confined_process", "--ignored", "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said} {}", String::from_utf8_lossy(&output.stderr));
    }
}
