import { fetchWithRetry } from "holdfast-fetch";
import { describe, required } from "./old.cjs";

// Two copies would be two downloads, and two budgets for one server.
if (required !== fetchWithRetry) throw new Error("import and require got two copies");

const address = new URLSearchParams(location.search).get("play");
fetchWithRetry(address, { backoff: { base: 10 } }).then((response) => {
  document.querySelector("output").textContent = JSON.stringify(describe(response));
});
