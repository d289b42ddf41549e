// Keeps a page true without a reload. An event says only "look again"; the page itself is fetched
// again and its [data-live-region="name"] parts are swapped row by row, so that focus, scroll,
// open <details> and typed text stay. If the reader has scrolled away, a quiet notice waits instead.
//
// <main data-live="/live?topic=queue"> <ul data-live-region="queue"> <li data-live-key="42">…
// <button data-live-notice hidden data-one="{n} new" data-other="{n} new"></button>
// A scrolling region says data-live-stick="end" (a thread) or nothing (a list, newest on top).

const SETTLE = 250; // several events in a burst cost one fetch
const source = document.querySelector("[data-live]");
const regions = () => [...document.querySelectorAll("[data-live-region]")];
let timer = 0;
let waiting = null;

const scroller = (node) => node.closest("[data-live-scroll]") ?? document.scrollingElement;
const typing = (region) => {
  const at = document.activeElement;
  return region.contains(at) && at.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
};
const keys = (region) => new Set([...region.querySelectorAll("[data-live-key]")].map((n) => n.dataset.liveKey));

// Rows are matched by key; a row that did not change keeps its very node and is not even moved, so
// that nobody's focus flickers.
function swap(region, fresh) {
  if (region.isEqualNode(fresh)) return;
  if (!fresh.querySelector("[data-live-key]")) return region.replaceChildren(...fresh.childNodes);
  const old = new Map([...region.children].map((node) => [node.dataset.liveKey, node]));
  const focused = document.activeElement?.closest?.("[data-live-key]")?.dataset.liveKey;
  const hadFocus = region.contains(document.activeElement);
  const next = [...fresh.children].map((node, at) => {
    const same = node.dataset.liveKey ? old.get(node.dataset.liveKey) : region.children[at];
    for (const details of same?.querySelectorAll("details[open][id]") ?? []) {
      const twin = node.querySelector(`#${CSS.escape(details.id)}`);
      if (twin) twin.open = true;
    }
    // What somebody ticked stays ticked.
    const ticked = new Set([...(same?.querySelectorAll("input[type=checkbox]:checked") ?? [])].map((box) => box.name));
    if (ticked.size > 0) for (const box of node.querySelectorAll("input[type=checkbox]")) if (ticked.has(box.name)) box.checked = true;
    return same?.isEqualNode(node) ? same : node;
  });
  const stays = new Set(next);
  for (const node of [...region.children]) if (!stays.has(node)) node.remove();
  next.forEach((node, at) => {
    if (region.children[at] !== node) region.insertBefore(node, region.children[at] ?? null);
  });
  if (hadFocus && focused && !region.contains(document.activeElement)) {
    const row = region.querySelector(`[data-live-key="${CSS.escape(focused)}"]`);
    (row?.querySelector("a, button") ?? row)?.focus({ preventScroll: true });
  }
}

function apply(page) {
  waiting = null;
  for (const notice of document.querySelectorAll("[data-live-notice]")) notice.hidden = true;
  for (const region of regions()) {
    const fresh = page.querySelector(`[data-live-region="${CSS.escape(region.dataset.liveRegion)}"]`);
    if (!fresh || typing(region)) continue;
    const pane = scroller(region);
    const stick = region.dataset.liveStick === "end" && pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;
    const top = pane.scrollTop;
    swap(region, document.importNode(fresh, true));
    pane.scrollTop = stick ? pane.scrollHeight : top;
  }
  document.dispatchEvent(new CustomEvent("sahut:swapped"));
}

function unseen(page) {
  let count = 0;
  for (const region of regions()) {
    const pane = scroller(region);
    const end = region.dataset.liveStick === "end";
    const away = end ? pane.scrollHeight - pane.scrollTop - pane.clientHeight > 200 : pane.scrollTop > 80;
    if (!away) continue;
    const fresh = page.querySelector(`[data-live-region="${CSS.escape(region.dataset.liveRegion)}"]`);
    const have = keys(region);
    if (fresh) for (const key of keys(fresh)) if (!have.has(key)) count += 1;
  }
  return count;
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Sahut-Live": "1" } });
    // A redirect means the session ended; the next click will say so, a half-swapped page would not.
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const notice = document.querySelector("[data-live-notice]");
    const count = notice ? unseen(page) : 0;
    if (count === 0) return apply(page);
    waiting = page;
    const words = count === 1 ? notice.dataset.one : notice.dataset.other;
    notice.textContent = (words ?? "{n}").replace("{n}", count.toLocaleString(document.documentElement.lang));
    notice.hidden = false;
  } catch {
    // Away for a moment: EventSource reconnects by itself and the first event looks again.
  }
}

const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(look, SETTLE);
};

if (source) {
  const events = new EventSource(source.dataset.live);
  let opened = false;
  events.addEventListener("message", soon);
  events.addEventListener("changed", soon);
  events.addEventListener("here", () => document.dispatchEvent(new CustomEvent("sahut:here")));
  events.addEventListener("open", () => {
    if (opened) soon(); // what happened while the line was down
    opened = true;
  });
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("click", (event) => {
    const notice = event.target.closest?.("[data-live-notice]");
    if (!notice || !waiting) return;
    const region = regions()[0];
    apply(waiting);
    if (region) scroller(region).scrollTop = region.dataset.liveStick === "end" ? scroller(region).scrollHeight : 0;
  });
}

// A thread opens at its newest message.
for (const region of regions()) {
  if (region.dataset.liveStick === "end") scroller(region).scrollTop = scroller(region).scrollHeight;
}
