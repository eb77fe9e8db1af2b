// Errors of the service as it states them (RFC 9457), in place of the guesses of YASGUI.
import { endpoint, make, say } from "./page.js";

/** Keep the status of an answer that is no problem document: of a proxy that stands before the service. */
export function keepStatus() {
  const plain = window.fetch.bind(window);
  window.fetch = async (what, options) => {
    const response = await plain(what, options);
    const asked = what instanceof Request && what.url.startsWith(endpoint);
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
  if (!found) return make("div", {}, make("p", {}, say("problem.unreachable")), make("pre", {}, error.text ?? ""));
  if (found.foreign) return make("div", {}, make("h2", {}, say("problem.status", { status: found.status })), make("p", {}, found.status >= 500 ? say("problem.later") : say("problem.between")));
  const where = found.line ? say("problem.where", { line: found.line, column: found.column }) : null;
  return make("div", {}, make("h2", {}, found.title ?? say("problem")), where && make("p", {}, where), make("pre", {}, found.detail ?? ""));
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}
