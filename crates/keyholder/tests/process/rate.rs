//! How fast: signatures and content keys through the socket beside the same in memory, on all cores. Prints; asserts only what must hold anywhere.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use kakitome_crypto::{KeyKind, KeyTransport, Kind, MemoryOpener, Opener, PrivateKey, PublicKey, Wrapped};
use kakitome_keys::{Client, ClientOptions, Purpose};

use crate::{bytes, start::Room};

const SPAN: Duration = Duration::from_secs(3);

fn in_memory(key: &Arc<PrivateKey>, bytes: &[u8], threads: usize) -> f64 {
    let begin = Instant::now();
    let counts: Vec<_> = (0..threads)
        .map(|_| {
            let (key, bytes) = (Arc::clone(key), bytes.to_vec());
            std::thread::spawn(move || {
                let algorithm = key.default_algorithm();
                let mut count = 0_u32;
                while begin.elapsed() < SPAN {
                    key.sign(&algorithm, &bytes).unwrap();
                    count += 1;
                }
                count
            })
        })
        .collect();
    let total: u32 = counts.into_iter().map(|thread| thread.join().unwrap()).sum();
    f64::from(total) / begin.elapsed().as_secs_f64()
}

/// User and system time of a process, in seconds.
fn cpu(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

#[test]
#[ignore = "a measurement: run it alone, with --release if figures count"]
fn signatures_each_second() {
    let threads = std::thread::available_parallelism().unwrap().get();
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::P256] {
        let room = Room::new();
        let process = room.start();
        let own = Arc::new(PrivateKey::generate(kind).unwrap());
        let key = room.client().import_key(Purpose::Mail, "x", own.to_pkcs8().unwrap()).unwrap();
        let attributes = bytes::attributes(&key.public_key, b"x");
        let one = in_memory(&own, &attributes, 1);
        let all = in_memory(&own, &attributes, threads);
        println!("{kind}: in memory {one:.0}/s on one thread, {all:.0}/s on {threads}");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        for under_way in [1, 4, 16, 64] {
            let (client, algorithm) = (Client::new(room.socket(), ClientOptions::default()), bytes::algorithm_of(&key.public_key));
            let (begin, cpu_begin, own_begin) = (Instant::now(), cpu(process.pid()), cpu(std::process::id()));
            let count: u32 = runtime.block_on(async {
                let tasks: Vec<_> = (0..under_way)
                    .map(|_| {
                        let (client, attributes, id) = (client.clone(), attributes.clone(), key.id);
                        tokio::spawn(async move {
                            let mut count = 0_u32;
                            while begin.elapsed() < SPAN {
                                client.sign(id, Kind::SignedAttributes, &algorithm, &attributes).await.unwrap();
                                count += 1;
                            }
                            count
                        })
                    })
                    .collect();
                let mut total = 0;
                for task in tasks {
                    total += task.await.unwrap();
                }
                total
            });
            let rate = f64::from(count) / begin.elapsed().as_secs_f64();
            let keyholder = (cpu(process.pid()) - cpu_begin) / f64::from(count) * 1e6;
            let client_side = (cpu(std::process::id()) - own_begin) / f64::from(count) * 1e6;
            let (rss, locked) = (process.status("VmRSS"), process.status("VmLck"));
            println!(
                "{kind}: {under_way:2} under way {rate:6.0}/s ({:.2} of memory on all cores); CPU us each: keyholder {keyholder:.0} (pure {:.0}), client {client_side:.0}; {rss}, locked {locked}",
                rate / all,
                1e6 / one,
            );
            assert!(count > 0);
        }
    }
}

#[test]
#[ignore = "a measurement: run it alone, with --release if figures count"]
fn content_keys_each_second() {
    let room = Room::new();
    let process = room.start();
    let own = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
    let key = room.client().import_key(Purpose::Mail, "x", own.to_pkcs8().unwrap()).unwrap();
    let encrypted = PublicKey::from_spki(&key.public_key).unwrap().encrypt_key(&KeyTransport::RsaPkcs1, &[7; 32]).unwrap();
    let wrapped = Wrapped::Transport { algorithm: &KeyTransport::RsaPkcs1, encrypted: &encrypted };
    let in_memory = MemoryOpener::new(own).unwrap();
    let through_socket = room.client().opener(&key).unwrap();
    let rate = |opener: &dyn Opener| {
        let (begin, mut count) = (Instant::now(), 0_u32);
        while begin.elapsed() < SPAN {
            assert_eq!(*opener.unwrap(&wrapped, 32).unwrap(), [7; 32]);
            count += 1;
        }
        f64::from(count) / begin.elapsed().as_secs_f64()
    };
    // In turns: other work on the machine hits both.
    for _ in 0..3 {
        let memory = rate(&in_memory);
        let before = cpu(process.pid());
        let begin = Instant::now();
        let socket = rate(&through_socket);
        let keyholder = (cpu(process.pid()) - before) / (socket * begin.elapsed().as_secs_f64()) * 1e6;
        println!(
            "one at a time: in memory {memory:.0}/s, through the socket {socket:.0}/s ({:.2}); CPU us each: keyholder {keyholder:.0}, pure {:.0}",
            socket / memory,
            1e6 / memory
        );
        assert!(socket > 0.0);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for under_way in [4_u32, 16, 64] {
        let client = Client::new(room.socket(), ClientOptions::default());
        let begin = Instant::now();
        let before = cpu(process.pid());
        let count: u32 = runtime.block_on(async {
            let tasks: Vec<_> = (0..under_way)
                .map(|_| {
                    let (client, encrypted, id) = (client.clone(), encrypted.clone(), key.id);
                    tokio::spawn(async move {
                        let mut count = 0_u32;
                        while begin.elapsed() < SPAN {
                            let wrapped = Wrapped::Transport { algorithm: &KeyTransport::RsaPkcs1, encrypted: &encrypted };
                            client.unwrap_key(id, &wrapped, 32).await.unwrap();
                            count += 1;
                        }
                        count
                    })
                })
                .collect();
            let mut total = 0;
            for task in tasks {
                total += task.await.unwrap();
            }
            total
        });
        let each = (cpu(process.pid()) - before) / f64::from(count) * 1e6;
        println!("{under_way:2} under way: {:.0}/s; CPU us each: keyholder {each:.0}", f64::from(count) / begin.elapsed().as_secs_f64());
    }
}
