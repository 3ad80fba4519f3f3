// Start the payment of the order in ORDER_TOKEN. Prints the answer; on a problem, fails with it.

class Problem extends Error {
  constructor(document) {
    super(`${document.title}: ${document.detail}`);
    this.slug = document.type.split(":").pop();
  }
}

async function start(api, orderToken) {
  const answer = await fetch(`${api}/payments`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ order_token: orderToken }),
    signal: AbortSignal.timeout(20_000),
  });
  const document = await answer.json();
  if (!answer.ok) throw new Problem(document);
  return document;
}

try {
  const payment = await start(process.env.GUICHET_API, process.env.ORDER_TOKEN);
  console.log(JSON.stringify(payment, null, 2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  const paid = error.slug === "order-paid";
  console.error(paid ? "nothing is left to pay: show the order instead" : error.message);
  process.exitCode = 1;
}
