// Comfort only: every page works without this file.
"use strict";

const field = (name) => document.getElementById(`card-${name}`);

function groupDigits(input) {
  const before = input.value.slice(0, input.selectionStart).replace(/\D/g, "").length;
  input.value = input.value.replace(/\D/g, "").slice(0, 19).replace(/(\d{4})(?=\d)/g, "$1 ");
  let place = 0;
  for (let seen = 0; seen < before; place++) if (/\d/.test(input.value[place])) seen++;
  input.setSelectionRange(place, place);
}

function slashExpiry(event) {
  const digits = event.target.value.replace(/\D/g, "");
  const deleting = event.inputType && event.inputType.startsWith("delete");
  if (digits.length > 2) event.target.value = `${digits.slice(0, 2)}/${digits.slice(2, 6)}`;
  else if (digits.length === 2 && !deleting) event.target.value = `${digits}/`;
}

function fillWith(event) {
  const chosen = event.currentTarget;
  event.preventDefault();
  document.getElementById("other-card")?.setAttribute("open", "");
  field("number").value = chosen.dataset.card;
  field("expiry").value = chosen.dataset.expiry;
  field("cryptogram").value = "123";
  document.getElementById("pay").focus();
}

function countDown(place) {
  const left = Math.max(0, Math.floor((new Date(place.dataset.expires) - Date.now()) / 1000));
  place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left === 0) window.location.reload();
}

// Once only: a second click must not present the card again. The pressed button keeps its name and value.
function sendOnce(event) {
  const form = event.currentTarget;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const main = form.querySelector(".button-main");
  main.textContent = form.dataset.busy;
  main.setAttribute("aria-disabled", "true");
}

for (const form of document.querySelectorAll("form[data-busy]")) form.addEventListener("submit", sendOnce);
for (const link of document.querySelectorAll("[data-card]")) link.addEventListener("click", fillWith);
if (field("number")) {
  field("number").addEventListener("input", (event) => groupDigits(event.target));
  field("expiry").addEventListener("input", slashExpiry);
}
// A page brought back from the browser's memory may be about a visit that has moved on.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

const clock = document.querySelector("[data-expires]");
if (clock) {
  countDown(clock);
  setInterval(() => countDown(clock), 1000);
}
