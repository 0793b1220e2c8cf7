//! The time, as the core takes it: in milliseconds, on two clocks.

use holdfast_fetch::core::call::Now;
use std::time::{Instant, SystemTime};

pub struct Clock {
    began: Instant,
}

impl Clock {
    pub fn new() -> Self {
        Clock { began: Instant::now() }
    }

    pub fn now(&self) -> Now {
        // A clock that is set before 1970 is of no use to HTTP-dates, whatever is made of it here.
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Now { monotonic: self.began.elapsed().as_secs_f64() * 1000.0, wall: wall.as_secs_f64() * 1000.0 }
    }
}
