import { call } from "../../lib/call.js";
import "../../lib/one-copy.js";

export async function GET(request) {
  return Response.json(await call(request.nextUrl.searchParams.get("play")));
}
