// What spans and measurements say of a request, by the semantic conventions for HTTP clients.
import type { Attributes } from "@opentelemetry/api";
import type { CircuitState } from "holdfast-fetch";

/** The methods of RFC 9110, PATCH and QUERY. */
export const METHODS: readonly string[] = "CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split(" ");

/** An address, if it is one. */
export function parsed(address: unknown): URL | undefined {
  try {
    return new URL(address as string, globalThis.location?.href);
  } catch {
    return undefined; // fetch will say so
  }
}

/** Whose server it is; nothing where it is none of HTTP's. */
export function serverOf(url: URL | undefined): Attributes {
  if (url === undefined || !/^https?:$/.test(url.protocol)) return {};
  return {
    "server.address": url.hostname,
    "server.port": Number(url.port) || (url.protocol === "https:" ? 443 : 80),
  };
}

/** Whose circuit it is, and its state. That of operations, or of a whole policy, has no key. */
export function circuitOf(key: string, state: CircuitState): Attributes {
  return { ...(key !== "" && { "holdfast.circuit.key": key }), "holdfast.circuit.state": state };
}

/** A method by its name, or as one of many others: anybody may make one up. */
export function methodAmong(knownMethods: readonly string[], method: string): string {
  return knownMethods.includes(method) ? method : "_OTHER";
}

/** What a status tells. Below 100 there is none: the response is opaque, or no response at all. */
export function statusOutcome(status: unknown): Attributes {
  if (typeof status !== "number" || !(status >= 100)) return {};
  return { "http.response.status_code": status, ...(status >= 400 && { "error.type": `${status}` }) };
}

/** What an error tells: its code or its name. Neither message nor stack, which may hold the whole address. */
export function errorOutcome(thrown: unknown): Attributes {
  const error = thrown as { name?: unknown; code?: unknown; cause?: { code?: unknown } } | undefined;
  const code = error?.cause?.code ?? error?.code;
  const type = typeof code === "string" ? code : error?.name;
  return { "error.type": typeof type === "string" && /^\w+$/.test(type) ? type : "_OTHER" };
}

/** What the reason of an abort tells. A caller that loses interest is no error; a time limit is one. */
export function abortOutcome(reason: unknown): Attributes {
  return (reason as Error | undefined)?.name === "TimeoutError" ? errorOutcome(reason) : {};
}
