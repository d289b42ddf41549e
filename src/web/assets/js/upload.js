// Shows what was chosen and says at once what is too much; the server checks again.
//
// <input type="file" multiple data-upload="list-id" data-limit-bytes="10485760" data-limit-files="5"
//        data-too-big="… {limit}" data-too-many="… {n}">  <ul class="upload-list" id="list-id" aria-live="polite">
// <label for="the-input" data-upload-pick="the-input" hidden>: our words in place of the browser's button.

const locale = document.documentElement.lang || "id";

function size(bytes) {
  const mega = bytes >= 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: mega ? "megabyte" : "kilobyte",
    maximumFractionDigits: mega ? 1 : 0,
  }).format(Math.max(bytes / (mega ? 1_000_000 : 1000), 1 / 10));
}

function show(input, list) {
  const limit = Number(input.dataset.limitBytes) || Infinity;
  const most = Number(input.dataset.limitFiles) || Infinity;
  const files = [...input.files];
  let wrong = files.length > most ? (input.dataset.tooMany ?? "").replace("{n}", most.toLocaleString(locale)) : "";
  const rows = files.map((file) => {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = file.name;
    const note = document.createElement("span");
    note.textContent = size(file.size);
    if (file.size > limit) {
      note.className = "too-big";
      const words = (input.dataset.tooBig ?? "").replace("{limit}", size(limit));
      note.textContent = `${size(file.size)} · ${words}`;
      wrong ||= `${file.name}: ${words}`;
    }
    row.append(name, note);
    return row;
  });
  list.replaceChildren(...rows);
  // The browser itself holds the form back and says why, beside the field.
  input.setCustomValidity(wrong);
  if (wrong) input.reportValidity();
}

for (const input of document.querySelectorAll("input[type=file][data-upload]")) {
  const list = document.getElementById(input.dataset.upload);
  if (!list) continue;
  const pick = document.querySelector(`label[data-upload-pick="${input.id}"]`);
  if (pick) {
    pick.hidden = false;
    input.classList.add("upload-native");
  }
  input.addEventListener("change", () => show(input, list));
  if (input.files.length) show(input, list);
}
