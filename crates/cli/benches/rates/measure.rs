//! Rates of work on threads, CPU time of threads and processes, medians of rounds.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// One round of work; long enough for a steady rate, short enough to be interleaved with others.
pub(crate) const ROUND: Duration = Duration::from_millis(1000);
/// Rounds of each kind.
pub(crate) const ROUNDS: usize = 7;

/// How many times a second `work` is done on so many threads together. Each thread gets its own state.
pub(crate) fn rate<S>(threads: usize, state: impl Fn() -> S + Sync, work: impl Fn(&mut S) + Sync) -> f64 {
    let stop = AtomicBool::new(false);
    let counts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut state = state();
                    let begin = Instant::now();
                    let mut count = 0u32;
                    while !stop.load(Ordering::Relaxed) {
                        work(&mut state);
                        count += 1;
                    }
                    f64::from(count) / begin.elapsed().as_secs_f64()
                })
            })
            .collect();
        std::thread::sleep(ROUND);
        stop.store(true, Ordering::Relaxed);
        workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    counts.iter().sum()
}

/// Seconds of CPU that a process has used with all the threads it has now, as the scheduler counts them (nanoseconds; the times in
/// `/proc/ID/stat` come in hundredths of a second).
pub(crate) fn cpu(process: u32) -> f64 {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    // A thread that ends meanwhile has no file any more.
    threads.map(|thread| std::fs::read_to_string(thread.unwrap().path().join("schedstat")).map_or(0.0, |text| first(&text))).sum()
}

/// The same of the calling thread.
pub(crate) fn own_cpu() -> f64 {
    first(&std::fs::read_to_string("/proc/thread-self/schedstat").unwrap())
}

/// Seconds of CPU of children that have ended; in hundredths of a second.
pub(crate) fn ended_children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<f64> = stat.rsplit(')').next().unwrap().split_whitespace().skip(1).map(|word| word.parse().unwrap()).collect();
    // cutime, cstime: proc(5)
    (fields[12] + fields[13]) / 100.0
}

/// Seconds of CPU that the whole machine has worked, all cores together; in hundredths of a second.
pub(crate) fn busy() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").unwrap();
    let ticks: Vec<f64> = stat.lines().next().unwrap().split_whitespace().filter_map(|word| word.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq
    [0, 1, 2, 5, 6].iter().map(|at| ticks[*at]).sum::<f64>() / 100.0
}

fn first(schedstat: &str) -> f64 {
    schedstat.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// Median, least and greatest.
pub(crate) fn spread(values: &[f64]) -> [f64; 3] {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    [median(values.to_vec()), least, greatest]
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
