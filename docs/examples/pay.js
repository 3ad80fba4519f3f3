// Starts the payment without leaving the page blank. Without this script the form posts to /checkout.

const form = document.querySelector("#pay");
const message = document.querySelector("#pay-message");

const SENTENCES = {
  "order-changed": "Cette commande a changé. Revenez au panier pour la valider de nouveau.",
  "too-many-attempts": "Cette commande ne peut plus être payée en ligne. Écrivez-nous.",
  "token-expired": "Cette page est restée ouverte trop longtemps. Rechargez-la.",
};
const OTHERWISE = "Le service de paiement ne répond pas. Réessayez dans un instant.";

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  message.textContent = "";
  try {
    const answer = await fetch(new URL("payments", form.action), {
      method: "POST",
      headers: { Authorization: `Bearer ${form.elements.order_token.value}` },
      signal: AbortSignal.timeout(20_000),
    });
    const body = await answer.json();
    if (answer.ok) return goToBank(body.form);
    const slug = body.type.split(":").pop();
    if (slug === "order-paid" || slug === "partner-deciding") {
      return location.assign(form.dataset.order); // the order's page says more
    }
    message.textContent = SENTENCES[slug] ?? OTHERWISE;
  } catch (error) {
    console.error(error);
    message.textContent = OTHERWISE;
  }
  button.disabled = false;
});

function goToBank({ action, method, fields }) {
  const bank = Object.assign(document.createElement("form"), { action, method, hidden: true });
  for (const [name, value] of Object.entries(fields)) {
    bank.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(bank);
  bank.submit();
}
