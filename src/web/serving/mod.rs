//! The doors of the server: connections are let in, answered and ended.
//!
//! It promises that nobody holds the doors by saying nothing, half of something, or by not taking what was asked for; that
//! whoever is merely slow gets all the time it takes; and that what is going on is finished when the program stops. It knows
//! sockets, HTTP and time; it does not know what is asked nor what is answered.

mod answering;
mod body;
mod connection;
mod crowd;
mod limits;
mod pulse;
mod socket;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use self::connection::Connection;
use self::crowd::Crowd;
pub use self::limits::{Limits, Pace};
use self::socket::Socket;

/// Answers whoever comes to this port with the site, until `stop` is ready; then lets nobody in any more, and is ready when
/// all that was going on is finished.
pub async fn serve(listener: TcpListener, app: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let crowd = Crowd::within(&limits);
    let limits = Arc::new(limits);
    // Each connection holds one end; when the last is gone nothing can be received.
    let (inside, mut all_gone) = mpsc::channel::<()>(1);
    let let_in = async {
        loop {
            let (stream, peer) = next(&listener, &crowd).await;
            let whose = (!peer.ip().to_canonical().is_loopback()).then(|| peer.ip());
            let Some(place) = crowd.enter(whose).await else {
                tracing::debug!("an address has all of its connections in use");
                continue;
            };
            let io = Socket::new(stream, Arc::clone(&place.pulse), limits.answer);
            let connection = Connection { io, peer, app: app.clone(), place, limits: Arc::clone(&limits) };
            let inside = inside.clone();
            tokio::spawn(async move {
                connection.over_http1().await;
                drop(inside);
            });
        }
    };
    tokio::select! { () = stop => {}, () = let_in => {} }
    drop(listener);
    crowd.close();
    drop(inside);
    all_gone.recv().await;
}

/// The next connection. Where the system has none left to give, whoever is waited for longest gives one back.
async fn next(listener: &TcpListener, crowd: &Crowd) -> (TcpStream, std::net::SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A large answer goes in pieces; the last must not wait until the first is confirmed.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection waits before it sends");
                }
                return (stream, peer);
            }
            Err(error) if is_of_visitor(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken in");
                crowd.make_place();
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// They went away before they were let in.
fn is_of_visitor(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
