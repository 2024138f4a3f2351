/** Plays the video that is on the screen and no other; hls.js chooses the size where the browser cannot itself. */
import type Hls from "hls.js/light";
import { tokenHeaders } from "./form_token";

const SEEN_AFTER = 2000; // milliseconds of playing that count as a view
const playing = new Map<HTMLVideoElement, Hls>();
const counted = new WeakSet<HTMLVideoElement>();
let loud = false;

export function playWhatIsSeen(): void {
  const watch = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const video = entry.target.querySelector("video");
        if (!video) continue;
        if (entry.isIntersecting) void start(video);
        else stop(video);
      }
    },
    { threshold: 0.6 },
  );
  const take = (root: ParentNode): void => {
    for (const clip of root.querySelectorAll<HTMLElement>("[data-clip]:not([data-taken])")) {
      clip.dataset["taken"] = "";
      prepare(clip);
      watch.observe(clip);
    }
  };
  take(document);
  // The feed's next page, brought by htmx.
  document.body.addEventListener("htmx:load", () => take(document));
  document.addEventListener("keydown", moveByKeys);
}

function prepare(clip: HTMLElement): void {
  const video = clip.querySelector("video");
  const sound = clip.querySelector<HTMLButtonElement>("[data-sound]");
  if (!video) return;
  video.controls = false;
  video.muted = !loud;
  clip.dataset["scripted"] = "";
  video.addEventListener("click", () => (video.paused ? void start(video) : video.pause()));
  video.addEventListener("playing", () => countOnce(clip, video));
  if (!sound) return;
  sound.hidden = false;
  sound.addEventListener("click", () => setSound(!loud));
}

function setSound(on: boolean): void {
  loud = on;
  for (const video of document.querySelectorAll<HTMLVideoElement>("[data-clip] video")) video.muted = !on;
  for (const button of document.querySelectorAll("[data-sound]")) button.setAttribute("aria-pressed", String(on));
}

async function start(video: HTMLVideoElement): Promise<void> {
  await attach(video);
  try {
    await video.play();
  } catch {
    video.controls = true; // the browser wants a finger first
  }
}

function stop(video: HTMLVideoElement): void {
  video.pause();
  playing.get(video)?.destroy();
  playing.delete(video);
}

async function attach(video: HTMLVideoElement): Promise<void> {
  const playlist = video.dataset["playlist"];
  if (!playlist || playing.has(video)) return;
  if (video.canPlayType("application/vnd.apple.mpegurl")) {
    if (!video.src) video.src = playlist;
    return;
  }
  const { default: Player } = await import("hls.js/light");
  if (!Player.isSupported() || playing.has(video)) return; // the small file that stands in the page plays
  const player = new Player({ maxBufferLength: 15, capLevelToPlayerSize: true });
  playing.set(video, player);
  player.on(Player.Events.ERROR, (_, error) => {
    if (!error.fatal) return;
    player.destroy();
    playing.delete(video);
    delete video.dataset["playlist"]; // from now on the small file plays
    video.load();
    void video.play().catch(() => (video.controls = true));
  });
  player.loadSource(playlist);
  player.attachMedia(video);
}

function countOnce(clip: HTMLElement, video: HTMLVideoElement): void {
  window.setTimeout(() => {
    if (video.paused || counted.has(video)) return;
    counted.add(video);
    void fetch(`${clip.dataset["clip"]}/dilihat`, { method: "POST", headers: tokenHeaders(), keepalive: true }).catch(() => undefined);
  }, SEEN_AFTER);
}

/** Arrows and Page keys go from video to video, as a finger does. */
function moveByKeys(event: KeyboardEvent): void {
  const feed = document.querySelector<HTMLElement>("[data-feed]");
  const steps: Record<string, number> = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 };
  const step = steps[event.key];
  if (!feed || !step || (event.target as Element).closest("input, textarea, select, details")) return;
  event.preventDefault();
  feed.scrollBy({ top: step * feed.clientHeight });
}
