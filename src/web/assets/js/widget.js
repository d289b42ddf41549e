// The chat window: shows what the Line brings, posts what is typed. The server renders every word into
// data-* attributes and <template>s; the DOM contract is in the gallery and in widget.html:
//
// <main class="chat" data-chat data-socket="/widget/socket" data-language="id" data-host-origin="https://…"
//   data-text-{connecting,online,away,offline,queued,sent,refused,you,place}="…" data-error-<code>="…" data-error="…">
//   [data-chat-status] [data-chat-log] [data-chat-notice] form[data-chat-form] textarea[name=text]
//   form[data-chat-contact] button[data-chat-contact-skip] button[data-chat-place] button[data-chat-close]
//   template[data-chat-template=message|file|suggest|article|ticket] with [data-slot=…]

import { Line } from "./widget-line.js";
import { add, at as clockTime, attach, bubble, fill, mark, stamp } from "./widget-log.js";

const root = document.querySelector("[data-chat]");
const part = (name) => root.querySelector(`[data-chat-${name}]`);
const words = root.dataset;
const log = part("log");
const form = part("form");
const box = form.elements.namedItem("text");
const shown = new Map(); // client_id or "seq:n" -> bubble

const url = new URL(words.socket, location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
const page = new URLSearchParams(location.search).get("page");
const line = new Line(url, { language: words.language, ...(page ? { page } : {}) });

function say(text) {
  const notice = part("notice");
  notice.hidden = !text;
  const slot = notice.querySelector("[data-slot=text]") ?? notice;
  slot.textContent = text ?? "";
}
const errorWords = (code) => words[`error${code.replace(/(^|_)(\w)/g, (_, _u, letter) => letter.toUpperCase())}`] ?? words.error;

// What waits in the outbox stands at the end, whatever arrives meanwhile.
const firstQueued = () => log.querySelector("[data-state=queued]");

function queue(clientId, text) {
  const node = bubble("citizen", text, words.textYou);
  mark(node, "queued", words.textQueued);
  shown.set(clientId, node);
  add(node);
  node.scrollIntoView({ block: "end" });
  askForContact();
}

// Asked for once the citizen has said something, and only while nobody is there to answer.
function askForContact() {
  const contact = part("contact");
  if (!contact) return;
  const wanted = root.dataset.state === "away" && log.querySelector(".chat-message--citizen");
  contact.hidden = !wanted || Boolean(contact.dataset.done);
}

line.addEventListener("state", ({ detail }) => {
  root.dataset.state = detail;
  part("status").textContent = { connecting: words.textConnecting, online: words.textOnline, away: words.textAway, offline: words.textOffline }[detail];
  if (detail === "online" || detail === "away") say("");
  askForContact();
});
line.addEventListener("limits", ({ detail }) => {
  if (detail?.text_chars) box.maxLength = detail.text_chars;
});
line.addEventListener("message", ({ detail: { seq, author, name, text, at, client_id: id, files } }) => {
  const key = `seq:${seq}`;
  const mine = id ? shown.get(id) : null;
  if (mine) {
    fill(mine, { time: clockTime(at) });
    mark(mine, "sent", words.textSent);
    shown.set(key, mine);
    return;
  }
  if (shown.has(key)) return;
  const node = bubble(author, text, author === "citizen" ? words.textYou : name, at);
  attach(node, files ?? []);
  shown.set(key, node);
  if (id) shown.set(id, node);
  add(node, firstQueued());
  askForContact();
});
line.addEventListener("sent", ({ detail }) => {
  const node = shown.get(detail.client_id);
  if (node) {
    mark(node, "sent", words.textSent);
    shown.set(`seq:${detail.seq}`, node);
  }
  say("");
});
line.addEventListener("slow", ({ detail }) => say(errorWords(detail.code)));
line.addEventListener("refused", ({ detail }) => {
  const node = detail.client_id && shown.get(detail.client_id);
  if (node) mark(node, "refused", words.textRefused);
  say(errorWords(detail.code));
});
line.addEventListener("fresh", () => {
  log.replaceChildren();
  shown.clear();
});
line.addEventListener("suggest", ({ detail }) => {
  const card = stamp("suggest");
  const list = card.querySelector("[data-slot=list]");
  for (const article of detail.articles.slice(0, 3)) {
    const target = new URL(article.url, location.href);
    if (!/^https?:$/.test(target.protocol)) continue;
    const item = fill(stamp("article"), { title: article.title, spoken: article.spoken });
    item.querySelector("a").href = target.href;
    list.append(item);
  }
  if (list.children.length) add(card);
});
line.addEventListener("ticket", ({ detail }) => {
  const card = fill(stamp("ticket"), { number: detail.number, pin: detail.pin });
  for (const only of card.querySelectorAll("[data-if-pin]")) only.hidden = !detail.pin;
  const copy = card.querySelector("[data-copy]");
  if (copy) copy.dataset.copy = [detail.number, detail.pin].filter(Boolean).join(" / ");
  // The card says better what the words before it said: number and PIN stand there once.
  if (detail.pin) {
    for (const said of log.querySelectorAll(".chat-message--system")) {
      if (said.textContent.includes(detail.number)) said.remove();
    }
  }
  add(card);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  say("");
  queue(line.post({ type: "say", text }), text);
  box.value = "";
  box.focus();
});
let typed = 0;
box.addEventListener("input", () => {
  if (Date.now() - typed > 3000) line.typing();
  typed = Date.now();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
part("contact")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value.trim()));
  if (Object.keys(given).length === 0) return;
  queue(line.post({ type: "contact", ...given }), Object.values(given).join("\n"));
  event.target.dataset.done = "1";
  askForContact();
});
part("contact-skip")?.addEventListener("click", () => {
  part("contact").dataset.done = "1";
  askForContact();
  box.focus();
});
part("place")?.addEventListener("click", () => {
  navigator.geolocation.getCurrentPosition(
    ({ coords: { latitude, longitude } }) => queue(line.post({ type: "place", latitude, longitude }), `${words.textPlace} ${latitude.toFixed(5)}, ${longitude.toFixed(5)}`),
    () => say(words.errorPlace ?? words.error),
    { enableHighAccuracy: true, timeout: 15_000 },
  );
});
// Only the page that embeds us, by its exact origin, is told to put the window away.
const tellHost = (type) => words.hostOrigin && parent.postMessage({ type }, words.hostOrigin);
part("close")?.addEventListener("click", () => tellHost("sahut:close"));
addEventListener("message", (event) => event.source === parent && event.origin === words.hostOrigin && event.data?.type === "sahut:open" && box.focus());
addEventListener("keydown", (event) => event.key === "Escape" && tellHost("sahut:close"));
if (parent === window || !words.hostOrigin) part("close")?.remove();

const says = (item) => item.text ?? [item.name, item.email, item.phone].filter(Boolean).join("\n") ?? "";
for (const item of line.waiting) queue(item.client_id, item.type === "place" ? `${words.textPlace} ${item.latitude}, ${item.longitude}` : says(item));
addEventListener("online", () => line.open());
document.addEventListener("visibilitychange", () => document.hidden || line.open());
line.open();
