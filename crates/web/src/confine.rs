//! What the kernel refuses this process once it listens (seccomp): sockets of any family but the Internet's, so that the keyholder's
//! socket cannot be reached whoever's rights we have; other programs, other processes, new code. A list of what is forbidden, not of
//! what is allowed: the allowed ones differ with every version of the C library.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
    apply_filter_all_threads, sock_filter,
};

/// Forbidden whatever the arguments.
const FORBIDDEN: &[libc::c_long] = &[
    // No other programs.
    libc::SYS_execve,
    libc::SYS_execveat,
    // No looking into other processes.
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

/// Families of sockets that are needed: visitors, what is fetched for them, and the C library's question which addresses there are.
const FAMILIES: [libc::c_int; 3] = [libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];

/// Children by the old calls, which other architectures do not have.
#[cfg(target_arch = "x86_64")]
const FORKS: &[libc::c_long] = &[libc::SYS_fork, libc::SYS_vfork];
#[cfg(not(target_arch = "x86_64"))]
const FORKS: &[libc::c_long] = &[];

const CLONE_THREAD: u64 = 0x0001_0000;
const PROT_EXEC: u64 = 0x4;

/// From here on, for all threads, until the process ends.
pub(crate) fn confine() -> Result<(), String> {
    let words = |why: &dyn std::fmt::Display| why.to_string();
    // clone3 hides its flags behind a pointer: said to be unknown, so that the C library falls back to clone.
    let unknown = program([(libc::SYS_clone3, Vec::new())], libc::ENOSYS).map_err(|why| words(&why))?;
    let refused = rules().and_then(|rules| program(rules, libc::EPERM)).map_err(|why| words(&why))?;
    apply_filter_all_threads(&without_other_numbers()).map_err(|why| words(&why))?;
    apply_filter_all_threads(&unknown).map_err(|why| words(&why))?;
    apply_filter_all_threads(&refused).map_err(|why| words(&why))
}

type Rules = Vec<(libc::c_long, Vec<SeccompRule>)>;

fn rules() -> Result<Rules, BackendError> {
    let masked = |argument, mask, value| {
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(mask), value)?;
        SeccompRule::new(vec![condition]).map(|rule| vec![rule])
    };
    let mut rules: Rules = FORBIDDEN.iter().chain(FORKS).map(|call| (*call, Vec::new())).collect();
    let other: Vec<SeccompCondition> = FAMILIES
        .iter()
        .map(|family| {
            let family = u64::try_from(*family).unwrap_or(u64::MAX);
            SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, family)
        })
        .collect::<Result<_, _>>()?;
    rules.push((libc::SYS_socket, vec![SeccompRule::new(other)?]));
    // Threads, no children.
    rules.push((libc::SYS_clone, masked(0, CLONE_THREAD, 0)?));
    // No memory becomes code.
    for call in [libc::SYS_mmap, libc::SYS_mprotect, libc::SYS_pkey_mprotect] {
        rules.push((call, masked(2, PROT_EXEC, PROT_EXEC)?));
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

fn program(rules: impl IntoIterator<Item = (libc::c_long, Vec<SeccompRule>)>, errno: i32) -> Result<BpfProgram, BackendError> {
    let rules: BTreeMap<i64, Vec<SeccompRule>> = rules.into_iter().collect();
    let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
    let errno = SeccompAction::Errno(errno.unsigned_abs());
    SeccompFilter::new(rules, SeccompAction::Allow, errno, architecture)?.try_into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
    use super::*;

    const CHILD: &str = "WEB_TEST_CONFINED";

    /// Run by the test below in a process of its own: the filter is for good.
    #[test]
    #[ignore = "the other half of the test below"]
    fn as_a_confined_process() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
        confine().unwrap();
        assert!(std::os::unix::net::UnixStream::connect(&path).is_err(), "no way to the keyholder");
        assert!(std::process::Command::new("/bin/true").status().is_err(), "no other program");
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || std::net::TcpStream::connect(address).unwrap()).join().unwrap();
        drop(tempfile::tempfile().unwrap());
        // names are found as before: what is fetched has some
        assert!(std::net::ToSocketAddrs::to_socket_addrs(&("localhost", 80)).is_ok());
    }

    #[test]
    fn no_socket_of_this_machine_and_no_program_is_reached() {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "confine::tests::as_a_confined_process", "--ignored", "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
    }
}
