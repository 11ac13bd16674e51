use std::time::Duration;

/// How long, how much and how many the doors of the server allow.
///
/// No limit is on the whole time of a request: an upload of 60 MB over a slow phone line may take an hour. What is limited is
/// how long nothing happens while it is the visitor's turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most connections at once. Where all are taken, a new visitor gets the place of whoever has kept the server waiting
    /// longest.
    pub connections: usize,
    /// Most connections at once of one party (see [`crate::web::Client::party`]). A hall full of phones
    /// behind one address fits in. Proxies that are trusted, and this machine, have no such limit.
    pub connections_of_one: usize,
    /// For agreeing on a secret connection (TLS).
    pub handshake: Duration,
    /// For a head, from its first byte to its last.
    pub head: Duration,
    /// For saying nothing between requests. Longer than proxies keep theirs (nginx: 60 s), so that the proxy closes first.
    pub idle: Duration,
    /// For a body that comes in.
    pub body: Pace,
    /// For an answer that goes out. Longer than for a body: what the system between has taken in is seen in large pieces only.
    pub answer: Pace,
    /// Largest head (request line and headers), in bytes.
    pub head_bytes: usize,
    /// Most requests at once on one connection (HTTP/2).
    pub streams: u32,
}

/// The slowest pace that is waited for: at least so many bytes in each stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The stretch.
    pub within: Duration,
    /// Bytes.
    pub at_least: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_000,
            connections_of_one: 250,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(20),
            idle: Duration::from_secs(75),
            // 70 bytes a second; the slowest phones have thousands.
            body: Pace { within: Duration::from_secs(30), at_least: 2 * 1024 },
            answer: Pace { within: Duration::from_secs(120), at_least: 16 * 1024 },
            head_bytes: 32 * 1024,
            streams: 64,
        }
    }
}

/// Files and connections that the program itself needs open.
const OWN_HANDLES: usize = 200;

impl Limits {
    /// The same, with no more connections than a process can have that may have so many files open.
    #[must_use]
    pub fn for_handles(self, handles: usize) -> Self {
        let connections = self.connections.min(handles.saturating_sub(OWN_HANDLES)).max(16);
        Self { connections, connections_of_one: self.connections_of_one.min(connections / 2), ..self }
    }

    /// How often a connection is looked at: a limit is kept to within a quarter of it.
    pub(super) fn look_every(&self) -> Duration {
        self.head.min(self.idle).min(self.answer.within) / 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_never_more_connections_than_files_may_be_open_and_always_some() {
        assert_eq!(Limits::default().for_handles(1_000_000).connections, 1_000);
        let few = Limits::default().for_handles(512);
        assert_eq!((few.connections, few.connections_of_one), (312, 156));
        assert_eq!(Limits::default().for_handles(10).connections, 16);
    }
}
