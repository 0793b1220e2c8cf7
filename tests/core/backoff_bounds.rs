//! Whatever a policy says, a wait is finite, not negative, within its announced bounds, and the cap
//! comes before jitter.

use holdfast_fetch::core::jitter::upward_of_hint;
use holdfast_fetch::core::policy::cells::{Pace, Spread};
use proptest::prelude::*;

/// Lengths of time as a policy may hold them, the edges often.
fn milliseconds() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(f64::MIN_POSITIVE), Just(f64::MAX), 0.0..1e3, 0.0..1e12]
}

fn caps() -> impl Strategy<Value = f64> {
    prop_oneof![Just(f64::INFINITY), milliseconds()]
}

fn growing() -> impl Strategy<Value = Pace> {
    prop_oneof![
        (milliseconds(), 1.0..100.0, caps())
            .prop_map(|(base, factor, cap)| Pace::exponential(base, factor, cap)),
        (milliseconds(), milliseconds(), caps()).prop_map(|(base, step, cap)| Pace::linear(base, step, cap)),
        (milliseconds(), caps()).prop_map(|(base, cap)| Pace::constant(base, cap)),
        (milliseconds(), caps()).prop_map(|(base, cap)| Pace::fibonacci(base, cap)),
    ]
}

/// With the waits of a list.
fn backoffs() -> impl Strategy<Value = (Pace, Vec<f64>)> {
    let list = prop::collection::vec(milliseconds(), 0..5);
    (prop_oneof![growing(), caps().prop_map(Pace::listed)], list)
}

fn retries() -> impl Strategy<Value = u32> {
    prop_oneof![0..20u32, any::<u32>(), Just(u32::MAX)]
}

fn jitters() -> impl Strategy<Value = Spread> {
    prop_oneof![
        Just(Spread::NONE),
        Just(Spread::FULL),
        Just(Spread::EQUAL),
        Just(Spread::DECORRELATED),
        (0.0..=1.0).prop_map(Spread::proportional),
        (0.0..=10.0).prop_map(Spread::upward),
        (milliseconds(), milliseconds()).prop_map(|(from, more)| Spread::add(from, from + more)),
    ]
}

/// Any number at all, and those that a random source ought to give.
fn randoms() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), 0.0..1.0]
}

proptest! {
    #[test]
    fn a_backoff_is_finite_and_within_its_cap((backoff, list) in backoffs(), retry in retries()) {
        let delay = backoff.wait(&list, retry);
        prop_assert!(delay.is_finite() && delay >= 0.0 && delay <= backoff.cap, "{delay}");
    }

    #[test]
    fn a_growing_backoff_never_shrinks(backoff in growing(), retry in 1..5000u32) {
        prop_assert!(backoff.wait(&[], retry) <= backoff.wait(&[], retry + 1));
    }

    #[test]
    fn a_wait_is_finite_and_within_its_bounds(
        jitter in jitters(), delay in any::<f64>(), base in milliseconds(),
        previous in prop::option::of(any::<f64>()), cap in caps(), random in randoms(),
    ) {
        let (least, most) = jitter.bounds(delay, base, previous, cap);
        let wait = jitter.spread(delay, base, previous, cap, random);
        prop_assert!(0.0 <= least && most.is_finite(), "{least} {most}");
        prop_assert!((least..=most).contains(&wait), "{least} {wait} {most}");
    }

    #[test]
    fn no_jitter_leaves_the_backoff_as_it_is((backoff, list) in backoffs(), retry in retries(), random in randoms()) {
        let delay = backoff.wait(&list, retry);
        prop_assert_eq!(Spread::NONE.spread(delay, backoff.wait(&list, 1), None, backoff.cap, random), delay);
    }

    #[test]
    fn the_cap_comes_before_jitter(
        jitter in jitters(), delay in milliseconds(), base in milliseconds(),
        cap in milliseconds(), random in randoms(),
    ) {
        let over = jitter.spread(cap + delay, base, None, cap, random);
        prop_assert_eq!(over, jitter.spread(cap, base, None, cap, random));
    }

    #[test]
    fn jitter_at_the_cap_still_spreads(cap in 1.0..1e9, over in 1.0..100.0) {
        let add = Spread::add(1.0, 1e9);
        for jitter in [Spread::FULL, Spread::EQUAL, Spread::proportional(0.25), Spread::upward(0.1), add] {
            let (least, most) = jitter.bounds(cap * over, 0.0, None, cap);
            prop_assert!(least < most, "{jitter:?}");
        }
    }

    #[test]
    fn a_greater_random_number_never_makes_a_shorter_wait(
        jitter in jitters(), delay in milliseconds(), base in milliseconds(), cap in caps(),
        one in 0.0..1.0, other in 0.0..1.0,
    ) {
        let wait = |random| jitter.spread(delay, base, None, cap, random);
        prop_assert!(wait(f64::min(one, other)) <= wait(f64::max(one, other)));
    }

    #[test]
    fn a_hint_is_a_floor(hint in 0.0..1e15, random in randoms()) {
        let wait = upward_of_hint(hint, random);
        prop_assert!((hint..=hint + 60_000.0).contains(&wait), "{wait}");
        prop_assert!(wait - hint <= f64::max(1000.0, hint / 2.0) * (1.0 + 1e-9), "{wait}");
    }
}
