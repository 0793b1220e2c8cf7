//! The simulator, bound to JavaScript. A run is advanced in slices, so that whoever runs it can say how far it
//! is, and give it up.

use crate::fleet::catalogue::strategy;
use crate::fleet::scenario::Scenario;
use crate::fleet::scenes::SCENES;
use crate::fleet::simulation::Simulation;
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::prelude::*;

/// A run that has come to some moment.
#[wasm_bindgen]
pub struct Fleet {
    simulation: Simulation,
    now: f64,
}

#[wasm_bindgen]
impl Fleet {
    /// A run at its beginning: a scenario as plain data, and a policy's options or a strategy's name.
    ///
    /// # Errors
    /// What is wrong with the policy, or missing in the scenario.
    #[wasm_bindgen(constructor)]
    pub fn new(scenario: JsValue, policy: JsValue, seed: u32) -> Result<Fleet, JsError> {
        let scenario = Scenario { seed: seed.into(), ..from_value(scenario)? };
        let strategy = strategy(from_value(policy)?).map_err(|refusal| JsError::new(&refusal.message()))?;
        Ok(Fleet { simulation: Simulation::new(scenario, &strategy), now: 0.0 })
    }

    /// Goes on for so many milliseconds of simulated time. True: it is at its end.
    pub fn advance(&mut self, milliseconds: f64) -> bool {
        self.now += milliseconds.max(0.0);
        self.simulation.run_until(self.now)
    }

    /// How much of it is done, 0 to 1.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> f64 {
        self.simulation.progress()
    }

    /// One of the lists of `Series`, by its name: a number for each second until now.
    pub fn series(&self, name: &str) -> Option<Vec<u32>> {
        self.simulation.series().list(name).map(<[u32]>::to_vec)
    }

    /// Everything that came of it until now, as plain data.
    ///
    /// # Errors
    /// None: numbers and lists can always be told.
    pub fn outcome(&self) -> Result<JsValue, JsError> {
        plain(&self.simulation.outcome())
    }
}

/// What a page may begin with: `[{ name, scenario, policies: [{ name, policy }] }]`.
///
/// # Errors
/// None: what is plain data here is so there.
#[wasm_bindgen]
pub fn scenes() -> Result<JsValue, JsError> {
    let scenes: Vec<_> = SCENES.iter().map(|scene| scene.told()).collect();
    plain(&scenes)
}

/// As JSON would have it: absent is null.
fn plain(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}
