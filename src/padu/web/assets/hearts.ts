/** A heart is pressed in place; where nobody is signed in, its form is sent and leads to the sign-in page. */
import { tokenHeaders } from "./form_token";

interface Likes {
  liked: boolean;
  likes: number;
}

export function pressHeartsInPlace(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-heart]")) return;
    event.preventDefault();
    void press(form);
  });
}

async function press(form: HTMLFormElement): Promise<void> {
  const wish = form.elements.namedItem("suka") as HTMLInputElement;
  let answer: Response;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ suka: wish.value }),
      headers: { ...tokenHeaders(), Accept: "application/json" },
    });
  } catch {
    return; // offline: the heart stays as it was
  }
  if (!answer.ok) {
    form.submit();
    return;
  }
  const now = (await answer.json()) as Likes;
  wish.value = now.liked ? "no" : "yes";
  form.querySelector("button")?.setAttribute("aria-pressed", String(now.liked));
  const count = form.querySelector<HTMLElement>("[data-count]");
  // Large numbers are written short by the server; one more or less does not change them.
  if (count && /^\d{1,3}$/.test(count.textContent ?? "")) count.textContent = String(now.likes);
}
