// Follow an order until its payment is settled, in a browser or in Node:
//   VIEW_TOKEN=… node status.mjs CMD4821

const UNDECIDED = new Set(["pending", "waiting_partner", "refused", "expired"]); // may yet be accepted

async function status(api, number, token) {
  const answer = await fetch(`${api}/payments/${number}`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error((await answer.json()).title);
  return (await answer.json()).status;
}

/** Each new status, until it is settled or twenty minutes have passed. */
export async function* follow(api, number, token) {
  const end = Date.now() + 20 * 60_000;
  let said;
  for (let pause = 1500; Date.now() < end; pause = Math.min(pause * 1.4, 15_000)) {
    try {
      const now = await status(api, number, token);
      if (now !== said) yield now;
      if (!UNDECIDED.has(now)) return;
      said = now;
    } catch (error) {
      console.warn("no answer says nothing about the payment; asking again", error);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

if (globalThis.process?.argv[1]?.endsWith("status.mjs")) {
  const { GUICHET_API, VIEW_TOKEN } = process.env;
  for await (const word of follow(GUICHET_API, process.argv[2], VIEW_TOKEN)) console.log(word);
}
