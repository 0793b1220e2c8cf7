//! The sessions that an instance keeps alive.

use super::{Instance, Thing};
use crate::codes;
use crate::core::call::Now;
use crate::core::keep_alive::{self, KeepAlive, KeepAliveOptions};

/// Those of [`codes::BEAT_INPUTS`] without their names, which stay out of WebAssembly.
const BEAT_INPUTS: [keep_alive::Input; codes::BEAT_INPUTS.len()] = {
    let mut inputs = [keep_alive::Input::Stop; codes::BEAT_INPUTS.len()];
    let mut code = 0;
    while code < inputs.len() {
        inputs[code] = codes::BEAT_INPUTS[code].1;
        code += 1;
    }
    inputs
};

impl Instance {
    /// Begins one. `flags`: 1 it pauses while the page is hidden, 2 its first beat is at once.
    #[inline(always)]
    pub fn beats(&mut self, interval: f64, jitter: f64, flags: u32, now: Now) -> f64 {
        let (pauses, immediately) = (flags & 1 != 0, flags & 2 != 0);
        let options = KeepAliveOptions { interval, jitter, pauses, immediately };
        self.io[0] = options.deadline();
        self.things.insert(Thing::Beats(Box::new(KeepAlive::new(options, now))))
    }

    /// Takes what happened to it, and returns the next step: a code of [`codes::BEATS`].
    #[inline(always)]
    pub fn beat(&mut self, session: f64, input: u32, now: Now, random: f64) -> u32 {
        let random = self.number(random);
        let Some(Thing::Beats(session)) = self.things.get(session) else { return codes::STOPPED };
        let input = BEAT_INPUTS.get(input as usize).copied().unwrap_or(keep_alive::Input::Stop);
        let turn = session.advance(input, now, random);
        self.io[1] = session.elapsed();
        let (missed, why) = turn.missed.map_or((0, 0), |missed| (missed.count, missed.reason as u32));
        let (code, number) = match turn.step {
            keep_alive::Step::Wait { milliseconds } => (codes::BEAT_LATER, milliseconds),
            keep_alive::Step::Beat { number } => (codes::BEAT_NOW, f64::from(number)),
            keep_alive::Step::Pause => (codes::PAUSE, 0.0),
            keep_alive::Step::Stopped => (codes::STOPPED, 0.0),
            keep_alive::Step::Continue => (codes::CONTINUE, 0.0),
        };
        self.io[0] = number;
        self.io[2] = f64::from(missed);
        self.io[3] = f64::from(why);
        code
    }
}
