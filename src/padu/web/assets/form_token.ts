/** The page's form token, as the layout gives it to htmx. */

const HEADER = "X-CSRFToken";

export function tokenHeaders(): Record<string, string> {
  const given = document.body.getAttribute("hx-headers");
  const token = given ? (JSON.parse(given) as Record<string, string>)[HEADER] : undefined;
  return token ? { [HEADER]: token } : {};
}
