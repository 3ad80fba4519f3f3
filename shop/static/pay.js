// Starts the payment without leaving the page blank: POST /payments, then the bank's form.
// Without this script the same form posts to /checkout, which does the same.
"use strict";

const form = document.querySelector("#payment-form");
const button = document.querySelector("#pay");
const problem = document.querySelector("#pay-problem");
const progress = document.querySelector("#pay-progress");

const CALM = "Votre commande et votre panier sont conservés.";
const SENTENCES = {
  "order-changed": "Cette commande a changé depuis un premier essai de paiement. Revenez au panier pour la valider de nouveau.",
  "too-many-attempts": "Cette commande ne peut plus être payée en ligne. Écrivez-nous, nous trouverons une solution.",
};
const BY_STATUS = {
  401: "Cette page est restée ouverte trop longtemps. Rechargez-la, puis réessayez.",
  422: "Une information de la commande n’a pas été acceptée. Vérifiez vos coordonnées, puis réessayez.",
  429: "Beaucoup de demandes en même temps. Réessayez dans un instant.",
};
const UNREACHABLE = "Le service de paiement ne répond pas. Réessayez dans quelques instants.";

class Problem extends Error {}

async function start() {
  const answer = await fetch(form.dataset.start, {
    method: "POST",
    headers: { Authorization: `Bearer ${form.elements.order_token.value}`, Accept: "application/json" },
    credentials: "omit",
    signal: AbortSignal.timeout(20000),
  });
  const body = await answer.json();
  if (answer.ok) return body.form;
  const slug = String(body.type).split(":").pop();
  if (slug === "order-paid" || slug === "partner-deciding") return null; // the order's page says more
  throw new Problem(SENTENCES[slug] || BY_STATUS[answer.status] || UNREACHABLE);
}

function goToBank({ action, method, fields }) {
  const bank = document.createElement("form");
  bank.action = action;
  bank.method = method;
  bank.hidden = true;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    bank.append(field);
  }
  document.body.append(bank);
  bank.submit();
}

function busy(yes) {
  button.setAttribute("aria-busy", String(yes));
  button.setAttribute("aria-disabled", String(yes));
  progress.textContent = yes ? "Connexion à la page de paiement de la banque…" : "";
}

function show(sentence) {
  const text = document.createElement("p");
  text.textContent = `${sentence} ${CALM}`;
  text.className = "notice notice-error";
  problem.replaceChildren(text);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  problem.replaceChildren();
  busy(true);
  try {
    const bankForm = await start();
    if (bankForm) goToBank(bankForm);
    else location.assign(form.dataset.order);
  } catch (error) {
    busy(false);
    show(error instanceof Problem ? error.message : UNREACHABLE);
  }
});

// The browser may bring this page back as it was left.
addEventListener("pageshow", (event) => event.persisted && busy(false));
