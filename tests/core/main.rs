//! The core natively, one behaviour a file: no browser, no clock, no network. In one binary, since linking one for each
//! file took longer than running them all.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/circuit.rs"]
mod circuit;
#[path = "../support/scenario.rs"]
mod scenario;
#[path = "../support/session.rs"]
mod session;
#[path = "../support/mod.rs"]
mod support;

mod a_cancelled_probe_gives_its_place_back;
mod a_client_that_is_refused_refuses_itself;
mod a_machine_that_slept;
mod a_policy_explains_itself;
mod a_retry_that_would_find_the_circuit_open_ends_now;
mod aborts_end_everything;
mod an_open_circuit_is_no_attempt;
mod answers_mean_what_the_caller_says;
mod backoff_bounds;
mod bad_policies_are_refused;
mod body;
mod breaker_by_hand;
mod breaker_half_open;
mod breaker_opens;
mod breaker_reference;
mod breaker_window;
mod budget_and_timeouts;
mod budget_model;
mod call_properties;
mod calls_that_share_keep_their_promises;
mod connections_that_were_never_made;
mod credentials_are_renewed_once;
mod deadlines_are_kept;
mod default_policy;
mod event_streams_reconnect;
mod every_stop_reason_is_reached;
mod golden_hour;
mod guide_copyleaks;
mod guide_live_person;
mod guide_resilient_integrations;
mod guide_status_codes;
mod guide_zdirect;
mod headers_from_strangers;
mod hints_are_floors;
mod hints_are_found;
mod hints_that_cannot_be_read;
mod inputs_out_of_turn_send_nothing;
mod keep_alive_beats_on_time;
mod keep_alive_options;
mod keep_alive_pauses_and_stops;
mod keep_alive_properties;
mod late_results_change_no_circuit;
mod later_tiers_follow_the_first;
mod network_error_vectors;
mod policies_are_data;
mod policies_become_numbers;
mod polls_until_it_is_there;
mod rate_limit_vectors;
mod refusals_for_the_sake_of_load_open_no_circuit;
mod retry_after_vectors;
mod servers_say_whether_to_retry;
mod streams_are_sent_once;
mod the_caller_computes_waits;
mod the_caller_has_the_last_word;
mod the_deadline_outranks_the_breaker;
mod the_rest_of_a_body;
mod throttle_properties;
mod tokens_are_spent_on_retries_that_are_sent;
mod unsafe_requests_are_sent_once;
mod what_never_left_the_device_is_free;
mod when_a_fallback_is_asked_for;
