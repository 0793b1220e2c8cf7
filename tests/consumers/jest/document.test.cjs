// jsdom as Jest sets it up has neither a fetch nor TextDecoder. The fetch here is a polyfill over XMLHttpRequest, which waits
// by timers, so they are the real ones.
const { fetchWithRetry, reportOf } = require("holdfast-fetch");

test("a request from a document", async () => {
  const response = await fetchWithRetry(process.env.SCENE, { backoff: { base: 10 } });
  expect(response.status).toBe(200);
  expect(reportOf(response).attempts.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect([typeof document, typeof TextDecoder]).toEqual(["object", "undefined"]);
});
