// Sign tokens with an HS256, ES256 or Ed25519 key. Node 20 or newer, nothing to install.
//
//   node tokens.mjs order CMD4821 62.73
//   node tokens.mjs service payments:read

import { createHmac, createPrivateKey, sign as signWith } from "node:crypto";
import { fileURLToPath } from "node:url";

/** For the shopper's browser: pays this order, at this price, within two hours. */
export function orderToken(number, order) {
  return sign({ sub: number, scope: "pay", order }, 2 * 3600);
}

/** For the shop's back end only. Make one for each use; never send it to a browser. */
export function serviceToken(...scopes) {
  return sign({ scope: scopes.join(" ") }, 300);
}

const ALGORITHMS = { oct: "HS256", EC: "ES256", OKP: "EdDSA" };

function sign(claims, lifetime) {
  const key = JSON.parse(process.env.GUICHET_SIGNING_KEY);
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: ALGORITHMS[key.kty], typ: "JWT", kid: key.kid };
  const body = { aud: "guichet", iat: now, exp: now + lifetime, ...claims };
  const signed = `${segment(head)}.${segment(body)}`;
  return `${signed}.${signature(signed, key).toString("base64url")}`;
}

function signature(signed, key) {
  if (key.kty === "oct") {
    return createHmac("sha256", Buffer.from(key.k, "base64url")).update(signed).digest();
  }
  const secret = createPrivateKey({ key, format: "jwk" });
  const options = { key: secret, dsaEncoding: "ieee-p1363" }; // JWTs want r and s, not DER
  return signWith(key.kty === "EC" ? "sha256" : null, Buffer.from(signed), options);
}

function segment(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function exampleOrder(number, amount) {
  return {
    amount, // always text, never a float
    currency: "EUR",
    email: "camille.martin@example.org",
    language: "FR",
    billing: {
      firstName: "Camille",
      lastName: "Martin",
      addressLine1: "12 rue des Lilas",
      postalCode: "44000",
      city: "Nantes",
      country: "FR",
    },
    return_url: `https://shop.example/commande/${number}`,
    lines: [{ label: "Lampe Aube", quantity: 1, unit_amount: amount, vat_rate: "20" }],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind, ...words] = process.argv.slice(2);
  console.log(
    kind === "order" ? orderToken(words[0], exampleOrder(...words)) : serviceToken(...words),
  );
}
