// `import` and `require` in one program: the budget and the circuits must be the same ones.
import { createRequire } from "node:module";
import { CircuitBreaker } from "holdfast-fetch";

const required = createRequire(import.meta.url)("holdfast-fetch");
console.log(JSON.stringify({ same: required.CircuitBreaker === CircuitBreaker }));
