import { call } from "./call.js";

addEventListener("message", async ({ data: address }) => {
  postMessage(JSON.stringify(await call(address)));
});
