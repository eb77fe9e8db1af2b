// YASGUI speaks English only: its words are replaced as they appear, by the dictionary of the page.
import { number, page } from "./page.js";

const ATTRIBUTES = ["title", "aria-label", "placeholder"];
const { words = {}, patterns = [] } = page.dictionary;
const rules = patterns.map(([pattern, replacement]) => [new RegExp(`^${pattern}$`, "u"), replacement]);
/** What holds text of people or of the data, where no word is ours. */
const FOREIGN = ".CodeMirror-line, .CodeMirror-measure, .result-table, .result-view, .saved-queries, textarea";

/** Return the translation of a text of YASGUI, or the text itself. */
export function translated(text) {
  const plain = text.trim();
  if (plain in words) return text.replace(plain, words[plain]);
  for (const [rule, replacement] of rules) {
    const found = rule.exec(plain);
    if (found) return replacement.replace(/\{(\d)\}/gu, (_, place) => localised(found[Number(place)]));
  }
  return text;
}

function localised(text) {
  return /^[\d.]+$/u.test(text) ? number(Number(text)) : translated(text);
}

function visit(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const said = translated(node.data);
    if (said !== node.data && !node.parentElement?.closest(FOREIGN)) node.data = said;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(FOREIGN)) return;
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name);
    const said = value && translated(value);
    if (said && said !== value) node.setAttribute(name, said);
  }
  node.childNodes.forEach(visit);
}

/** Translate what is below a node now, and what comes there later. */
export function translate(root) {
  if (!Object.keys(words).length && !rules.length) return;
  visit(root);
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(visit);
      else visit(target);
    }
  });
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}
