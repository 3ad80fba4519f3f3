// What staff see of one order, then every open case: node backend.mjs CMD4821

import { serviceToken } from "./tokens.mjs";

async function read(path) {
  const answer = await fetch(process.env.GUICHET_API + path, {
    headers: { Authorization: `Bearer ${serviceToken("payments:read")}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error((await answer.json()).title);
  return answer.json();
}

async function* openCases() {
  let cursor = "";
  do {
    const page = await read(`/cases?${new URLSearchParams({ cursor })}`);
    yield* page.cases;
    cursor = page.cursor;
  } while (cursor);
}

const order = await read(`/payments/${process.argv[2]}`);
console.log(order.order, order.status, order.captured, order.currency);
for (const attempt of order.attempts) console.log("attempt", attempt.reference, attempt.outcome);
for await (const found of openCases()) {
  console.log("case", found.kind, found.order, found.opened_at);
}
