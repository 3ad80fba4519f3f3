// Watches an order: asks for its status, less and less often, and shows the page's new state when it has changed.
"use strict";

const FIRST = 1500; // milliseconds
const LONGEST = 15000;
const GIVE_UP = 20 * 60 * 1000;

const state = document.querySelector("#order-state");
const began = Date.now();

async function changed() {
  const answer = await fetch(state.dataset.watch, { headers: { Accept: "application/json" } });
  if (!answer.ok) return false; // nothing is known; nothing is said
  return (await answer.json()).status !== state.dataset.status;
}

async function refresh() {
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = fresh.querySelector("#order-state");
  if (!next) return location.reload();
  document.title = fresh.title;
  state.replaceChildren(...next.childNodes); // a live region: the new state is read out
  state.dataset.status = next.dataset.status;
  if (next.dataset.watch) state.dataset.watch = next.dataset.watch;
  else delete state.dataset.watch;
  const count = document.querySelector("#cart-link .count");
  count.replaceWith(fresh.querySelector("#cart-link .count"));
}

async function watch(delay) {
  if (!state.dataset.watch) return;
  if (Date.now() - began > GIVE_UP) {
    document.querySelector("#watch-ended").hidden = false;
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, delay));
  try {
    if (await changed()) await refresh();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error; // the network; asked again below
  }
  watch(Math.min(delay * 1.4, LONGEST));
}

watch(FIRST);
