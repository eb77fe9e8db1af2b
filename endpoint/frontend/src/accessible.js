// What YASGUI leaves to be mended for screen readers and keyboards.

/** Mend what is below a node now, and what comes there later. */
export function makeAccessible(root) {
  const tabs = root.querySelector(".tabsList");
  const add = tabs.querySelector(".addTab");
  if (add) tabs.after(add); // a list of tabs may hold nothing but tabs
  tabs.parentElement.addEventListener("keydown", move, true);
  const mend = () => {
    // Their texts name them; another name would hide these from those who speak to their computer.
    for (const button of root.querySelectorAll(".yasr_btnGroup button[aria-label]")) button.removeAttribute("aria-label");
    // A query that is longer than its editor can be scrolled by who only reads it.
    for (const text of root.querySelectorAll(".CodeMirror-scroll")) text.tabIndex = text.scrollHeight > text.clientHeight ? 0 : -1;
  };
  mend();
  new MutationObserver(mend).observe(root, { subtree: true, childList: true });
}

/** Go from tab to tab by the arrows, round at the ends; while a tab is renamed its keys belong to the name, Delete too. */
function move(event) {
  if (!event.target.closest(".tabsList")) return;
  if (event.target.matches("input")) return event.stopPropagation();
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.stopPropagation();
  const links = [...event.currentTarget.querySelectorAll(".tabsList .tab > a")];
  links.at((links.indexOf(document.activeElement) + step) % links.length).focus();
}
