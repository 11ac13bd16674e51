use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use wijkweb::web::serving::{Doors as Real, Limits, Way};
use wijkweb::web::{AppState, Proxies, Settings, Shared, app};

use crate::support::House;

/// A site behind real doors, on a clock that does not wait.
pub(super) struct Doors {
    runtime: Runtime,
    pub(super) address: SocketAddr,
}

impl Doors {
    /// The site of this house.
    pub(super) fn of(house: &House, limits: Limits) -> Self {
        Self::before(app(house.state.clone()), limits)
    }

    /// Any site.
    pub(super) fn before(site: Router, limits: Limits) -> Self {
        Self::by(Way::Plain, site, limits)
    }

    /// A site that is spoken to in this way.
    pub(super) fn by(way: Way, site: Router, limits: Limits) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let address = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async move { Real::within(limits, Proxies::default()).serve(listener, site, way, std::future::pending()).await });
            address
        });
        Self { runtime, address }
    }

    /// What visitors do; if it has no end within half a day, that is a failure.
    pub(super) fn during<T>(&self, visit: impl Future<Output = T>) -> T {
        let half_a_day = Duration::from_secs(12 * 3_600);
        self.runtime.block_on(async { Box::pin(tokio::time::timeout(half_a_day, visit)).await }).unwrap()
    }

    /// Says this, and tells all that is answered until the connection is closed.
    pub(super) fn say(&self, request: impl AsRef<[u8]>) -> String {
        self.during(async {
            let mut stream = self.connect().await;
            // The answer may come, and the door be closed, before all is said.
            let _ = stream.write_all(request.as_ref()).await;
            rest(&mut stream).await
        })
    }

    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// That somebody else is answered, now.
    pub(super) async fn answers_others(&self) -> bool {
        let mut stream = self.connect().await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: wijk.example\r\nconnection: close\r\n\r\n").await.unwrap();
        rest(&mut stream).await.starts_with("HTTP/1.1 200")
    }
}

/// The site of this house, set in another way.
pub(crate) fn site(house: &House, settings: Settings) -> Router {
    let state = &house.state;
    app(AppState::from(Shared {
        neighbourhoods: Arc::clone(&state.neighbourhoods),
        jobs: Arc::clone(&state.jobs),
        kept: Arc::clone(&state.kept),
        settings: Arc::new(settings),
        backups: Arc::clone(&state.backups),
        measures: Arc::clone(&state.measures),
    }))
}

/// All that is still answered.
pub(super) async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    let mut piece = vec![0; 16 * 1024];
    // A door that is closed while something was still being said ends with an error after what was answered.
    while let Ok(read @ 1..) = stream.read(&mut piece).await {
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Lets this much time go by.
pub(super) async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
