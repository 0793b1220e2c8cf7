//! What adaptive throttling promises, whatever happens.

use holdfast_fetch::core::policy::cells;
use holdfast_fetch::core::random::SplitMix64;
use holdfast_fetch::core::throttle::Throttle;
use proptest::prelude::*;

const WINDOW: f64 = 120_000.0;

fn policies() -> impl Strategy<Value = cells::Throttle> {
    (1.0..10.0, 0.0..=1.0).prop_map(|(k, cap)| cells::Throttle { on: 1.0, k, window: WINDOW, cap })
}

proptest! {
    /// Beyer and others, "Site Reliability Engineering", chapter 21, equation 1: counted by hand.
    #[test]
    fn within_a_window_the_chance_is_the_books(
        policy in policies(),
        requests in prop::collection::vec((any::<bool>(), 0.0..1.0), 0..200),
    ) {
        let mut throttle = Throttle::new(&policy);
        let (mut asked, mut accepted) = (0.0, 0.0);
        for (good, random) in requests {
            let expected = ((asked - policy.k * accepted) / (asked + 1.0)).max(0.0).min(policy.cap);
            prop_assert!((throttle.chance(0.0) - expected).abs() < 1e-12);
            let admitted = throttle.admit(0.0, random);
            prop_assert_eq!(admitted, random >= expected);
            asked += 1.0;
            if admitted {
                throttle.settle(0.0, good);
                accepted += f64::from(u8::from(good));
            }
        }
    }

    #[test]
    fn the_chance_is_within_its_cap_at_any_time(
        policy in policies(),
        events in prop::collection::vec((any::<bool>(), 0.0..WINDOW, any::<f64>()), 0..200),
    ) {
        let mut throttle = Throttle::new(&policy);
        let mut now = 0.0;
        for (good, later, random) in events {
            now += later;
            if throttle.admit(now, random) {
                throttle.settle(now, good);
            }
            prop_assert!((0.0..=policy.cap).contains(&throttle.chance(now)));
        }
    }

    #[test]
    fn a_server_that_takes_all_is_sent_all(
        policy in policies(),
        bursts in prop::collection::vec((0.0..WINDOW, 1..20), 0..100),
    ) {
        let mut throttle = Throttle::new(&policy);
        let mut now = 0.0;
        for (gap, at_once) in bursts {
            now += gap;
            for _ in 0..at_once {
                prop_assert!(throttle.admit(now, 0.0));
            }
            (0..at_once).for_each(|_| throttle.settle(now, true));
        }
    }

    #[test]
    fn an_accept_never_raises_the_chance(policy in policies(), requests in 0..100, accepts in 0..100) {
        let mut throttle = Throttle::new(&policy);
        (0..requests).for_each(|_| throttle.settle(0.0, false));
        for _ in 0..accepts {
            let before = throttle.chance(0.0);
            throttle.settle(0.0, true);
            prop_assert!(throttle.chance(0.0) <= before);
        }
    }

    #[test]
    fn two_windows_later_nothing_is_held_against_a_server(policy in policies(), requests in 1..1000) {
        let mut throttle = Throttle::new(&policy);
        (0..requests).for_each(|_| throttle.settle(0.0, false));
        prop_assert_eq!(throttle.chance(2.0 * WINDOW), 0.0);
    }
}

/// The point of it: of a stream of requests, an overloaded server sees about k for each that it takes.
#[test]
fn a_server_that_takes_a_tenth_is_sent_a_fifth() {
    let mut throttle = Throttle::new(&cells::Throttle { on: 1.0, k: 2.0, window: WINDOW, cap: 1.0 });
    let mut random = SplitMix64::new(1);
    let (mut sent, mut taken) = (0, 0);
    for request in 0..100_000 {
        let now = f64::from(request) * 10.0;
        if throttle.admit(now, random.next_f64()) {
            sent += 1;
            // Ten in a second, of the hundred that are asked for.
            let takes = taken < request / 10;
            taken += i32::from(takes);
            throttle.settle(now, takes);
        }
    }
    let ratio = f64::from(sent) / f64::from(taken);
    assert!((1.9..2.2).contains(&ratio), "{sent} sent, {taken} taken");
}
