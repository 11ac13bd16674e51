use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::limits::Limits;
use super::pulse::{Call, Pulse};

/// Who is inside: all connections, of which there are never more than the limits say.
///
/// A full house never keeps everybody out: whoever has kept the server waiting longest makes place, first of all somebody of
/// the address that has most places. So nobody holds the doors by merely standing in them.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    most_of_one: usize,
    inside: Mutex<Inside>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Inside {
    all: HashMap<u64, Arc<Pulse>>,
    of_one: HashMap<IpAddr, usize>,
    next: u64,
}

/// A place inside; given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    crowd: Arc<Crowd>,
    number: u64,
    /// How the connection does that has it.
    pub(super) pulse: Arc<Pulse>,
}

impl Crowd {
    pub(super) fn within(limits: &Limits) -> Arc<Self> {
        let (most, most_of_one) = (limits.connections, limits.connections_of_one);
        Arc::new(Self { most, most_of_one, inside: Mutex::default(), left: Notify::new() })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a place. `whose` is the address that its limit counts for, if any. Waits where all are taken by requests that
    /// the server works on; none is given where one address has all of its own taken by such.
    pub(super) async fn enter(self: &Arc<Self>, whose: Option<IpAddr>) -> Option<Place> {
        loop {
            let left = self.left.notified();
            {
                let mut inside = self.inside();
                let of_this_one = whose.and_then(|whose| inside.of_one.get(&whose)).copied().unwrap_or_default();
                if of_this_one >= self.most_of_one && !inside.make_place(|pulse| pulse.whose == whose) {
                    return None;
                }
                if inside.all.len() < self.most || inside.make_place(|_| true) {
                    let pulse = Arc::new(Pulse::new(whose, Instant::now()));
                    let number = inside.add(Arc::clone(&pulse));
                    return Some(Place { crowd: Arc::clone(self), number, pulse });
                }
            }
            left.await;
        }
    }

    /// Sends away whoever has kept the server waiting longest; tells whether there was anybody.
    pub(super) fn make_place(&self) -> bool {
        self.inside().make_place(|_| true)
    }

    /// Asks everybody inside to finish and go.
    pub(super) fn close(&self) {
        self.inside().all.values().for_each(|pulse| pulse.call(Call::Finish));
    }
}

impl Inside {
    fn add(&mut self, pulse: Arc<Pulse>) -> u64 {
        if let Some(whose) = pulse.whose {
            *self.of_one.entry(whose).or_default() += 1;
        }
        self.next += 1;
        self.all.insert(self.next, pulse);
        self.next
    }

    fn remove(&mut self, number: u64) -> Option<Arc<Pulse>> {
        let pulse = self.all.remove(&number)?;
        if let Some(whose) = pulse.whose
            && let Some(count) = self.of_one.get_mut(&whose)
        {
            *count -= 1;
            if *count == 0 {
                self.of_one.remove(&whose);
            }
        }
        Some(pulse)
    }

    fn make_place(&mut self, may_go: impl Fn(&Pulse) -> bool) -> bool {
        let places = |pulse: &Pulse| pulse.whose.and_then(|whose| self.of_one.get(&whose)).copied().unwrap_or_default();
        let waited_for = self.all.iter().filter(|(_, pulse)| may_go(pulse)).filter_map(|(number, pulse)| {
            let since = pulse.waits_since()?;
            Some((usize::MAX - places(pulse), since, *number))
        });
        let Some((.., number)) = waited_for.min() else { return false };
        if let Some(pulse) = self.remove(number) {
            pulse.call(Call::MakePlace);
        }
        true
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.inside().remove(self.number);
        self.crowd.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn crowd(connections: usize, connections_of_one: usize) -> Arc<Crowd> {
        Crowd::within(&Limits { connections, connections_of_one, ..Limits::default() })
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    async fn call(place: &Place) -> Option<Call> {
        tokio::time::timeout(Duration::ZERO, place.pulse.called()).await.ok()
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_full_house_whoever_is_waited_for_longest_makes_place() {
        let crowd = crowd(3, 3);
        let mut inside = Vec::new();
        for last in 1..=3 {
            inside.push(crowd.enter(Some(address(last))).await.unwrap());
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        inside[0].pulse.begun();
        let fourth = crowd.enter(Some(address(4))).await.unwrap();
        assert_eq!((call(&inside[0]).await, call(&inside[1]).await, call(&inside[2]).await), (None, Some(Call::MakePlace), None));
        assert_eq!(call(&fourth).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_address_with_most_places_makes_place_first() {
        let crowd = crowd(3, 3);
        let early = crowd.enter(Some(address(1))).await.unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
        let greedy = [crowd.enter(Some(address(2))).await.unwrap(), crowd.enter(Some(address(2))).await.unwrap()];
        let late = crowd.enter(Some(address(3))).await.unwrap();
        assert_eq!((call(&early).await, call(&greedy[0]).await, call(&late).await), (None, Some(Call::MakePlace), None));
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_has_its_most_and_others_come_in_beside_it() {
        let crowd = crowd(10, 2);
        let own = [crowd.enter(Some(address(1))).await.unwrap(), crowd.enter(Some(address(1))).await.unwrap()];
        for place in &own {
            place.pulse.begun();
        }
        assert!(crowd.enter(Some(address(1))).await.is_none());
        assert!(crowd.enter(Some(address(2))).await.is_some());
        // Who is waited for makes place for another of the same address; a proxy has no limit of its own.
        own[1].pulse.ended(1, Instant::now());
        let third = crowd.enter(Some(address(1))).await;
        assert!(third.is_some());
        assert_eq!((call(&own[0]).await, call(&own[1]).await), (None, Some(Call::MakePlace)));
        for _ in 0..8 {
            std::mem::forget(crowd.enter(None).await.unwrap());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_work_is_of_the_server_a_new_visitor_waits_until_one_goes() {
        let crowd = crowd(1, 1);
        let only = crowd.enter(Some(address(1))).await.unwrap();
        only.pulse.begun();
        let mut waiting = std::pin::pin!(crowd.enter(Some(address(2))));
        assert!(tokio::time::timeout(Duration::from_secs(3_600), &mut waiting).await.is_err());
        drop(only);
        assert!(waiting.await.is_some());
    }
}
