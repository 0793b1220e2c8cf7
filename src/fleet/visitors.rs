//! Who calls: a source of traffic makes calls all the time, but the visitors whose calls these are come and go.

use super::scenario::Visits;

/// The visitors of all sources.
///
/// One who leaves while a call is under way is kept until it ends: its retries are paid by whom it
/// belongs to, and not by the next one at the source.
#[derive(Debug)]
pub struct Visitors {
    visits: Visits,
    sources: Vec<Source>,
    under_way: Vec<u32>,
    gone: Vec<bool>,
    free: Vec<u32>,
}

#[derive(Debug)]
struct Source {
    visitor: u32,
    calls_left: u32,
}

impl Visitors {
    /// A visitor at each source, who has made so many good calls there.
    pub fn new(visits: Visits, pasts: &[u32]) -> Self {
        let source = |(visitor, past): (u32, &u32)| {
            let calls_left = match visits {
                Visits::Calls(calls) => calls.saturating_sub(*past),
                Visits::Endless { .. } => u32::MAX,
            };
            Source { visitor, calls_left }
        };
        let sources = (0..).zip(pasts).map(source).collect();
        let (under_way, gone) = (vec![0; pasts.len()], vec![false; pasts.len()]);
        Visitors { visits, sources, under_way, gone, free: Vec::new() }
    }

    /// The visitor who makes the next call of this source, and whether it has just come.
    pub fn call(&mut self, source: u32) -> (u32, bool) {
        if self.stays(source) {
            return (source, false);
        }
        let mut is_new = false;
        if let (0, Visits::Calls(calls)) = (self.sources[source as usize].calls_left, self.visits) {
            self.leave(self.sources[source as usize].visitor);
            let visitor = self.come();
            self.sources[source as usize] = Source { visitor, calls_left: calls };
            is_new = true;
        }
        let source = &mut self.sources[source as usize];
        source.calls_left -= u32::from(source.calls_left < u32::MAX);
        self.under_way[source.visitor as usize] += 1;
        (source.visitor, is_new)
    }

    /// A visitor who comes for one call.
    pub fn come_and_go(&mut self) -> u32 {
        let visitor = self.come();
        self.under_way[visitor as usize] += 1;
        self.gone[visitor as usize] = true;
        visitor
    }

    /// A call of this visitor has ended.
    pub fn end(&mut self, visitor: u32) {
        if self.stays(visitor) {
            return;
        }
        let under_way = &mut self.under_way[visitor as usize];
        *under_way -= 1;
        if *under_way == 0 && self.gone[visitor as usize] {
            self.free.push(visitor);
        }
    }

    /// Will always be there, at the source of the same number: nothing is to be counted.
    fn stays(&self, visitor: u32) -> bool {
        matches!(self.visits, Visits::Endless { .. }) && (visitor as usize) < self.sources.len()
    }

    fn leave(&mut self, visitor: u32) {
        self.gone[visitor as usize] = true;
        if self.under_way[visitor as usize] == 0 {
            self.free.push(visitor);
        }
    }

    fn come(&mut self) -> u32 {
        if let Some(visitor) = self.free.pop() {
            self.gone[visitor as usize] = false;
            return visitor;
        }
        self.gone.push(false);
        self.under_way.push(0);
        self.gone.len() as u32 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_makes_its_calls_and_another_one_comes() {
        let mut visitors = Visitors::new(Visits::Calls(2), &[1]);
        assert_eq!(visitors.call(0), (0, false), "one of its two calls was in the past");
        assert_eq!(visitors.call(0), (1, true), "the first one is still waiting for an answer");
        assert_eq!(visitors.call(0), (1, false));
        visitors.end(0);
        assert_eq!(visitors.call(0), (0, true), "a number is used again, for somebody else");
    }

    #[test]
    fn some_come_for_one_call() {
        for visits in [Visits::Endless { past: 0 }, Visits::Calls(5)] {
            let mut visitors = Visitors::new(visits, &[0, 0]);
            assert_eq!(visitors.come_and_go(), 2);
            assert_eq!(visitors.come_and_go(), 3);
            visitors.end(2);
            assert_eq!(visitors.come_and_go(), 2, "a number is used again, for somebody else");
            assert_eq!(visitors.call(1), (1, false));
        }
    }

    #[test]
    fn some_stay_for_ever() {
        let mut visitors = Visitors::new(Visits::Endless { past: 7 }, &[7, 7]);
        for _ in 0..1000 {
            assert_eq!(visitors.call(1), (1, false));
            visitors.end(1);
        }
    }
}
