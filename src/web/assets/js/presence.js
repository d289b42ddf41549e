// Who else is at this ticket, and telling them that we are. Every 15 seconds, when the live feed says
// that somebody came or went, and at once when we begin to write. Without a feed the 15 seconds are the
// poll. A hidden tab is nobody.
//
// <p data-here="/desk/42/here" role="status">Ayu is writing an answer.</p>

const EVERY = 15_000;
const STILL = 20_000; // so long after the last letter one is still writing
const line = document.querySelector("[data-here]");
const field = document.getElementById("body");
const token = document.querySelector(".composer [name=csrf]")?.value ?? "";
let last = 0;
let said = "";
let timer = 0;

const doing = () => (field?.value.trim() && Date.now() - last < STILL ? "writing" : "looking");

async function say() {
  clearTimeout(timer);
  timer = setTimeout(say, EVERY);
  if (document.hidden) return;
  said = doing();
  const headers = { Accept: "text/plain" };
  // An open page by itself does not make anybody "at the desk"; writing does.
  if (said === "looking") headers["X-Sahut-Live"] = "1";
  try {
    const body = new URLSearchParams({ csrf: token, doing: said });
    const answer = await fetch(line.dataset.here, { method: "POST", headers, body });
    if (!answer.ok || answer.redirected) return;
    const words = await answer.text();
    if (line.textContent.trim() !== words) line.textContent = words;
  } catch {
    // Away for a moment: the next time will tell.
  }
}

if (line) {
  say();
  let soon = 0;
  document.addEventListener("sahut:here", () => {
    clearTimeout(soon);
    soon = setTimeout(say, 150);
  });
  field?.addEventListener("input", () => {
    last = Date.now();
    if (doing() !== said) say();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) say();
  });
  addEventListener("pagehide", () => {
    navigator.sendBeacon?.(line.dataset.here, new URLSearchParams({ csrf: token, doing: "gone" }));
  });
}
