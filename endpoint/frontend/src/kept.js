// Results that the browser has not kept, since they are too large or there is no room: said, with an offer to run again.
import { make, say } from "./page.js";

/** Note with a tab whether its last result was kept. */
export function noteWhatIsKept(tab) {
  const kept = tab.getPersistedJson();
  const unkept = tab.hasResults() && !tab.getYasr().results.hasError() && !kept.yasr.response;
  if (Boolean(kept.unkept) === unkept) return;
  kept.unkept = unkept;
  tab.emit("change", tab, kept);
}

/** Return a word on a result that was there before the page was loaded again; null where there was none. */
export function unkept(tab) {
  if (!tab.getPersistedJson().unkept || tab.hasResults()) return null;
  const again = make("button", { type: "button", class: "second" }, say("status.again"));
  again.addEventListener("click", () => tab.query().catch(() => {}));
  return make("p", { class: "unkept" }, say("status.unkept"), " ", again);
}
