// Credentials are renewed once, by whoever meets a 401 or 403 first.
import { ask, type Renewed } from "./ask.js";

/** What renews credentials. */
export type Refresh = (response: Response) => Renewed | PromiseLike<Renewed>;

interface Flight {
  /** When credentials were renewed last, as a count of all renewals; 0: never. */
  renewed: number;
  headers: Renewed;
  /** Which of its flights brought them, counting from 1, and how many were begun. */
  brought: number;
  begun: number;
  under: Promise<Renewed> | undefined;
  waiting: number;
}

// One flight for each function and origin: nobody gets the credentials of another user, or of another server.
const flights = new WeakMap<Refresh, Map<string, Flight>>();

// So many origins are remembered of each function.
const MOST = 100;

// Counts the renewals of all functions, so that a request need remember no more than one number.
let count = 0;

/** How many renewals there have been. A request that is sent remembers it. */
export function renewals(): number {
  return count;
}

/**
 * Renews credentials, one at a time: whoever comes meanwhile waits for the same answer, and whose request was sent before the
 * last renewal (after `seen` of them) gets the answer of that. Each waits as long as it may; a flight for which nobody waits any
 * more is given up, since it may hang. `undefined` where the time is over.
 */
export async function renewCredentials(
  refresh: Refresh,
  origin: string,
  response: Response,
  seen: number,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Renewed> {
  const flight = flightOf(refresh, origin);
  if (flight.renewed > seen) return flight.headers;
  const under = flight.under ?? fly(flight, refresh, response);
  flight.under = under;
  flight.waiting++;
  try {
    return await ask(() => under, limit, signal);
  } finally {
    if (--flight.waiting === 0 && flight.under === under) flight.under = undefined;
  }
}

async function fly(flight: Flight, refresh: Refresh, response: Response): Promise<Renewed> {
  const turn = ++flight.begun;
  const headers = await refresh(response);
  // One that was given up may come late, with credentials that are older than what a later one has brought.
  if (headers !== false && turn > flight.brought) {
    flight.brought = turn;
    flight.renewed = ++count;
    flight.headers = headers;
  }
  return headers;
}

function flightOf(refresh: Refresh, origin: string): Flight {
  const all = flights.get(refresh) ?? new Map<string, Flight>();
  const flight = all.get(origin) ?? { renewed: 0, headers: undefined, brought: 0, begun: 0, under: undefined, waiting: 0 };
  // The one used last comes last, and the one used longest ago is forgotten: at worst, one more renewal.
  all.delete(origin);
  flights.set(refresh, all.set(origin, flight));
  for (const [known, { waiting }] of all) {
    if (all.size <= MOST) break;
    if (waiting === 0 && known !== origin) all.delete(known);
  }
  return flight;
}
