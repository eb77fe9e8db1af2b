// Leads to the part of a long text that holds the passage named after #; links of this site name the part themselves.
"use strict";

function goToPassage() {
  const passage = /^#offset_([0-9]{1,12})_[0-9]{1,12}$/.exec(window.location.hash);
  const text = document.querySelector("[data-part]");
  if (!passage || !text || document.getElementById(passage[0].slice(1))) return;
  const start = Math.floor(Number(passage[1]) / Number(text.dataset.part)) * Number(text.dataset.part);
  if (start === Number(text.dataset.start)) return;
  const address = new URL(window.location.href);
  address.searchParams.set("from", start);
  window.location.replace(address);
}

goToPassage();
window.addEventListener("hashchange", goToPassage);
