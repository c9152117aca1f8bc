// A stand-in for Stripe.js, served by the sandbox: the same calls, fields of the page's own, test cards only.
// https://docs.stripe.com/js/custom_checkout
(() => {
  "use strict";

  // Where this script came from is where its API is: …/v1/stripe.js
  const API_BASE = document.currentScript.src.replace(/\/stripe\.js.*$/, "");
