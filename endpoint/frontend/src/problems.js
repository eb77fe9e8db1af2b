// Errors of the service as it states them (RFC 9457), in place of the guesses of YASGUI.
import { endpoint, make, page, say } from "./page.js";

/** Ask the service for its errors in the language of the page; keep the status of an answer that is no problem document: of a proxy that stands before the service. */
export function keepStatus() {
  const plain = window.fetch.bind(window);
  window.fetch = async (what, options) => {
    const asked = what instanceof Request && what.url.startsWith(endpoint);
    if (asked) what.headers.set("Accept-Language", page.language);
    const response = await plain(what, options);
    const ours = /json/u.test(response.headers.get("Content-Type") ?? "");
    if (!asked || response.ok || ours) return response;
    const { status, statusText } = response;
    return new Response(JSON.stringify({ status, foreign: true }), { status, statusText, headers: { "Content-Type": "application/problem+json" } });
  };
}

/** Return an element that shows an error; the text of an answer of our service is problem+json. */
export async function shownProblem(error) {
  if (/\babort/iu.test(error.text ?? "")) return make("p", {}, say("status.cancelled"));
  const found = parsed(error.text);
  if (!found) return make("div", {}, make("p", {}, say("problem.unreachable")), make("pre", { lang: "en" }, error.text ?? ""));
  if (found.foreign) return make("div", {}, make("h2", {}, say("problem.status", { status: found.status })), make("p", {}, found.status >= 500 ? say("problem.later") : say("problem.between")));
  const where = found.line ? say("problem.where", { line: found.line, column: found.column }) : null;
  const { title, detail } = told(found);
  return make("div", {}, make("h2", {}, title ?? say("problem")), where && make("p", {}, where), make("pre", {}, detail ?? ""));
}

/** Return the title and the detail of a problem document in the language of the page, where it has them. */
export function told(found) {
  return found.localized?.language === page.language ? found.localized : found;
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}
