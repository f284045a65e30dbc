//! The keyholder's life: close the process, open the keys, listen, confine, serve, end. The main thread accepts connections and takes
//! new keys into its own heap, which is locked; everything else happens on other threads.

use std::{
    fs::{self, File},
    io::{Read, Write},
    os::{
        fd::AsFd,
        unix::{
            fs::{FileTypeExt, PermissionsExt, chown},
            net::{UnixListener, UnixStream},
        },
    },
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use kakitome_crypto::{Bunch, PrivateKey, warm_up};
use kakitome_keys::KeyInfo;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

use crate::{
    audit::Audit,
    bunches::Bunches,
    confine,
    error::Error,
    folder, home,
    listener::Connections,
    memory,
    options::{KekSource, Options},
    peer::Admission,
    proof,
    record::Record,
    release,
    ring::{Held, Ring},
    rotation,
    state::{Queue, State},
    vault::{self, DataMaster, Places},
    whole, work,
};

/// How long an end may take: a signature takes milliseconds.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Runs until it is told to stop (SIGTERM; the end of standard input if asked so). Call it on the main thread of a process of its own,
/// before other threads are started: keys go into the main thread's heap, and the system call filter is for all threads.
///
/// # Errors
/// What hinders the start. Later faults are answers to requests, or lines of the program's log.
pub fn run(mut options: Options) -> Result<(), Error> {
    let places = Places::new(&options.folder);
    memory::close().map_err(Error::io("closing the process to others for", &places.root))?;
    warm_up()?;
    let _lock = lock(&places)?;
    let bell = Bell::hang(options.stop_with_stdin).map_err(Error::io("setting up signals for", &places.root))?;
    let state = open(&places, &options, &bell)?;
    let listener = listen(&options)?;
    if let Err(why) = confine::confine() {
        state.warn(why.to_string());
    }
    let threads = start(&state, options.workers)?;
    if let Some(ready) = options.ready.take() {
        ready();
    }
    tracing::info!(keys = state.ring.count(), socket = %options.socket.display(), "the keyholder listens");
    let connections = Arc::new(Connections::default());
    let served = serve(&state, &listener, &bell, &connections);
    // The socket goes first: whoever comes now sees at once that nobody listens.
    let _ = fs::remove_file(&options.socket);
    drop(listener);
    end(&state, &connections, threads);
    served
}

fn lock(places: &Places) -> Result<File, Error> {
    if !places.root.exists() {
        return Err(Error::NotThere { path: places.root.clone() });
    }
    folder::check_private(&places.root)?;
    home::lock(places)
}

fn open(places: &Places, options: &Options, bell: &Bell) -> Result<Arc<State>, Error> {
    let kek = rotation::open(places, &options.kek)?;
    let data = DataMaster::open_or_make(places, &kek)?;
    let mut loaded = vault::load(places, &kek)?;
    let ring = Ring::default();
    for (info, key) in std::mem::take(&mut loaded.keys) {
        let path = places.key(info.id);
        // One key that does not work is no reason for all others to stay away.
        if let Err(why) = hold(&ring, info, key) {
            loaded.unreadable.push((path, why.to_string()));
        }
    }
    let mut audit = Audit::open(places)?;
    let mut start = Record::new("start", None);
    start.note = Some(format!("{} keys, {} unreadable", ring.count(), loaded.unreadable.len()));
    audit.write(&[start]).map_err(Error::io("writing the audit log in", places.audit()))?;
    let state = State {
        places: places.clone(),
        admission: Admission {
            own_uid: rustix::process::geteuid().as_raw(),
            uids: options.peer_uids.clone(),
            gids: options.peer_gids.clone(),
        },
        ring,
        kek: Mutex::new(kek),
        kek_path: places.kek(&options.kek),
        kek_is_passphrase: matches!(options.kek, KekSource::Passphrase(_)),
        data,
        jobs: Bunches::new(Bunch::of_this_processor()),
        slow_jobs: Queue::default(),
        done: Queue::default(),
        audit: Mutex::new(audit),
        adoptions: Queue::default(),
        wake: bell.ringer().map_err(Error::io("setting up", &places.root))?,
        log_works: AtomicBool::new(true),
        signatures: AtomicU64::new(0),
        started: Instant::now(),
        unreadable_keys: u32::try_from(loaded.unreadable.len()).unwrap_or(u32::MAX),
        warnings: Mutex::default(),
    };
    for (path, why) in loaded.unreadable {
        state.warn(format!("a key cannot be used: {}: {why}", path.display()));
    }
    if let Err(why) = memory::lock_heap() {
        state.warn(format!("keys may be swapped to disk: {why}"));
    }
    Ok(Arc::new(state))
}

/// Offered once it has shown that it works.
fn hold(ring: &Ring, info: KeyInfo, key: PrivateKey) -> Result<(), Error> {
    let held = Held::new(info, key)?;
    proof::try_out(&held)?;
    ring.add(held);
    Ok(())
}

fn listen(options: &Options) -> Result<UnixListener, Error> {
    let path = &options.socket;
    clear_away(path)?;
    let listener = UnixListener::bind(path).map_err(Error::io("listening on", path))?;
    listener.set_nonblocking(true).map_err(Error::io("listening on", path))?;
    // Where users are named, everybody may knock: the kernel says who it is, and that decides.
    let mode = match (options.peer_gids.first(), options.peer_uids.is_empty()) {
        (Some(group), _) => {
            chown(path, None, Some(*group)).map_err(Error::io("giving to its group", path))?;
            0o660
        }
        (None, false) => 0o666,
        (None, true) => 0o600,
    };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(Error::io("setting the mode of", path))?;
    Ok(listener)
}

/// A socket that a killed keyholder left behind. Nobody listens on it: we hold the lock.
fn clear_away(path: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(path) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(why) => Err(Error::io("looking at", path)(why)),
        Ok(seen) if seen.file_type().is_socket() => fs::remove_file(path).map_err(Error::io("removing the old socket", path)),
        Ok(_) => Err(Error::Damaged { path: path.into(), why: "something that is no socket lies in the socket's place".to_owned() }),
    }
}

struct Threads {
    workers: Vec<JoinHandle<()>>,
    release: JoinHandle<()>,
}

fn start(state: &Arc<State>, workers: Option<usize>) -> Result<Threads, Error> {
    let spawn = |name: &str, work: Box<dyn FnOnce(&State) + Send>| {
        let state = Arc::clone(state);
        thread::Builder::new().name(name.to_owned()).spawn(move || whole::or_not_at_all(|| work(&state))).map_err(Error::Thread)
    };
    let cores = || thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let workers = (0..workers.unwrap_or_else(cores).max(1)).map(|_| spawn("signer", Box::new(work::work))).collect::<Result<_, _>>()?;
    // Not waited for at the end: a long key may take minutes, and nothing is lost with it.
    spawn("keys", Box::new(work::work_slowly))?;
    let release = spawn("log", Box::new(release::release))?;
    Ok(Threads { workers, release })
}

/// What rings on the main thread: signals, other threads, the end of standard input.
struct Bell {
    signals: UnixStream,
    wake_in: UnixStream,
    wake_out: UnixStream,
    stdin: Option<std::io::Stdin>,
}

impl Bell {
    fn hang(stop_with_stdin: bool) -> std::io::Result<Self> {
        let (signals, ring) = UnixStream::pair()?;
        let (wake_in, wake_out) = UnixStream::pair()?;
        signals.set_nonblocking(true)?;
        wake_in.set_nonblocking(true)?;
        wake_out.set_nonblocking(true)?;
        signal_hook::low_level::pipe::register(SIGTERM, ring.try_clone()?)?;
        for terminal in [SIGINT, SIGHUP] {
            if stop_with_stdin {
                // A terminal sends these to the whole group; our parent says when we end.
                signal_hook::flag::register(terminal, Arc::default())?;
            } else {
                signal_hook::low_level::pipe::register(terminal, ring.try_clone()?)?;
            }
        }
        // A limit on file size shall be an error of that write, not our end.
        signal_hook::flag::register(SIGXFSZ, Arc::default())?;
        Ok(Self { signals, wake_in, wake_out, stdin: stop_with_stdin.then(std::io::stdin) })
    }

    fn ringer(&self) -> std::io::Result<Box<dyn Fn() + Send + Sync>> {
        let wake = self.wake_out.try_clone()?;
        Ok(Box::new(move || {
            // Full means that it rings already.
            let _ = (&wake).write(&[1]);
        }))
    }
}

fn serve(state: &Arc<State>, listener: &UnixListener, bell: &Bell, connections: &Arc<Connections>) -> Result<(), Error> {
    let path = PathBuf::from("socket");
    loop {
        let mut watched = vec![
            PollFd::new(listener, PollFlags::IN),
            PollFd::new(&bell.signals, PollFlags::IN),
            PollFd::new(&bell.wake_in, PollFlags::IN),
        ];
        watched.extend(bell.stdin.as_ref().map(|stdin| PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::IN)));
        match poll(&mut watched, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(why) => return Err(Error::io("waiting for", path)(why.into())),
        }
        let rang: Vec<bool> = watched.iter().map(|one| !one.revents().is_empty()).collect();
        drop(watched);
        let rang = |position: usize| rang.get(position).copied().unwrap_or_default();
        if rang(1) || (rang(3) && stdin_ended(bell)) {
            return Ok(());
        }
        if rang(2) {
            let mut rings = [0; 64];
            while (&bell.wake_in).read(&mut rings).is_ok_and(|count| count > 0) {}
            take_in(state);
        }
        if rang(0) {
            accept(state, listener, connections);
        }
    }
}

/// Connections that are accepted before signals and new keys are looked at again.
const AT_ONCE: usize = 64;

fn accept(state: &Arc<State>, listener: &UnixListener, connections: &Arc<Connections>) {
    for _ in 0..AT_ONCE {
        match listener.accept() {
            Ok((stream, _)) => connections.welcome(state, stream),
            Err(why) if why.kind() == std::io::ErrorKind::Interrupted => {}
            Err(why) if why.kind() == std::io::ErrorKind::WouldBlock => return,
            Err(why) => {
                // Too many open files, most likely; others may close some.
                tracing::error!("a connection cannot be accepted: {why}");
                thread::sleep(Duration::from_millis(50));
                return;
            }
        }
    }
}

fn stdin_ended(bell: &Bell) -> bool {
    let mut ignored = [0; 256];
    match &bell.stdin {
        // Read past the buffer of the handle: what is said there is of no interest, only that it ends.
        Some(stdin) => rustix::io::read(stdin, &mut ignored).map_or_else(|why| why != rustix::io::Errno::INTR, |count| count == 0),
        None => false,
    }
}

/// New keys, in the heap of this thread.
fn take_in(state: &State) {
    for adoption in state.adoptions.take_present() {
        let held = PrivateKey::from_pkcs8(&adoption.pkcs8).map_err(Error::from).and_then(|key| hold(&state.ring, adoption.info, key));
        if let Err(why) = memory::lock_heap() {
            state.warn(format!("keys may be swapped to disk: {why}"));
        }
        // Whoever asked may have stopped waiting; the key is kept all the same.
        let _ = adoption.done.send(held);
    }
}

/// What was asked is answered, then everything stops.
fn end(state: &State, connections: &Connections, threads: Threads) {
    tracing::info!("the keyholder ends");
    connections.stop_reading();
    let until = Instant::now() + LAST_WORDS;
    while !connections.are_gone() && Instant::now() < until {
        thread::sleep(Duration::from_millis(2));
    }
    state.jobs.close();
    state.slow_jobs.close();
    // A thread that panics ends the process: joining does not fail.
    threads.workers.into_iter().for_each(|worker| drop(worker.join()));
    state.done.close();
    drop(threads.release.join());
}
