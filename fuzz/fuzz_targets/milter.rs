//! A mail server of a stranger at the filter's socket: every packet is an event or the end, and what is written are whole packets.
#![no_main]
use kakitome_wire::Reply;
use kakitome_wire::milter::{Answer, Change, Event, Session, Settings};

fn whole_packets(mut output: &[u8]) -> bool {
    while let Some((length, rest)) = output.split_first_chunk::<4>() {
        let Some(rest) = rest.get(u32::from_be_bytes(*length) as usize..) else { return false };
        output = rest;
    }
    output.is_empty()
}

// The first byte chooses the pieces in which the rest comes, the second how events are answered.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let [split, how, bytes @ ..] = bytes else { return };
    let settings = Settings { packet_bytes: 4096, header_bytes: 8192, ..Settings::default() };
    let mut session = Session::new(settings);
    let refusal = Reply::fixed(451, "4.7.0 100% later");
    let answer = match how % 4 {
        0 => Answer::TempFail,
        1 => Answer::Reply(&refusal),
        2 => Answer::Accept,
        _ => Answer::Continue,
    };
    for piece in bytes.chunks(usize::from(*split).max(1)) {
        let mut input = piece;
        loop {
            let (asks, ends) = match session.next(&mut input) {
                Event::NeedInput | Event::Close(_) | Event::Quit => break,
                Event::Abort | Event::ClientGone => continue,
                Event::EndOfMessage => (true, true),
                // A mail that is always refused never reaches its end.
                Event::Rcpt(_) => (true, false),
                _ => (false, false),
            };
            if ends {
                let value = String::from_utf8_lossy(bytes);
                let _ = session.change(&Change::AddHeader { name: b"Content-Type", value: value.as_bytes() });
                session.change(&Change::Body(bytes)).expect("agreed on");
                session.progress();
            }
            session.answer(if asks { &answer } else { &Answer::Continue }).expect("asked for");
        }
        assert!(whole_packets(session.output()));
        session.written(session.output().len());
    }
});
