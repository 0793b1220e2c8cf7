// What the core is told of an answer, and where that answer comes from.
import { base } from "./address.js";
import { BODY_BARE, BODY_FIELDS } from "./generated/body-codes.js";

/** Those of its headers that matter to a body, a line each. */
export function headOf({ headers }: Response): string {
  return BODY_FIELDS.map((name) => headers.get(name)?.replaceAll("\n", " ") ?? "").join("\n");
}

/** Can all its headers be seen? Pages are not shown those of other origins, but for some. */
export function flagsOf({ type }: Response): number {
  return type === "cors" || type === "opaque" ? 0 : BODY_BARE;
}

/** The address of a request, as fetch takes it. */
export function urlOf(input: unknown): string {
  const { url } = Object(input) as Partial<Request>;
  return url ?? String(input);
}

/** Origin and path that an answer comes from: signed addresses differ in their queries. `asked`: for mocks, which name none. */
export function placeOf({ url }: Response, asked: string): string {
  const address = url || asked;
  const found = parsed(address);
  return found ? found.origin + found.pathname : address;
}

/** Is it of another origin than the page or worker? Nothing is where there is neither. */
export function isAbroad(address: string): boolean {
  const here = globalThis.location?.origin;
  return here !== undefined && parsed(address)?.origin !== here;
}

function parsed(address: string): URL | undefined {
  try {
    return new URL(address, base());
  } catch {
    return undefined;
  }
}
