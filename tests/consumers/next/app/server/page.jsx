import { call } from "../../lib/call.js";

export default async function Page({ searchParams }) {
  const { play } = await searchParams;
  return <output>{JSON.stringify(await call(play))}</output>;
}
