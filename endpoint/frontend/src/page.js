// What the page gives to the editor: addresses, prefixes, the language and the sentences in it.

const root = document.getElementById("editor");

export const page = JSON.parse(document.getElementById("editor-data").textContent);
export const endpoint = new URL(page.endpoint, location.href).href;

/** Return a sentence in the language of the page, its gaps ({name}) filled. */
export function say(key, values = {}) {
  const text = page.texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
}

/** Return a number as it is written in the language of the page. */
export function number(value) {
  return new Intl.NumberFormat(page.language).format(value);
}

/** Make an element with attributes and children; null children are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Make an element of SVG. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export { root };
