//! The calls that no process of ours needs, by what they would do.

/// Forbidden whatever the arguments.
pub(crate) const FORBIDDEN: &[libc::c_long] = &[
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
pub(crate) const FORKS: &[libc::c_long] = &[libc::SYS_fork, libc::SYS_vfork];
#[cfg(not(target_arch = "x86_64"))]
pub(crate) const FORKS: &[libc::c_long] = &[];

/// New sockets of any family; what listens, listens.
pub(crate) const NETWORK: &[libc::c_long] = &[libc::SYS_socket, libc::SYS_socketpair, libc::SYS_connect, libc::SYS_bind, libc::SYS_listen];

/// Families by which the Internet is reached, and the C library's question which addresses there are.
pub(crate) const INTERNET: [libc::c_int; 3] = [libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];

/// Calls by which memory becomes code; their third argument says so.
pub(crate) const MAPPING: [libc::c_long; 3] = [libc::SYS_mmap, libc::SYS_mprotect, libc::SYS_pkey_mprotect];
/// `PROT_EXEC` of mmap(2).
pub(crate) const EXECUTABLE: u64 = 0x4;
/// `SHM_EXEC` of shmat(2), in its third argument too: memory that is shared may be code as well.
pub(crate) const SEGMENT_EXECUTABLE: u64 = 0o100_000;
/// `CLONE_THREAD` of clone(2): a thread, not a child.
pub(crate) const THREAD: u64 = 0x0001_0000;
