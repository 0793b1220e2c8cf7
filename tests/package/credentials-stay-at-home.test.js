// Credentials belong to the origin that the caller has written, wherever redirects and a Location lead.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { createFetch, fetchWithRetry } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { QUICK } from "./support/transport.js";

const SECRETS = { authorization: "Bearer SECRET", cookie: "id=SECRET", "x-api-key": "SECRET", "proxy-authorization": "SECRET" };
const DONE = { ...QUICK, until: "done", deadline: "30s" };

/** A server of an origin of its own. What it was asked is in `seen`. */
async function origin(handle) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url, method: request.method, headers: request.headers });
    handle(request, response, seen.length);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close(() => {}).closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}

const to = (status, location) => (_, response) => response.writeHead(status, { location }).end();
const accepted = (location) => (request, response) =>
  (request.url === "/x" ? response.writeHead(202, { location }) : response).end();
const secretsOf = ({ headers }) => Object.keys(SECRETS).filter((name) => headers[name]?.includes("SECRET"));

/** The Location of a 202, in both forms. */
const FORMS = { relative: () => "/y", absolute: (url) => `${url}/y` };

for (const [form, locationOf] of Object.entries(FORMS)) {
  test(`after a redirect to another origin, a ${form} Location there gets none`, async () => {
    const other = await origin((request, response) => accepted(locationOf(other.url))(request, response));
    for (const status of [301, 302, 303, 307, 308]) {
      const own = await origin(to(status, `${other.url}/x`));
      for (const send of [(init) => fetchWithRetry(own.url, DONE, init), createFetch(DONE).bind(null, own.url)]) {
        assert.equal((await outcome(send({ headers: SECRETS }))).value?.status, 200);
      }
    }
    const polls = other.seen.filter(({ path }) => path === "/y");
    assert.equal(polls.length, 10);
    for (const poll of polls) assert.deepEqual(secretsOf(poll), []);
  });
}

test("a Location at another origin gets none, and one at home gets them", async () => {
  const other = await origin((_, response) => response.end());
  const own = await origin((request, response) => {
    const location = { "/away": `${other.url}/y`, "/here": "/y" }[request.url];
    (location ? response.writeHead(202, { location }) : response).end();
  });
  for (const input of [`${own.url}/away`, new Request(`${own.url}/away`, { headers: SECRETS })]) {
    await fetchWithRetry(input, DONE, typeof input === "string" ? { headers: SECRETS } : undefined);
  }
  assert.equal(other.seen.length, 2);
  for (const asked of other.seen) assert.deepEqual(secretsOf(asked), []);
  await fetchWithRetry(`${own.url}/here`, DONE, { headers: { authorization: SECRETS.authorization } });
  assert.deepEqual(secretsOf(own.seen.at(-1)), ["authorization"]);
});

test("what came back home after having been abroad gets none either", async () => {
  const own = await origin((request, response) => {
    if (request.url === "/away") return to(202, `${other.url}/x`)(request, response);
    response.end();
  });
  const other = await origin((request, response) => to(202, `${own.url}/back`)(request, response));
  await fetchWithRetry(`${own.url}/away`, DONE, { headers: SECRETS });
  assert.deepEqual(
    own.seen.map(({ path }) => path),
    ["/away", "/back"],
  );
  assert.deepEqual(secretsOf(own.seen[1]), []);
});

test("renewed credentials are not for the origin that a redirect and a Location led to", async () => {
  for (const locationOf of Object.values(FORMS)) {
    const other = await origin((request, response) => {
      if (request.url === "/x") return accepted(locationOf(other.url))(request, response);
      response.writeHead(401).end();
    });
    const own = await origin(to(302, `${other.url}/x`));
    let renewals = 0;
    const refresh = () => {
      renewals++;
      return { authorization: "Bearer SECRET" };
    };
    const { value } = await outcome(fetchWithRetry(own.url, { ...DONE, refresh }));
    assert.equal(value.status, 401);
    for (const asked of other.seen) assert.deepEqual(secretsOf(asked), []);
    assert.equal(renewals, 0, "for a server that the caller has not chosen");
  }
});

test("renewed credentials are for home", async () => {
  const own = await origin((request, response) => response.writeHead(request.headers.authorization ? 200 : 401).end());
  const { value } = await outcome(fetchWithRetry(own.url, { ...DONE, refresh: () => ({ authorization: "Bearer SECRET" }) }));
  assert.equal(value.status, 200);
});

for (const redirect of ["error", "manual"]) {
  test(`with redirect: "${redirect}", no Location leads to another origin`, async () => {
    const other = await origin((_, response) => response.end());
    const own = await origin(to(202, `${other.url}/y`));
    for (const input of [own.url, new Request(own.url, { redirect })]) {
      await outcome(fetchWithRetry(input, { ...DONE, deadline: 200 }, typeof input === "string" ? { redirect } : undefined));
    }
    assert.equal(other.seen.length, 0);
    assert.ok(own.seen.length > 0);
  });
}
