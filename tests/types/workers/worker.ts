// A Worker as Cloudflare's types have it: without the DOM, with requests and options of its own.
import { createFetch, fetchWithRetry } from "holdfast-fetch";

const retrying = createFetch({ deadline: "20s", fallback: "cache" });

export default {
  async fetch(request, env, context): Promise<Response> {
    const answer = await fetchWithRetry(request, "fleet", { cf: { cacheTtl: 60 } });
    context.waitUntil(retrying("https://api.example.com/seen", { method: "PUT", cf: { cacheEverything: true } }));
    const bound = await fetchWithRetry("https://service/", { fetch: env.SERVICE.fetch.bind(env.SERVICE) });
    return answer.ok ? answer : bound;
  },
} satisfies ExportedHandler<{ SERVICE: Fetcher }>;
