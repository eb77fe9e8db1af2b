// What is passed on of a tab: its address, a permanent link, the code to embed its view, the view as a picture, cURL.
import { parameters } from "./confined.js";
import { icon } from "./icons.js";
import { endpoint, make, page, say } from "./page.js";
import { told } from "./problems.js";

const EMBED = "/embed";
/** Characters of an address that every browser and every proxy takes. */
const LONGEST = 8000;

/** Return the view of a tab with its columns, as the fields of an address; none for a table or the plain answer. */
export function viewFields(tab) {
  const yasr = tab.getYasr();
  const name = yasr.getSelectedPluginName();
  const parts = page.views[name];
  if (!parts?.length) return [];
  const chosen = { ...yasr.config.plugins[name]?.dynamicConfig, ...yasr.plugins[name]?.chosen };
  const columns = yasr.results?.getVariables?.() ?? Object.values(chosen);
  return [["view", name], ...parts.filter((part) => chosen[part] && columns.includes(chosen[part])).map((part) => [part, chosen[part]])];
}

/** Return the address of the picture of a tab's view as a file, null where there is none, or it would be too long. */
export function pictureAddress(tab) {
  const view = viewFields(tab);
  return page.drawn.includes(view[0]?.[1]) ? fitting(`${EMBED}${page.endpoint}.svg`, fields(tab, view)) : null;
}

function fields(tab, view) {
  const found = new URLSearchParams([["query", tab.getQuery()], ...view]);
  for (const { name, value } of parameters(tab.getRequestConfig())) found.append(name, value);
  if (named(tab)) found.append("title", named(tab));
  found.append("lang", page.language);
  return found;
}

/** Return the name that somebody has given to a tab, "" for one that names no query. */
function named(tab) {
  const name = tab.getName();
  return [say("tab.name"), say("tab.asked")].some((given) => name.startsWith(given)) ? "" : name.slice(0, 200);
}

function fitting(path, found) {
  const address = new URL(`${path}?${found}`, location.href).href;
  return address.length <= LONGEST ? address : null;
}

/** Get a permanent link to the query, its graphs and its view from the service. */
async function permanent(tab) {
  const given = parameters(tab.getRequestConfig());
  if (given.some(({ name, value }) => name === "release" && value)) throw new Error(say("share.dated"));
  const body = new URLSearchParams([["query", tab.getQuery()], ...viewFields(tab)]);
  for (const { name, value } of given) if (name.endsWith("graph-uri")) body.append(name, value);
  const response = await fetch("/q", { method: "POST", headers: { Accept: "application/json", "Accept-Language": page.language }, body });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(told(said).detail ?? said.title ?? say("problem.status", { status: response.status }));
  return said.address;
}

/** Return the code that puts an address into another page. */
function frame(address, tab, view) {
  const title = named(tab) || say("share.untitled");
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const height = page.frames[view[0]?.[1] ?? "table"];
  return `<iframe src="${escaped(address)}" title="${escaped(title)}" width="100%" height="${height}" loading="lazy" style="border: 0"></iframe>`;
}

/** Show our dialog in the place of YASGUI's popup, which knows no views. */
export function offerSharing(root, yasgui) {
  const ours = (event) => {
    const button = event.target.closest?.(".yasqe_share");
    if (!button || (event.type === "keydown" && event.key !== "Enter")) return;
    event.stopPropagation(); // a press of Enter comes as a click too
    if (event.type === "click") open(root, yasgui.getTab());
  };
  root.addEventListener("click", ours, true);
  root.addEventListener("keydown", ours, true);
}

function open(root, tab) {
  const view = viewFields(tab);
  const dialog = make("dialog", { class: "share", "aria-labelledby": "share-title" });
  const close = make("button", { type: "button", class: "second" }, say("share.close"));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
  dialog.addEventListener("close", () => dialog.remove()); // the browser gives the focus back to the button
  const code = copied(say("share.embed"), "textarea", embedCode(tab, view));
  const inner = make("div", {});
  inner.append(
    make("div", { class: "head" }, make("h2", { id: "share-title" }, say("share.title")), close),
    copied(say("share.address"), "input", tab.getYasqe().config.createShareableLink()),
    page.shortLinks ? shortLink(tab, view, code) : "",
    code,
    picture(tab),
    copied("cURL", "textarea", tab.getYasqe().getAsCurlString()),
  );
  dialog.append(inner);
  root.append(dialog);
  dialog.showModal();
}

function embedCode(tab, view) {
  const address = fitting(`${EMBED}${page.endpoint}`, fields(tab, view));
  return address ? frame(address, tab, view) : "";
}

function shortLink(tab, view, code) {
  const button = make("button", { type: "button", class: "shorten" }, say("share.permanent"));
  const place = make("div", { class: "permanent" }, button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const address = await permanent(tab);
      const found = copied(say("share.permanent_is"), "input", address);
      place.replaceChildren(found);
      found.querySelector("input").select();
      const embedded = `${address.replace(/\/q\//u, `${EMBED}/q/`)}?lang=${page.language}`;
      code.replaceWith(copied(say("share.embed"), "textarea", frame(embedded, tab, view)));
    } catch (error) {
      button.disabled = false;
      place.replaceChildren(button, make("p", { class: "error", role: "alert" }, error.message));
    }
  });
  return place;
}

function picture(tab) {
  const address = pictureAddress(tab);
  if (!address) return "";
  return make("p", {}, make("a", { href: address, download: "", type: "image/svg+xml" }, icon(viewFields(tab)[0][1]), ` ${say("share.picture")}`));
}

/** Return a field that cannot be changed, with a button that copies it; a word where there is nothing to copy. */
function copied(label, tag, value) {
  if (!value) return make("p", { class: "field" }, make("strong", {}, label), make("br"), say("share.long"));
  const field = make(tag, { readonly: true, spellcheck: "false", lang: "en", ...(tag === "textarea" && { rows: 3 }) });
  field.value = value;
  field.addEventListener("focus", () => field.select());
  const said = make("span", { role: "status" });
  const button = make("button", { type: "button", class: "second" }, say("share.copy"));
  button.addEventListener("click", async () => {
    field.focus();
    // Without HTTPS there is no clipboard but that of the old command.
    const done = await navigator.clipboard?.writeText(value).then(() => true, () => false);
    if (done || document.execCommand("copy")) said.replaceChildren(say("share.copied"));
  });
  return make("div", { class: "field" }, make("label", {}, label, field), make("span", { class: "row" }, button, said));
}
