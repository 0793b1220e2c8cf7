import { fetchWithRetry } from "holdfast-fetch";
import { required } from "./old.cjs";

// Two copies would be two downloads, and two budgets for one server.
if (required !== fetchWithRetry) throw new Error("import and require got two copies");
