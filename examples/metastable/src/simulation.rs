//! The clock, the events, and a service that works off one queue.

use core::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use phiward_resilience::{Attempt, ConfigError};

use crate::client::{Call, Client};
use crate::report::Second;
use crate::strategy::Strategy;

/// Clients that call, each for itself.
const CLIENTS: usize = 200;
/// How long a client waits, in milliseconds.
const TIMEOUT_MS: u64 = 1000;
/// What one request costs the service, in microseconds: it can do 1000 a second.
const COST_US: u64 = 1000;

/// How much is asked of the service over time, and how well it does.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Requests a second of all clients, for each second.
    pub offered: Vec<u32>,
    /// In these seconds, from the first and without the last, the service has a quarter of its capacity.
    pub trigger: (usize, usize),
}

/// What happened, second by second.
#[derive(Debug, Clone)]
pub struct Run {
    /// The seconds.
    pub seconds: Vec<Second>,
    /// When the trigger was over, in seconds.
    pub trigger_end: usize,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A client makes a new call.
    Arrive(usize),
    /// An attempt of a call is sent.
    Send(u64),
    /// An attempt ends: in time or not.
    End(u64, bool),
}

impl Profile {
    /// 700 requests a second for three minutes; the trigger lasts from 30 s to 50 s.
    #[must_use]
    pub fn overload() -> Self {
        Self { offered: vec![700; 180], trigger: (30, 50) }
    }

    /// A load that rises from 200 to 1200 requests a second and falls again, without any trigger.
    #[must_use]
    pub fn up_and_down() -> Self {
        let up = (0..100_u32).map(|step| 200 + step * 10);
        Self { offered: up.clone().chain(up.rev()).collect(), trigger: (0, 0) }
    }
}

/// Plays a profile with clients of a strategy. The same seed gives the same run.
///
/// # Errors
/// None: the strategies are valid.
pub fn simulate(strategy: Strategy, profile: &Profile, seed: u64) -> Result<Run, ConfigError> {
    let clients = (0..CLIENTS).map(|_| Client::new(strategy)).collect::<Result<_, _>>()?;
    let mut world = World {
        now_ms: 0,
        order: 0,
        events: BinaryHeap::new(),
        clients,
        calls: BTreeMap::new(),
        next_call: 0,
        free_at_us: 0,
        random: fastrand::Rng::with_seed(seed),
        seconds: profile.offered.iter().map(|_| Second::default()).collect(),
        profile,
    };
    for client in 0..CLIENTS {
        world.schedule_arrival(client);
    }
    let end_ms = profile.offered.len() as u64 * 1000;
    while let Some(Reverse((at_ms, _, event))) = world.events.pop() {
        if at_ms >= end_ms {
            break;
        }
        world.now_ms = at_ms;
        world.handle(&event);
    }
    Ok(Run { seconds: world.seconds, trigger_end: profile.trigger.1 })
}

struct World<'a> {
    now_ms: u64,
    /// Events of the same time happen in the order in which they were made.
    order: u64,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    clients: Vec<Client>,
    calls: BTreeMap<u64, Call>,
    next_call: u64,
    /// When the service has worked off its queue.
    free_at_us: u64,
    random: fastrand::Rng,
    seconds: Vec<Second>,
    profile: &'a Profile,
}

impl World<'_> {
    fn handle(&mut self, event: &Event) {
        match *event {
            Event::Arrive(client) => {
                self.schedule_arrival(client);
                self.count(|second| second.offered += 1);
                let now_ms = self.now_ms;
                let Some(call) = self.clients.get_mut(client).map(|it| it.begin(client, now_ms)) else {
                    return;
                };
                self.next_call += 1;
                self.calls.insert(self.next_call, call);
                self.send(self.next_call);
            }
            Event::Send(call) => self.send(call),
            Event::End(call, in_time) => self.end(call, in_time),
        }
    }

    fn send(&mut self, id: u64) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(client) = self.clients.get_mut(call.client) else { return };
        if !client.may_send(call, self.now_ms) {
            self.calls.remove(&id);
            return;
        }
        self.count(|second| second.sent += 1);
        let done_ms = self.serve();
        let in_time = done_ms <= self.now_ms + TIMEOUT_MS;
        self.schedule(done_ms.min(self.now_ms + TIMEOUT_MS), Event::End(id, in_time));
    }

    /// Puts a request into the queue. The service does not know that a client has left, so it works for nobody.
    fn serve(&mut self) -> u64 {
        let start_us = self.free_at_us.max(self.now_ms * 1000);
        let second = usize::try_from(start_us / 1_000_000).unwrap_or(usize::MAX);
        let (first, last) = self.profile.trigger;
        let cost_us = if (first..last).contains(&second) { COST_US * 4 } else { COST_US };
        self.free_at_us = start_us + cost_us;
        self.free_at_us.div_ceil(1000)
    }

    fn end(&mut self, id: u64, in_time: bool) {
        let random = self.random.u64(..);
        let attempt = if in_time { Attempt::SUCCESS } else { Attempt::RETRYABLE };
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(client) = self.clients.get_mut(call.client) else { return };
        match client.end(call, attempt, self.now_ms, random) {
            Some(delay_ms) => self.schedule(self.now_ms + delay_ms, Event::Send(id)),
            None => {
                self.calls.remove(&id);
                self.count(|second| second.useful += u32::from(in_time));
            }
        }
    }

    /// Clients call at random times, whether the service answers or not.
    fn schedule_arrival(&mut self, client: usize) {
        let second = usize::try_from(self.now_ms / 1000).unwrap_or(usize::MAX);
        let Some(offered) = self.profile.offered.get(second) else { return };
        let mean_ms = CLIENTS as f64 * 1000.0 / f64::from(*offered);
        let gap_ms = -mean_ms * (1.0 - self.random.f64()).ln();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some hundred milliseconds"
        )]
        self.schedule(self.now_ms + gap_ms as u64, Event::Arrive(client));
    }

    fn schedule(&mut self, at_ms: u64, event: Event) {
        self.order += 1;
        self.events.push(Reverse((at_ms, self.order, event)));
    }

    /// Counts something in the present second.
    fn count(&mut self, what: impl FnOnce(&mut Second)) {
        let second = usize::try_from(self.now_ms / 1000).unwrap_or(usize::MAX);
        self.seconds.get_mut(second).map(what);
    }
}
