// The policy of the toy as it would be written, and the way on with it.

import { byId } from "../shared/dom.js";
import { toLiteral } from "../shared/json.js";
import type { Plan } from "./protocol.js";

export function showPolicy({ policy }: Plan): void {
  byId("toy-policy", HTMLElement).textContent = `fetchWithRetry(url, ${toLiteral(policy)});`;
  byId("toy-try", HTMLAnchorElement).hash = new URLSearchParams({ policy: JSON.stringify(policy, null, 2) }).toString();
}
