/** A picture that cannot be had leaves its backdrop, not the browser's torn page. */

export function reportBrokenPictures(): void {
  document.addEventListener(
    "error",
    (event) => {
      if (event.target instanceof HTMLImageElement) event.target.classList.add("invisible");
    },
    true,
  );
}
