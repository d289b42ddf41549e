// Shows what a text would say while it is being written. The form's own button does the same without a script:
// this sends the same form and takes the preview out of the page that comes back.
//
// <form data-text-preview="ID of the preview"> … <button name="do" value="try">

const form = document.querySelector("[data-text-preview]");
const WAIT = 600;
let timer;
let asked = 0;

async function look() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "try");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.textPreview);
    if (fresh && mine === asked) document.getElementById(form.dataset.textPreview).replaceWith(fresh);
  } catch {
    // The line is down for a moment: the next key asks again.
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT);
});
