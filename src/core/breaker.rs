//! provisional
#![allow(missing_docs)]
use super::policy::BreakerPolicy;
use std::rc::Rc;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CircuitState {
    Closed,
    Open,
    HalfOpen,
    Isolated,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    pub generation: u32,
    pub probe: u32,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Success,
    Failure,
    Unknown,
}
pub struct Breaker;
impl Breaker {
    pub fn new(_: Rc<BreakerPolicy>) -> Self {
        Breaker
    }
    pub fn acquire(&mut self, _: f64, _: f64) -> Result<Permit, f64> {
        Ok(Permit { generation: 0, probe: 0 })
    }
    pub fn settle(
        &mut self,
        _: Permit,
        _: f64,
        _: Health,
        _: f64,
        _: Option<f64>,
        _: &mut dyn FnMut() -> f64,
    ) {
    }
    pub fn release(&mut self, _: Permit, _: f64) {}
    pub fn probe_in(&self, _: f64) -> f64 {
        0.0
    }
}
