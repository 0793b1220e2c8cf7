import { call } from "../../lib/call.js";

export const runtime = "edge";

export async function GET(request) {
  return Response.json(await call(request.nextUrl.searchParams.get("play")));
}
