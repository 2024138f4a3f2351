/** An upload says how far it is; the same form works without this, only silently. */
import { tokenHeaders } from "./form_token";

export function uploadWithProgress(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-upload]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

function send(form: HTMLFormElement): void {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  const most = Number(form.dataset["mostBytes"]);
  if (file && file.size > most) {
    say(form, form.dataset["tooLarge"] ?? "");
    return;
  }
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  for (const [name, value] of Object.entries(tokenHeaders())) request.setRequestHeader(name, value);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => show(form, event.loaded, event.total));
  request.addEventListener("load", () => finish(form, request));
  request.addEventListener("error", () => say(form, form.dataset["broken"] ?? ""));
  show(form, 0, 1);
  request.send(new FormData(form));
}

function show(form: HTMLFormElement, done: number, whole: number): void {
  const percent = Math.floor((done * 100) / Math.max(whole, 1));
  form.querySelector<HTMLElement>("[data-progress]")!.hidden = false;
  form.querySelector("progress")!.value = percent;
  form.querySelector("[data-percent]")!.textContent = `${percent}%`;
  form.querySelector("button")!.disabled = true;
  form.querySelector<HTMLElement>("[data-said]")!.hidden = true;
}

function finish(form: HTMLFormElement, request: XMLHttpRequest): void {
  if (request.status === 201) {
    window.location.assign((JSON.parse(request.responseText) as { location: string }).location);
  } else if (request.status === 401) {
    window.location.assign(`/masuk?lanjut=${encodeURIComponent(window.location.pathname)}`);
  } else {
    explain(form, request);
  }
}

/** The page has brought the words for every refusal. */
function explain(form: HTMLFormElement, request: XMLHttpRequest): void {
  let word = "";
  try {
    word = (JSON.parse(request.responseText) as { refused?: string }).refused ?? "";
  } catch {
    // an error page: the general sentence does
  }
  const known = form.querySelector<HTMLElement>(`[data-refused="${CSS.escape(word)}"]`)?.textContent;
  say(form, known ?? form.dataset["broken"] ?? "");
}

function say(form: HTMLFormElement, sentence: string): void {
  const said = form.querySelector<HTMLElement>("[data-said]")!;
  said.textContent = sentence;
  said.hidden = false;
  form.querySelector<HTMLElement>("[data-progress]")!.hidden = true;
  form.querySelector("button")!.disabled = false;
}
