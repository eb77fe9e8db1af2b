// Errors of the service as it states them (RFC 9457), in place of the guesses of YASGUI.
import { make, say } from "./page.js";

/** Return an element that shows an error; the text of an answer of our service is problem+json. */
export async function shownProblem(error) {
  if (/\babort/iu.test(error.text ?? "")) return make("p", {}, say("status.cancelled"));
  const found = parsed(error.text);
  if (!found) return make("div", {}, make("p", {}, say("problem.unreachable")), make("pre", {}, error.text ?? ""));
  const where = found.line ? say("problem.where", { line: found.line, column: found.column }) : null;
  return make("div", {}, make("h3", {}, found.title ?? say("problem")), where && make("p", {}, where), make("pre", {}, found.detail ?? ""));
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}
