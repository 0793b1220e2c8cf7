export type CircuitState = "closed" | "open" | "half-open" | "isolated";
export interface CircuitChange {
  key: string;
  from: CircuitState;
  to: CircuitState;
  probeIn?: number;
}
