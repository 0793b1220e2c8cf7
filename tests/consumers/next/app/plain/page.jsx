// What a retry loop of one's own gets while React renders: it remembers the first answer to a request.
export default async function Page({ searchParams }) {
  const { play } = await searchParams;
  const statuses = [];
  while (statuses.length < 3) statuses.push((await fetch(play)).status);
  return <output>{JSON.stringify(statuses)}</output>;
}
