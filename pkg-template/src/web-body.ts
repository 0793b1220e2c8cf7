// Answers of other clients than the platform's, whose bodies are streams of Node's.
import { letGo } from "./release.js";
import { dressedAs } from "./resumed-response.js";

/** A response of the platform's class that says what this one says, whose body is no web stream; nothing where there is none to be read. */
export function withWebBody(response: Response): Response | undefined {
  const { body, status } = response;
  const iterator = (body as AsyncIterable<Uint8Array> | null)?.[Symbol.asyncIterator]?.();
  // No response of the platform's has a body with these.
  if (iterator === undefined || [204, 205, 304].includes(status)) return undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      // An iterator would wait for the piece that it has asked for.
      cancel: () => letGo(body),
    },
    { highWaterMark: 0 },
  );
  return dressedAs(response, stream);
}
