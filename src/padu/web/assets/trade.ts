/** What the pages of buying gain from JavaScript: time that runs down, numbers that are copied. Both listen at the document, for htmx. */

const SECOND = 1000;
const SHOWN_FOR = 2 * SECOND;

/** Counts from the seconds that the server gave: a reader's own clock may be wrong. */
export function runDown(): void {
  const ends = new WeakMap<HTMLElement, number>();
  window.setInterval(() => {
    for (const place of document.querySelectorAll<HTMLElement>("[data-countdown]")) {
      const end = ends.get(place) ?? Date.now() + Number(place.dataset["countdown"]) * SECOND;
      ends.set(place, end);
      const left = end - Date.now();
      place.textContent = left > 0 ? asClock(Math.floor(left / SECOND)) : (place.dataset["over"] ?? "");
    }
  }, SECOND);
}

export function copyOnClick(): void {
  document.documentElement.classList.add("js");
  document.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLButtonElement>("button[data-copy]");
    const text = document.getElementById(button?.dataset["copy"] ?? "")?.textContent;
    if (!button || !text) return;
    void navigator.clipboard.writeText(text.trim()).then(() => {
      const before = button.textContent;
      button.textContent = button.dataset["copied"] ?? before;
      button.disabled = true;
      window.setTimeout(() => {
        button.textContent = before;
        button.disabled = false;
      }, SHOWN_FOR);
    });
  });
}

function asClock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
