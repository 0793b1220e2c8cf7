// The Cache API, as far as the package uses it (Service Workers, 5.4 and 5.5): Node has none.

/** A CacheStorage. What was put is counted in `puts`; `ready` resolves when there were so many. */
export function newCaches() {
  const storage = new Map();
  const waiting = [];
  let puts = 0;

  const put = async (entries, request, response) => {
    const key = new Request(request);
    if (key.method !== "GET" || response.status === 206) throw new TypeError("not to be kept");
    if (response.bodyUsed || response.headers.get("vary")?.includes("*")) throw new TypeError("not to be kept");
    const body = await response.arrayBuffer();
    const { status, statusText } = response;
    const kept = () => new Response(body, { status, statusText, headers: new Headers(response.headers) });
    const same = entries.findIndex((entry) => entry.url === withoutFragment(key.url) && fits(entry, key));
    entries.splice(same < 0 ? entries.length : same, 1, { url: withoutFragment(key.url), request: key, kept });
    puts++;
    for (const { count, resolve } of waiting) if (puts >= count) resolve();
  };

  const match = async (entries, request) => {
    const key = new Request(request);
    return entries.find((entry) => entry.url === withoutFragment(key.url) && fits(entry, key))?.kept();
  };

  return {
    async open(name) {
      if (!storage.has(name)) storage.set(name, []);
      const entries = storage.get(name);
      return { put: (...given) => put(entries, ...given), match: (...given) => match(entries, ...given) };
    },
    async keys() {
      return [...storage.keys()];
    },
    get puts() {
      return puts;
    },
    ready: (count) => new Promise((resolve) => (puts >= count ? resolve() : waiting.push({ count, resolve }))),
  };
}

function fits({ request, kept }, other) {
  const names =
    kept()
      .headers.get("vary")
      ?.split(/\s*,\s*/) ?? [];
  return names.every((name) => request.headers.get(name) === other.headers.get(name));
}

function withoutFragment(url) {
  return url.split("#")[0];
}
