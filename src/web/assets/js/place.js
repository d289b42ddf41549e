// "Use where I am": fills latitude and longitude of the same form; the address field stays the way
// for everybody else.
//
// <button type="button" data-place hidden data-busy="…" data-done="… ± {m} m" data-denied="…" data-failed="…">
// <p data-place-status role="status"></p> <input type="hidden" name="latitude"> <input … name="longitude">

for (const button of document.querySelectorAll("[data-place]")) {
  if (!("geolocation" in navigator)) continue;
  button.hidden = false;
  const form = button.form ?? button.closest("form");
  const status = form?.querySelector("[data-place-status]");
  const say = (words) => {
    if (status) status.textContent = words ?? "";
  };
  const field = (name) => form?.elements.namedItem(name);

  button.addEventListener("click", () => {
    button.disabled = true;
    say(button.dataset.busy);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        // Five decimals are about one metre; more would only pretend.
        field("latitude").value = coords.latitude.toFixed(5);
        field("longitude").value = coords.longitude.toFixed(5);
        const metres = Math.round(coords.accuracy).toLocaleString(document.documentElement.lang);
        say(button.dataset.done?.replace("{m}", metres));
        form.dispatchEvent(new CustomEvent("place", { detail: coords }));
      },
      (error) => {
        button.disabled = false;
        say(error.code === error.PERMISSION_DENIED ? button.dataset.denied : button.dataset.failed);
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}
