// Leads to the part of a long text that holds the passage named after #; links of this site name the part themselves.
"use strict";

function goToPassage() {
  const passage = /^#offset_([0-9]{1,12})_[0-9]{1,12}$/.exec(window.location.hash);
  const text = document.querySelector("[data-part]");
  if (!passage || !text || document.getElementById(passage[0].slice(1))) return;
  const address = new URL(window.location.href);
  const begin = Math.floor(Number(passage[1]) / Number(text.dataset.part)) * Number(text.dataset.part);
  // A part that is dense with marks is shown in pieces, which are found by the place itself.
  const start = begin === Number(text.dataset.start) ? Number(passage[1]) : begin;
  if (start !== begin && (!("dense" in text.dataset) || address.searchParams.get("from") === String(start))) return;
  address.searchParams.set("from", start);
  window.location.replace(address);
}

goToPassage();
window.addEventListener("hashchange", goToPassage);
