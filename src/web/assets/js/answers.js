// Search as you type. The form works without this; here the answers come while typing.
//
// <input name="q" data-answers-url="/help/answers" aria-controls="answers">
// <div class="answers" id="answers"></div> <p class="visually-hidden" role="status" id="answers-status">
// The URL answers ?q= with a fragment: <ul data-count-text="3 answers">…<a>…</ul>; "" means nothing.
// Arrow keys move real focus between the box and the links, so every reader understands it.

const WAIT = 150;

function setUp(input) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  if (!list) return;
  const status = document.getElementById(`${list.id}-status`);
  let timer = 0;
  let request = null;
  let asked = input.value.trim();

  const close = () => {
    list.replaceChildren();
    if (status) status.textContent = "";
  };

  const ask = async () => {
    const words = input.value.trim();
    if (words === asked) return;
    asked = words;
    request?.abort();
    if (words.length < 2) return close();
    request = new AbortController();
    try {
      const url = new URL(input.dataset.answersUrl, location.href);
      url.searchParams.set("q", words.slice(0, 200));
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) return close();
      const html = await answer.text();
      list.innerHTML = html; // our own server's fragment, escaped there
      const count = list.querySelector("[data-count-text]");
      if (status) status.textContent = count?.dataset.countText ?? "";
    } catch (error) {
      // Offline or overtaken by the next letter: the form's own button still works.
      if (error.name !== "AbortError") close();
    }
  };

  const move = (event, step) => {
    const links = [...list.querySelectorAll("a")];
    if (links.length === 0) return;
    const at = links.indexOf(document.activeElement) + step;
    event.preventDefault();
    if (at < 0) input.focus();
    else links[Math.min(at, links.length - 1)].focus();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  const box = input.closest("[data-answers-box]") ?? input.form ?? input.parentElement;
  box.addEventListener("keydown", (event) => {
    const inside = event.target === input || list.contains(event.target);
    if (!inside) return;
    if (event.key === "ArrowDown") move(event, 1);
    else if (event.key === "ArrowUp" && event.target !== input) move(event, -1);
    else if (event.key === "Escape" && list.firstChild) {
      close();
      asked = "";
      input.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target)) {
      close();
      asked = "";
    }
  });
}

for (const input of document.querySelectorAll("input[data-answers-url]")) setUp(input);
