//! What a caller may ask of a keep-alive, checked.

use crate::core::duration;
use crate::core::error::PolicyError;
use crate::core::field::{Field, Options, Read, options};
use crate::core::text::alternatives;
use crate::core::value::Value;

/// The intervals that LivePerson's guide names, by product and method. The first is five minutes, the
/// others are thirty seconds.
const NAMED: [&str; 4] = [
    "chatAgentApi.refresh",
    "messagingAgentSdk.getClock",
    "messagingWindowApi.getClock",
    "serverChatApi.retrieveChatInformation",
];

/// Hidden tabs align their timers to whole seconds, and no session ends sooner than that. What is less
/// was probably meant to be seconds.
const SHORTEST: f64 = 1000.0;

/// A beat that hangs is given up when this much of the shortest wait is over: the next one must not find
/// it still under way.
const PATIENCE: f64 = 0.9;

/// When beats are sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeepAliveOptions {
    /// Milliseconds from one beat to the next: one second or more.
    pub interval: f64,
    /// The part of the interval that may be cut off at random, 0 to 0.5.
    pub jitter: f64,
    /// Whether there are no beats while the page is hidden.
    pub pauses: bool,
    /// Whether the first beat is sent at the start, not after an interval.
    pub immediately: bool,
}

impl KeepAliveOptions {
    /// Reads and checks what a caller wrote. What is not data (`policy`, `init`, `signal`) is the shell's:
    /// of those it leaves here only what has to be refused.
    ///
    /// # Errors
    /// The first option that is unknown or out of range.
    pub fn read(value: &Value) -> Result<Self, Box<PolicyError>> {
        const OPTIONS: Options<KeepAliveOptions> = options! { KeepAliveOptions:
            "interval" => read_interval,
            "jitter" => |field, options| match field.value {
                Value::Number(part) if (0.0..=0.5).contains(part) => {
                    options.jitter = *part;
                    Ok(())
                }
                _ => field.refuse("a number from 0 to 0.5"),
            },
            "policy" => |_, _| Ok(()),
            "init" => |field, _| field.refuse("an object: what fetch takes as its second argument"),
            "hidden" => |field, options| field.either(&mut options.pauses, ["continue", "pause"]),
            "immediately" => |field, options| field.boolean(&mut options.immediately),
            "onEvent" => |field, _| field.function(),
            "signal" => |field, _| field.refuse("an AbortSignal"),
        };
        let mut options = KeepAliveOptions { interval: 0.0, jitter: 0.1, pauses: false, immediately: false };
        let whole = Field::root(value);
        let read = whole.options(&mut options, "an object with interval", &OPTIONS).and_then(|()| {
            if whole.has("interval") { Ok(()) } else { whole.refuse("an object with interval") }
        });
        match read {
            Ok(()) => Ok(options),
            Err(mut error) => {
                error.what = "keepAlive";
                if error.field.is_empty() {
                    error.field.push_str("options");
                }
                Err(error)
            }
        }
    }

    /// The shortest time from the start of one beat to the start of the next.
    pub fn shortest_wait(&self) -> f64 {
        self.interval * (1.0 - self.jitter)
    }

    /// How long one beat may take, retries included.
    pub fn deadline(&self) -> f64 {
        self.shortest_wait() * PATIENCE
    }
}

fn read_interval(field: &Field, options: &mut KeepAliveOptions) -> Read {
    if let Value::Text(name) = field.value
        && let Some(index) = NAMED.iter().position(|known| known == name)
    {
        options.interval = if index == 0 { 300_000.0 } else { 30_000.0 };
        return Ok(());
    }
    match duration::read(field.value) {
        Some(milliseconds) if milliseconds >= SHORTEST => options.interval = milliseconds,
        _ => {
            return field.refuse_with(&[
                r#"a duration from 1 s to 100 years: milliseconds, or a string such as "30s", "5m"; or one of "#,
                &alternatives(&NAMED),
            ]);
        }
    }
    Ok(())
}
