//! The exports of the core that the npm package ships: numbers in, numbers out, and no imports.
//!
//! A module without imports is a function of numbers. It can reach no network, no clock, no memory but its own and no object
//! of the page; and no code of a caller's can run while one of its functions is on the stack, so there is none whose exception
//! could leave it half done. What it knows of the world it was told: the time with every event, entropy once, by
//! `seed`.
//!
//! # How it is called
//!
//! - **Handles** are numbers with a generation (see [`slots`]). One that has ended finds nothing, and does nothing.
//! - **Results** that are more than one number are left in 64 numbers at `io`, until the next call:
//!
//! | place | after each step of a call |
//! |---|---|
//! | 0, 1, 2 | of the step: SEND limit · WAIT milliseconds, tier from 0, 1 for a poll · ASK reason or -1 · ASK_DELAY retry, tier · FALLBACK reason · FINISH reason, 1 to throw, 1 if the first try may have succeeded and 2 if a token was left that no good answer vouched for |
//! | 3, 4 | milliseconds since the call began, and those that are left for what the step sends or asks, if it does |
//! | 5 | attempts sent |
//! | 6 | milliseconds until the circuit lets a probe through, or -1 |
//! | 7 | 1 if another attempt may follow the one that is being sent |
//! | 8, 9 | the call's handle; 1 if its circuit changed, see `changes` |
//! | 10 | 1 if an attempt ended in this step |
//! | 11 to 19 | the last attempt that ended: number, tier from 1, start, duration, status or -1, failure or -1, Retry-After or -1, 1 if a hint may be hidden and 2 if it cannot be read, wait or -1 |
//! | 20 | 1 if the step used the random number, so that the next one needs another |
//! | 21 | the most attempts that the call can have, or infinity; of calls that are [`HEARD`](crate::codes::HEARD) of only |
//! | 22 | what its last retry cost, though it brought the rest of a body: see `repay` |
//!
//! - **Text** goes in only, as ASCII at `text`: the headers of a response that matters, or what a failure says.
//! - **Policies** go in as a block of numbers (see [`cells`](crate::core::policy::cells)), written at `block`.
//!
//! A call that ends by an exception (the stack ran over, a trap) may have left anything half done. The shell then throws the
//! whole instance away and makes a new one. No state is outside of it.
//!
//! # The rules of its `unsafe`
//!
//! There is one instance, in a static, and one thread: WebAssembly without shared memory has no other. Each export borrows it
//! for its own duration. Exports do not call each other, and nothing that they call comes back to one, since there are no
//! imports: so no two borrows overlap. JavaScript reads and writes the numbers and texts between two calls only, through
//! addresses that it asked for; none of these memories ever moves, but for the block, whose address is asked for each time.

pub mod instance;
pub mod slots;

pub use instance::{Event, Instance, Moment};

/// The exports themselves, which only WebAssembly has.
#[cfg(all(target_arch = "wasm32", feature = "npm"))]
pub mod exports {
    use super::slots::NONE;
    use super::{Event, Instance, Moment, instance};
    use crate::core::call::Now;
    use crate::core::policy::Policy;
    use crate::core::policy::cells::{CELLS, Cells};
    use std::alloc::{Layout, alloc_zeroed};
    use std::cell::UnsafeCell;
    use std::ptr::slice_from_raw_parts_mut;

    /// How long a text may be. A header that is longer is cut; no hint needs as much.
    const TEXT: usize = 8192;

    /// No block is longer: 8 MB.
    const LONGEST: usize = 1 << 20;

    /// The instance, and the memories through which its shell speaks to it.
    struct State {
        instance: Instance,
        text: [u8; TEXT],
        block: Option<Box<[f64]>>,
    }

    impl State {
        /// The instance, and the text of this length.
        fn read(&mut self, length: u32) -> (&mut Instance, &[u8]) {
            (&mut self.instance, self.text.get(..length as usize).unwrap_or_default())
        }
    }

    struct Only(UnsafeCell<State>);

    // SAFETY: there is one thread.
    unsafe impl Sync for Only {}

    static STATE: Only =
        Only(UnsafeCell::new(State { instance: Instance::new(), text: [0; TEXT], block: None }));

    fn state() -> &'static mut State {
        // SAFETY: each export takes this borrow once and ends with it; see the rules above.
        unsafe { &mut *STATE.0.get() }
    }

    /// Where the shared numbers are.
    #[unsafe(no_mangle)]
    pub extern "C" fn io() -> *mut f64 {
        state().instance.io.as_mut_ptr()
    }

    /// Where text is written.
    #[unsafe(no_mangle)]
    pub extern "C" fn text() -> *mut u8 {
        state().text.as_mut_ptr()
    }

    /// Begins the core's own sequence of random numbers, with 64 bits of the platform's entropy.
    #[unsafe(no_mangle)]
    pub extern "C" fn seed(high: u32, low: u32) {
        state().instance.seed(high, low);
    }

    /// Makes room for a block of so many numbers, and says where. Short ones are as long as a policy's cells.
    #[unsafe(no_mangle)]
    pub extern "C" fn block(length: usize) -> *mut f64 {
        let length = length.clamp(CELLS, LONGEST);
        // SAFETY: it is more than nothing, and less than all memory.
        let numbers = unsafe { alloc_zeroed(Layout::from_size_align_unchecked(length * 8, 8)) }.cast::<f64>();
        if numbers.is_null() {
            return numbers;
        }
        // SAFETY: there are so many numbers, all of them 0, and nobody else knows them.
        let block = unsafe { Box::from_raw(slice_from_raw_parts_mut(numbers, length)) };
        state().block = Some(block);
        numbers
    }

    /// Keeps the policy that was written there.
    #[unsafe(no_mangle)]
    pub extern "C" fn policy() -> f64 {
        let State { instance, block, .. } = state();
        let Some(block) = block.take() else { return NONE };
        // SAFETY: a block is at least as long as the cells, which are numbers and nothing else, one after the other.
        let cells = unsafe { block.as_ptr().cast::<Cells>().read() };
        instance.policy(Policy::new(cells, block))
    }

    /// Ends a handle of whatever kind.
    #[unsafe(no_mangle)]
    pub extern "C" fn release(handle: f64) {
        state().instance.release(handle);
    }

    /// What matters of an outcome with this status: [`HEEDS_HINTS`](crate::codes::HEEDS_HINTS) and kin.
    #[unsafe(no_mangle)]
    pub extern "C" fn heeds(policy: f64, status: u32) -> u32 {
        state().instance.heeds(policy, status)
    }

    /// What a policy's calls to one origin share. `random`: for its initial credit, or not a number.
    #[unsafe(no_mangle)]
    pub extern "C" fn origin(policy: f64, random: f64) -> f64 {
        state().instance.origin(policy, random)
    }

    /// Leaves the retry tokens of an origin at 0 (credit) and 1 (earned), if it has a budget.
    #[unsafe(no_mangle)]
    pub extern "C" fn balance(origin: f64) -> u32 {
        state().instance.balance(origin).into()
    }

    /// A circuit by a policy's options.
    #[unsafe(no_mangle)]
    pub extern "C" fn circuit(policy: f64) -> f64 {
        state().instance.circuit(policy)
    }

    /// Leaves at 0 to 7: state, calls, failures, slow calls, failures in a row, times opened in a row, probes under way,
    /// milliseconds until a probe. From 8 on, of a closed one: the milliseconds since the newest tenth of its window began, and of
    /// each tenth, the newest first, calls, failures and slow calls.
    #[unsafe(no_mangle)]
    pub extern "C" fn snapshot(circuit: f64, now: f64) -> u32 {
        state().instance.snapshot(circuit, now).into()
    }

    /// Lets no call through.
    #[unsafe(no_mangle)]
    pub extern "C" fn isolate(circuit: f64, now: f64) {
        state().instance.isolate(circuit, now);
    }

    /// Closes it, and forgets what was counted.
    #[unsafe(no_mangle)]
    pub extern "C" fn reset(circuit: f64, now: f64) {
        state().instance.reset(circuit, now);
    }

    /// Puts it into a state that it had before; if it was closed, after so many failures in a row, and with what
    /// was written from 8 on, as `snapshot` leaves it.
    #[unsafe(no_mangle)]
    pub extern "C" fn restore(circuit: f64, now: f64, to: u32, opened: u32, probe_in: f64, failures: u32) {
        state().instance.restore(circuit, now, to, opened, probe_in, failures);
    }

    /// 1 if nothing would be lost with it.
    #[unsafe(no_mangle)]
    pub extern "C" fn at_rest(circuit: f64, now: f64) -> u32 {
        state().instance.is_at_rest(circuit, now).into()
    }

    /// How often it changed since this was asked last; leaves three numbers for each from 10 on: from, to, milliseconds until
    /// a probe.
    #[unsafe(no_mangle)]
    pub extern "C" fn changes(circuit: f64) -> u32 {
        state().instance.changes(circuit)
    }

    /// Begins a call. `facts`: bits in the order of [`FACTS`](crate::codes::FACTS). `pause`: the reconnection time of an event stream,
    /// in milliseconds, where it reconnects one that has named it.
    #[unsafe(no_mangle)]
    pub extern "C" fn begin(
        policy: f64,
        origin: f64,
        circuit: f64,
        facts: u32,
        pause: f64,
        monotonic: f64,
        wall: f64,
        shared: f64,
        random: f64,
    ) -> u32 {
        let moment = Moment { now: Now { monotonic, wall }, shared, random };
        state().instance.begin(policy, origin, circuit, facts, pause, moment)
    }

    /// Lets a call share with others from now on.
    #[unsafe(no_mangle)]
    pub extern "C" fn rebind(call: f64, origin: f64, circuit: f64) {
        state().instance.rebind(call, origin, circuit);
    }

    /// Gives an origin back what a continuation cost, as `begin` or `advance` left it at 22.
    #[unsafe(no_mangle)]
    pub extern "C" fn repay(origin: f64, paid: f64) {
        state().instance.repay(origin, paid);
    }

    /// Takes an input of [`INPUTS`](crate::codes::INPUTS) with its numbers and the length of its text.
    #[unsafe(no_mangle)]
    pub extern "C" fn advance(
        call: f64,
        input: u32,
        a: f64,
        b: f64,
        length: u32,
        facts: u32,
        monotonic: f64,
        wall: f64,
        shared: f64,
        random: f64,
    ) -> u32 {
        let moment = Moment { now: Now { monotonic, wall }, shared, random };
        let (instance, text) = state().read(length);
        instance.advance(call, Event { input, a, b, facts, moment }, text)
    }

    /// The milliseconds that a Retry-After header asks for, or not a number.
    #[unsafe(no_mangle)]
    pub extern "C" fn retry_after(length: u32, now: f64) -> f64 {
        instance::retry_after(state().read(length).1, now)
    }

    /// Begins a session that is kept alive; leaves at 0 how long one beat may take.
    #[unsafe(no_mangle)]
    pub extern "C" fn beats(interval: f64, jitter: f64, flags: u32, monotonic: f64, wall: f64) -> f64 {
        state().instance.beats(interval, jitter, flags, Now { monotonic, wall })
    }

    /// Takes an input of [`BEAT_INPUTS`](crate::codes::BEAT_INPUTS); leaves at 0 the milliseconds of a wait, at 1 those since
    /// the start, at 2 and 3 how many beats were missed, and why.
    #[unsafe(no_mangle)]
    pub extern "C" fn beat(session: f64, input: u32, monotonic: f64, wall: f64, random: f64) -> u32 {
        state().instance.beat(session, input, Now { monotonic, wall }, random)
    }
}
