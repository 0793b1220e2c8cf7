// Runs in Node and in pages.

/** Milliseconds from the import of a module until its `send` calls the platform's fetch. */
export async function untilFirstRequest(module) {
  // Made at once, so that what Node loads for its first Request and Response is not counted: the platform's own fetch makes both.
  const response = new Response("");
  new Request("https://api.example/");
  let sent;
  globalThis.fetch = async () => {
    sent ??= performance.now();
    return response;
  };
  const began = performance.now();
  const { send } = await import(module);
  await send("https://api.example/items/1");
  return sent - began;
}
