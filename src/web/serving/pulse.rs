use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::limits::{Limits, Pace};

/// How a connection does: what is going on on it, and since when the server waits for the visitor.
#[derive(Debug)]
pub(super) struct Pulse {
    /// Whose it is; none for proxies.
    pub(super) whose: Option<IpAddr>,
    state: Mutex<State>,
    called: Notify,
}

#[derive(Debug)]
struct State {
    /// Requests that are not answered to their end.
    going_on: usize,
    /// Since when none is.
    quiet_since: Instant,
    /// The first byte since then.
    head_since: Option<Instant>,
    /// What comes may be something else than the beginning of a head (HTTP/2 has a conversation of its own).
    is_shared: bool,
    /// Bodies that are waited for, and when the last piece of any came.
    bodies: usize,
    body_at: Instant,
    /// The visitor does not take what is sent.
    blocked: Option<Stretch>,
    /// When something was last taken of each answer (HTTP/2, where one may be left lying beside others).
    taken: BTreeMap<u64, Instant>,
    next: u64,
    call: Option<Call>,
}

/// A stretch of time and what went through in it.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    since: Instant,
    bytes: u64,
}

/// What is asked of a connection from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// Finish what is going on and close: the program stops.
    Finish,
    /// Make place for somebody else.
    MakePlace,
}

/// Why a connection is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Nothing was asked for a long time.
    Idle,
    /// A request does not get said.
    SlowHead,
    /// An answer is not taken.
    NotTaken,
}

impl Pulse {
    pub(super) fn new(whose: Option<IpAddr>, now: Instant) -> Self {
        let state = State {
            going_on: 0,
            quiet_since: now,
            head_since: None,
            is_shared: false,
            bodies: 0,
            body_at: now,
            blocked: None,
            taken: BTreeMap::new(),
            next: 0,
            call: None,
        };
        Self { whose, state: Mutex::new(state), called: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests may come from now on; what was said until now was to agree on how.
    pub(super) fn agreed(&self, is_shared: bool, now: Instant) {
        let mut state = self.state();
        (state.quiet_since, state.head_since, state.is_shared) = (now, None, is_shared);
    }

    /// A request was read.
    pub(super) fn begun(&self) -> u64 {
        let mut state = self.state();
        state.going_on += 1;
        state.head_since = None;
        state.next += 1;
        state.next
    }

    /// It was answered to its end, or taken back before.
    pub(super) fn ended(&self, request: u64, now: Instant) {
        let mut state = self.state();
        state.going_on -= 1;
        state.quiet_since = now;
        state.taken.remove(&request);
    }

    /// Something was taken of an answer that may be left lying.
    pub(super) fn taken(&self, request: u64, now: Instant) {
        self.state().taken.insert(request, now);
    }

    /// Bytes came in.
    pub(super) fn heard(&self, now: Instant) {
        let mut state = self.state();
        if state.going_on == 0 && state.head_since.is_none() && !state.is_shared {
            state.head_since = Some(now);
        }
    }

    /// A body is waited for, or no longer.
    pub(super) fn waits_for_body(&self, is_so: bool, now: Instant) {
        let mut state = self.state();
        state.body_at = now;
        state.bodies = if is_so { state.bodies + 1 } else { state.bodies.saturating_sub(1) };
    }

    /// Nothing more could be sent.
    pub(super) fn blocked(&self, now: Instant) {
        self.state().blocked.get_or_insert(Stretch { since: now, bytes: 0 });
    }

    /// After that, so many bytes could; `all` says that nothing is left over.
    pub(super) fn sent(&self, bytes: u64, all: bool, pace: Pace, now: Instant) {
        let mut state = self.state();
        let Some(stretch) = &mut state.blocked else { return };
        stretch.bytes += bytes;
        if stretch.bytes >= pace.at_least {
            *stretch = Stretch { since: now, bytes: 0 };
        }
        if all {
            state.blocked = None;
        }
    }

    /// Since when the server has nothing to do but wait for the visitor, if it waits.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        let state = self.state();
        let for_request = (state.going_on == 0).then_some(state.quiet_since);
        let for_body = (state.bodies > 0).then_some(state.body_at);
        state.blocked.map(|stretch| stretch.since).or(for_request).or(for_body)
    }

    /// Whether it goes too slowly.
    pub(super) fn judge(&self, limits: &Limits, now: Instant) -> Option<Why> {
        let state = self.state();
        let is_over = |since: Instant, most| now.saturating_duration_since(since) >= most;
        let is_left = |since: &Instant| is_over(*since, limits.answer.within);
        if state.blocked.is_some_and(|stretch| is_left(&stretch.since)) || state.taken.values().any(is_left) {
            Some(Why::NotTaken)
        } else if state.going_on > 0 || state.blocked.is_some() {
            // The last of an answer may be on its way when the request counts as answered.
            None
        } else if state.head_since.is_some_and(|since| is_over(since, limits.head)) {
            Some(Why::SlowHead)
        } else {
            is_over(state.quiet_since, limits.idle).then_some(Why::Idle)
        }
    }

    /// Asks something of whoever drives the connection.
    pub(super) fn call(&self, call: Call) {
        self.state().call = Some(call);
        self.called.notify_one();
    }

    /// Waits until something is asked.
    pub(super) async fn called(&self) -> Call {
        loop {
            self.called.notified().await;
            if let Some(call) = self.state().call.take() {
                return call;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn second(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    fn pulse() -> (Pulse, Instant, Limits) {
        let now = Instant::now();
        (Pulse::new(None, now), now, Limits::default())
    }

    #[test]
    fn whoever_says_nothing_has_longer_than_whoever_says_half() {
        let (pulse, now, limits) = pulse();
        assert_eq!(pulse.judge(&limits, now + second(74)), None);
        assert_eq!(pulse.judge(&limits, now + second(75)), Some(Why::Idle));
        pulse.heard(now + second(10));
        pulse.heard(now + second(29));
        assert_eq!(pulse.judge(&limits, now + second(29)), None);
        assert_eq!(pulse.judge(&limits, now + second(30)), Some(Why::SlowHead), "further bytes win no time");
    }

    #[test]
    fn what_was_said_to_agree_is_no_head() {
        let (pulse, now, limits) = pulse();
        pulse.heard(now);
        pulse.agreed(false, now + second(5));
        assert_eq!(pulse.judge(&limits, now + second(79)), None);
        pulse.heard(now + second(79));
        assert_eq!(pulse.judge(&limits, now + second(99)), Some(Why::SlowHead));
        pulse.agreed(true, now + second(100));
        pulse.heard(now + second(110));
        assert_eq!(pulse.judge(&limits, now + second(174)), None, "in HTTP/2 there is talk that is no request");
        assert_eq!(pulse.judge(&limits, now + second(175)), Some(Why::Idle), "and it wins no time");
    }

    #[test]
    fn while_a_request_is_answered_nobody_is_too_slow_and_afterwards_the_time_begins_anew() {
        let (pulse, now, limits) = pulse();
        pulse.heard(now);
        let request = pulse.begun();
        assert_eq!(pulse.judge(&limits, now + second(4_000)), None);
        assert_eq!(pulse.waits_since(), None);
        pulse.ended(request, now + second(4_000));
        assert_eq!(pulse.judge(&limits, now + second(4_074)), None);
        assert_eq!(pulse.judge(&limits, now + second(4_075)), Some(Why::Idle));
    }

    #[test]
    fn an_answer_that_is_taken_slowly_is_sent_and_one_that_is_left_lying_is_not() {
        let (pulse, now, limits) = pulse();
        pulse.blocked(now);
        for minute in 1..60 {
            pulse.sent(20_000, false, limits.answer, now + second(60 * minute));
            assert_eq!(pulse.judge(&limits, now + second(60 * minute + 59)), None);
        }
        let last = now + second(60 * 59);
        for at in 1..120 {
            pulse.sent(100, false, limits.answer, last + second(at));
        }
        assert_eq!(pulse.judge(&limits, last + second(120)), Some(Why::NotTaken), "a trickle wins no time");
        let request = pulse.begun();
        pulse.sent(20_000, true, limits.answer, last + second(121));
        assert_eq!(pulse.judge(&limits, last + second(4_000)), None);
        pulse.ended(request, last + second(4_000));
    }

    #[test]
    fn one_answer_left_lying_beside_others_is_seen() {
        let (pulse, now, limits) = pulse();
        let (lying, taken) = (pulse.begun(), pulse.begun());
        pulse.taken(lying, now);
        pulse.taken(taken, now + second(100));
        assert_eq!(pulse.judge(&limits, now + second(119)), None);
        assert_eq!(pulse.judge(&limits, now + second(120)), Some(Why::NotTaken));
        pulse.ended(lying, now + second(120));
        assert_eq!(pulse.judge(&limits, now + second(120)), None);
    }

    #[test]
    fn the_server_waits_for_a_body_since_its_last_piece() {
        let (pulse, now, _) = pulse();
        pulse.begun();
        pulse.waits_for_body(true, now + second(1));
        pulse.waits_for_body(true, now + second(5));
        pulse.waits_for_body(false, now + second(7));
        assert_eq!(pulse.waits_since(), Some(now + second(7)));
        pulse.waits_for_body(false, now + second(8));
        assert_eq!(pulse.waits_since(), None);
    }

    #[tokio::test]
    async fn a_call_is_heard_once_also_when_it_came_before() {
        let (pulse, ..) = pulse();
        pulse.call(Call::Finish);
        assert_eq!(pulse.called().await, Call::Finish);
        pulse.call(Call::MakePlace);
        assert_eq!(pulse.called().await, Call::MakePlace);
    }
}
