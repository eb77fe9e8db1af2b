// What YASGUI leaves to be mended for screen readers and keyboards.

/** Mend what is below a node now, and what comes there later. */
export function makeAccessible(root) {
  const tabs = root.querySelector(".tabsList");
  const add = tabs.querySelector(".addTab");
  if (add) tabs.after(add); // a list of tabs may hold nothing but tabs
  const mend = () => {
    // Their texts name them; another name would hide these from those who speak to their computer.
    for (const button of root.querySelectorAll(".yasr_btnGroup button[aria-label]")) button.removeAttribute("aria-label");
  };
  mend();
  new MutationObserver(mend).observe(root, { subtree: true, childList: true });
}
