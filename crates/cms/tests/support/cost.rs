//! What reading costs: a thread's time, whatever else the machine does; the process's memory; and whether twice the input is twice the
//! work.

use std::process::Command;
use std::time::Duration;

use kakitome_ber::work_done;

/// Time that this thread has been given.
pub fn thread_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells a thread's time");
    Duration::from_nanos(text.split_whitespace().next().unwrap().parse().unwrap())
}

/// The outcome, if it took less than a second of this thread's time.
pub fn within_a_second<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let began = thread_time();
    let outcome = work();
    let took = thread_time() - began;
    assert!(took < Duration::from_secs(1), "{what}: {took:?}");
    outcome
}

/// The most memory that this process ever had, in KiB.
pub fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// What may be there any number of times, by name.
pub type Shape = (&'static str, fn(usize) -> Vec<u8>);

/// Names the file that the ignored test of a program is to read.
pub const FILE: &str = "KAKITOME_TEST_FILE";

/// Asserts that twice the input is twice the octets looked at, and twice the instructions where `perf` can count them: those of an ignored
/// test `reads_the_file_that_it_is_given` of the same program, which does the same as `read`.
pub fn assert_linear(shapes: &[Shape], size: usize, read: impl Fn(&[u8])) {
    for (shape, make) in shapes {
        let work = |size| {
            let bytes = make(size);
            let before = work_done();
            read(&bytes);
            work_done() - before
        };
        let (once, twice) = (work(size), work(2 * size));
        assert!(twice <= once * 2 + once / 20 + 10_000, "{shape}: {once}, then {twice}");
    }
    for (shape, make) in shapes {
        // The first random number of a process costs more at one time than at another: the least of three is what the work costs.
        let counted = [1, size, 2 * size].map(|size| {
            let bytes = make(size);
            (0..3).filter_map(|_| instructions(&bytes)).min()
        });
        let [Some(least), Some(once), Some(twice)] = counted else {
            return; // no perf here: the reader's own count has to do
        };
        let (once, twice) = (once.saturating_sub(least), twice.saturating_sub(least));
        assert!(twice <= once * 2 + once / 5 + RANDOM, "{shape}: {once} instructions, then {twice}");
    }
}

/// How much the first random number may differ all the same; what grows with the square is far beyond it.
const RANDOM: u64 = 20_000_000;

fn instructions(bytes: &[u8]) -> Option<u64> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message");
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new("perf")
        .args(["stat", "-x", ",", "-e", "instructions:u"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "reads_the_file_that_it_is_given", "--ignored", "--test-threads=1"])
        .env(FILE, &file)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stderr).ok()?;
    text.lines().find(|line| line.contains("instructions"))?.split(',').next()?.parse().ok()
}
