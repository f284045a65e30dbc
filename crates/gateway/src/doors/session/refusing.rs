//! A client that does not come in: it is told so at the greeting, and why (RFC 5321 3.1).

use std::io;
use std::net::SocketAddr;

use kakitome_wire::Reply;
use kakitome_wire::server::{Event, Peer, Session};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::LINGER;
use crate::state::Live;
use crate::stream::Stream;

/// Greets with a refusal and parts.
pub(crate) async fn refuse(live: &Live, door: usize, stream: Stream, peer: SocketAddr, reply: &Reply) {
    let Some(door) = live.doors.get(door) else { return };
    let mut stream = stream;
    let mut session = Session::refusing(live.session_settings(door), Peer::default(), reply);
    let talk = async {
        let mut pending = Vec::new();
        loop {
            let mut rest = pending.as_slice();
            match session.next(&mut rest) {
                Event::NeedInput | Event::Flush => {
                    let count = session.output().len();
                    stream.send(session.output()).await?;
                    session.written(count);
                    pending.clear();
                    if stream.fill(&mut pending).await? == 0 {
                        break;
                    }
                }
                Event::Close(_) => {
                    stream.send(session.output()).await?;
                    stream.shutdown().await?;
                    break;
                }
                _ => {
                    let left = rest.len();
                    pending.drain(..pending.len().saturating_sub(left));
                }
            }
        }
        io::Result::Ok(())
    };
    if let Ok(Err(error)) = timeout(LINGER, talk).await {
        tracing::trace!(%peer, %error, "a refused client did not wait for the end");
    }
}
