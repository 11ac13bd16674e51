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
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use self::connection::Connection;
use self::crowd::Crowd;
pub use self::limits::{Limits, Pace};
use self::socket::Socket;
use crate::web::asked::{Client, Proxies};

/// The doors of one program: what they allow holds for all of its ports together.
pub struct Doors {
    limits: Arc<Limits>,
    proxies: Proxies,
    crowd: Arc<Crowd>,
}

impl Doors {
    /// Doors with these limits. Of proxies that are trusted any number of connections comes in, for each brings many visitors.
    pub fn within(limits: Limits, proxies: Proxies) -> Self {
        Self { crowd: Crowd::within(&limits), limits: Arc::new(limits), proxies }
    }

    /// Answers whoever comes to this port with the site, until `stop` is ready; then lets nobody in any more, and is ready
    /// when all that was going on is finished.
    pub async fn serve(&self, listener: TcpListener, site: Router, stop: impl Future<Output = ()>) {
        // Each connection holds one end; when the last is gone nothing can be received.
        let (inside, mut all_gone) = mpsc::channel::<()>(1);
        let let_in = async {
            loop {
                let (stream, peer) = self.next(&listener).await;
                let Some(place) = self.crowd.enter(self.whose(peer)).await else {
                    tracing::debug!("an address has all of its connections in use");
                    continue;
                };
                let io = Socket::new(stream, Arc::clone(&place.pulse), self.limits.answer);
                let connection = Connection { io, peer, app: site.clone(), place, limits: Arc::clone(&self.limits) };
                let inside = inside.clone();
                tokio::spawn(async move {
                    connection.over_http1().await;
                    drop(inside);
                });
            }
        };
        tokio::select! { () = stop => {}, () = let_in => {} }
        drop(listener);
        self.crowd.close();
        drop(inside);
        all_gone.recv().await;
    }

    /// The party whose connections are counted together, if they are.
    fn whose(&self, peer: SocketAddr) -> Option<IpAddr> {
        let client = Client::at(peer.ip());
        let is_proxy = client.address.is_loopback() || self.proxies.trust(client.address);
        (!is_proxy).then(|| client.party())
    }

    /// The next connection. Where the system has none left to give, whoever is waited for longest gives one back.
    async fn next(&self, listener: &TcpListener) -> (TcpStream, SocketAddr) {
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
                    self.crowd.make_place();
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

/// They went away before they were let in.
fn is_of_visitor(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
