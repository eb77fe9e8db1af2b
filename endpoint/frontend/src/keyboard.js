// The menu of a tab, and the settings, by keyboard: YASGUI has them for the mouse alone.

const isMenuKey = (event) => event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");

/** Let the keyboard open, use and close the menu of a tab, and close the settings. */
export function followKeyboard(root, yasgui) {
  root.addEventListener("keydown", (event) => openMenu(event, yasgui), true);
  root.addEventListener("keydown", (event) => closeSettings(event, yasgui));
  // YASGUI closes the menu when any key is let go, even that which has opened it.
  window.addEventListener("keyup", (event) => root.querySelector(".context-menu") && event.stopPropagation(), true);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach((node) => node.matches?.(".context-menu") && prepare(node, yasgui));
  }).observe(root, { childList: true });
}

function openMenu(event, yasgui) {
  const link = event.target.closest(".tabsList .tab > a");
  if (!link || !isMenuKey(event) || event.target.matches("input")) return;
  event.preventDefault(); // the browser would send its own event when the key is let go
  event.stopPropagation();
  yasgui.tabElements.tabContextMenu.closeConfigMenu();
  link.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
}

/** Make a menu of what YASGUI draws as a list (ARIA Authoring Practices, menu). */
function prepare(menu, yasgui) {
  const tab = document.activeElement.closest(".tabsList .tab > a") ?? document.querySelector(".tabsList .tab.active > a");
  const close = () => {
    yasgui.tabElements.tabContextMenu.closeConfigMenu();
    (document.contains(tab) ? tab : document.querySelector(".tabsList .tab.active > a"))?.focus();
  };
  menu.querySelector("ul").setAttribute("role", "menu");
  menu.querySelector("ul").setAttribute("aria-label", tab?.textContent.replace("✖", "").trim() ?? "");
  menu.querySelector("hr").setAttribute("role", "separator");
  const items = [...menu.querySelectorAll("li")];
  for (const item of items) {
    item.setAttribute("role", "menuitem");
    item.setAttribute("tabindex", "-1");
  }
  menu.addEventListener("keydown", (event) => go(event, menu, close));
  // What cannot be done is marked after the menu is drawn.
  queueMicrotask(() => {
    for (const item of items) if (item.matches(".disabled")) item.setAttribute("aria-disabled", "true");
    items[0].focus();
  });
}

function go(event, menu, close) {
  const items = [...menu.querySelectorAll("li:not(.disabled)")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) items.at(to % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key === "Enter" || event.key === " ") choose(items[at], close);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Do what an item says, when the key is let go: the field for another name would take that for its own end. */
function choose(item, close) {
  close();
  const act = (event) => {
    event.stopPropagation();
    item?.click();
    if (document.activeElement === document.body) document.querySelector(".tabsList .tab.active > a")?.focus();
  };
  window.addEventListener("keyup", act, { capture: true, once: true });
}

/** Close the settings by Escape, and go back to the wheel. */
function closeSettings(event, yasgui) {
  const { tabPanel } = yasgui.getTab() ?? {};
  if (event.key !== "Escape" || !tabPanel?.isOpen) return;
  event.stopPropagation();
  tabPanel.close();
  tabPanel.settingsButton.focus();
}
