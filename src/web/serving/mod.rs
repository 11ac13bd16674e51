//! The doors of the server: connections are let in, answered and ended.
//!
//! It promises that nobody holds the doors by saying nothing, half of something, or by not taking what was asked for; that
//! whoever is merely slow gets all the time it takes; and that what is going on is finished when the program stops. It knows
//! sockets, HTTP and time; it does not know what is asked nor what is answered.

mod answering;
mod body;
mod certificates;
mod connection;
mod crowd;
mod limits;
mod pulse;
mod secret;
mod socket;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_rustls::server::TlsStream;

pub use self::certificates::{About, CertificateFiles, Certificates, Flaw, OWN_AUTHORITY};
use self::connection::Connection;
use self::crowd::{Crowd, Place};
pub use self::limits::{Limits, Pace};
pub use self::secret::Elsewhere;
use self::secret::{Beginning, agree, beginning, is_http2};
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
    pub async fn serve(&self, listener: TcpListener, site: Router, way: Way, stop: impl Future<Output = ()>) {
        // Each connection holds one end; when the last is gone nothing can be received.
        let (inside, mut all_gone) = mpsc::channel::<()>(1);
        let way = Arc::new(way);
        let let_in = async {
            loop {
                let (stream, peer) = self.next(&listener).await;
                let Some(place) = self.crowd.enter(self.whose(peer)).await else {
                    tracing::debug!("an address has all of its connections in use");
                    continue;
                };
                let visit = Visit { stream, peer, app: site.clone(), place, limits: Arc::clone(&self.limits) };
                let (way, inside) = (Arc::clone(&way), inside.clone());
                tokio::spawn(async move {
                    visit.answer(&way).await;
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

/// How a port is spoken to.
pub enum Way {
    /// In plain text.
    Plain,
    /// In secret (TLS), with this certificate. Who speaks plain text is told where the site is.
    Secret(Arc<Certificates>, Elsewhere),
}

/// Somebody who was let in.
struct Visit {
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    place: Place,
    limits: Arc<Limits>,
}

impl Visit {
    async fn answer(self, way: &Way) {
        let Self { stream, peer, app, place, limits } = self;
        let Way::Secret(certificates, elsewhere) = way else {
            let io = Socket::new(stream, Arc::clone(&place.pulse), limits.answer);
            return Connection { io, peer, app, place, limits }.over_http1().await;
        };
        let pulse = Arc::clone(&place.pulse);
        let agreed = async {
            let begun = beginning(&stream, limits.handshake).await?;
            let io = Socket::new(stream, Arc::clone(&pulse), limits.answer);
            Ok(match begun {
                Beginning::Plain => Agreed::Plain(io),
                Beginning::Secret => Agreed::Secret(Box::new(agree(io, certificates, limits.handshake).await?)),
            })
        };
        // Whoever does not get on with it makes place for others, and does not hold up the end.
        let agreed: io::Result<Agreed> = tokio::select! { agreed = agreed => agreed, _ = pulse.called() => return };
        match agreed {
            Ok(Agreed::Plain(io)) => {
                let app = elsewhere.clone().hint();
                Connection { io, peer, app, place, limits }.over_http1().await;
            }
            Ok(Agreed::Secret(io)) => {
                let is_shared = is_http2(&io);
                pulse.agreed(is_shared, Instant::now());
                let connection = Connection { io, peer, app, place, limits };
                if is_shared { connection.over_http2().await } else { connection.over_http1().await }
            }
            Err(error) => tracing::debug!(%error, "no secret connection was agreed on"),
        }
    }
}

/// What a connection turned out to be.
enum Agreed {
    Plain(Socket<TcpStream>),
    Secret(Box<TlsStream<Socket<TcpStream>>>),
}

/// They went away before they were let in.
fn is_of_visitor(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
