//! One server: a queue that is worked off in order, at a rate that faults lower.
//!
//! It cannot know that a client has given up. So it works on requests that nobody waits for any more,
//! and the longer its queue, the more of its work is wasted: that is how a short outage lasts.

use super::scenario::{Fault, Scenario};
use std::collections::VecDeque;

/// The server's state.
#[derive(Debug)]
pub struct Server<T> {
    queue: VecDeque<T>,
    places: f64,
    working_on: Option<T>,
    done_at: f64,
    /// The work that a rejection is, and such work that is still to be done.
    rejection: f64,
    debt: f64,
    capacity: Capacity,
}

impl<T: Copy> Server<T> {
    /// A server that has nothing to do.
    pub fn new(scenario: &Scenario) -> Self {
        Server {
            queue: VecDeque::new(),
            places: scenario.server.queue,
            working_on: None,
            done_at: f64::INFINITY,
            rejection: scenario.server.rejection,
            debt: 0.0,
            capacity: Capacity::new(scenario.server.capacity / 1000.0, &scenario.faults),
        }
    }

    /// A request arrives. False: it is rejected.
    pub fn offer(&mut self, request: T, now: f64) -> bool {
        if self.working_on.is_none() {
            self.begin(request, now);
        } else if (self.queue.len() as f64) < self.places {
            self.queue.push_back(request);
        } else {
            self.debt += self.rejection;
            return false;
        }
        true
    }

    /// When the request that is worked on will be done; infinity if there is none.
    pub fn done_at(&self) -> f64 {
        self.done_at
    }

    /// The request that is done. The next one is begun.
    pub fn done(&mut self) -> Option<T> {
        let done = self.working_on.take();
        let now = self.done_at;
        self.done_at = f64::INFINITY;
        if let Some(next) = self.queue.pop_front() {
            self.begin(next, now);
        }
        done
    }

    /// Requests that wait or are worked on.
    pub fn held(&self) -> usize {
        self.queue.len() + usize::from(self.working_on.is_some())
    }

    fn begin(&mut self, request: T, now: f64) {
        let work = 1.0 + self.debt;
        self.debt = 0.0;
        self.working_on = Some(request);
        self.done_at = self.capacity.time_of(work, now);
    }
}

/// Work per millisecond, from each of some moments on.
#[derive(Debug)]
struct Capacity {
    /// In order of time. The last one lasts for ever.
    steps: Vec<(f64, f64)>,
    current: usize,
}

impl Capacity {
    fn new(full: f64, faults: &[Fault]) -> Self {
        let mut moments = vec![0.0];
        moments.extend(faults.iter().flat_map(|fault| [fault.from, fault.to]));
        moments.sort_by(f64::total_cmp);
        moments.dedup();
        let rate = |at: f64| {
            let now = faults.iter().filter(|fault| fault.from <= at && at < fault.to);
            now.fold(full, |rate, fault| rate * fault.capacity)
        };
        Capacity { steps: moments.into_iter().map(|at| (at, rate(at))).collect(), current: 0 }
    }

    /// When `work` that is begun at `at` is done. Later calls must not be earlier in time.
    fn time_of(&mut self, work: f64, at: f64) -> f64 {
        let end = |steps: &[(f64, f64)], step: usize| steps.get(step + 1).map_or(f64::INFINITY, |s| s.0);
        while end(&self.steps, self.current) <= at {
            self.current += 1;
        }
        let (mut at, mut work, mut step) = (at, work, self.current);
        loop {
            let Some((_, rate)) = self.steps.get(step) else { return f64::INFINITY };
            let done = if *rate > 0.0 { at + work / rate } else { f64::INFINITY };
            let until = end(&self.steps, step);
            if done <= until || until == f64::INFINITY {
                return done;
            }
            work -= (until - at) * rate;
            at = until;
            step += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(queue: f64, rejection: f64, faults: Vec<Fault>) -> Server<u32> {
        let mut scenario = Scenario { faults, ..Scenario::brownout() };
        scenario.server.capacity = 100.0;
        scenario.server.queue = queue;
        scenario.server.rejection = rejection;
        Server::new(&scenario)
    }

    #[test]
    fn first_come_first_served() {
        let mut server = server(2.0, 0.0, vec![]);
        let taken: Vec<bool> = (0..4).map(|request| server.offer(request, 0.0)).collect();
        assert_eq!(taken, [true, true, true, false], "one at work, two in the queue");
        assert_eq!(server.held(), 3);
        for (request, at) in [(0, 10.0), (1, 20.0), (2, 30.0)] {
            assert_eq!(server.done_at(), at);
            assert_eq!(server.done(), Some(request));
        }
        assert_eq!(server.done_at(), f64::INFINITY);
        assert_eq!(server.done(), None);
    }

    #[test]
    fn rejections_may_cost_work() {
        let mut server = server(1.0, 0.5, vec![]);
        for request in 0..4 {
            server.offer(request, 0.0);
        }
        server.done();
        assert_eq!(server.done_at(), 30.0, "half a request for each of the two rejections");
    }

    #[test]
    fn work_goes_on_through_a_change_of_capacity() {
        let faults = vec![
            Fault { from: 15.0, to: 35.0, capacity: 0.1, ..Fault::NONE },
            Fault { from: 50.0, to: 1000.0, capacity: 0.0, ..Fault::NONE },
        ];
        let mut server = server(f64::INFINITY, 0.0, faults);
        for request in 0..4 {
            server.offer(request, 0.0);
        }
        let mut times = Vec::new();
        while server.held() > 0 {
            times.push(server.done_at());
            server.done();
        }
        // The second: 5 ms at full speed, 20 ms at a tenth of it, and the rest, 3 ms.
        assert_eq!(times, [10.0, 38.0, 48.0, 1008.0]);
    }
}
