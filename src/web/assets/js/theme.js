// Light or dark. Runs as a plain blocking script in <head>, so that the chosen theme is there before
// the first paint; the block keeps its names to itself. Nothing is stored while the choice is the
// same as the system's wish, so a phone that turns dark at night still does.
//
// <button class="theme-switch" data-theme-switch hidden data-label-light="…" data-label-dark="…">
{
  const KEY = "sahut-theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is blocked: the choice lasts for this page
    }
  };
  const current = () => root.dataset.theme || (system.matches ? "dark" : "light");

  const label = () => {
    const next = current() === "dark" ? "light" : "dark";
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      const words = next === "dark" ? button.dataset.labelDark : button.dataset.labelLight;
      if (words) {
        // Words that can be read are the button's name; an icon alone gets one.
        const seen = button.querySelector(".word");
        if (seen) seen.textContent = words;
        else button.setAttribute("aria-label", words);
        button.title = words;
      }
    }
  };

  const choose = (theme) => {
    const asSystem = theme === (system.matches ? "dark" : "light");
    if (asSystem) delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (asSystem) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // see stored()
    }
    label();
  };

  const remembered = stored();
  if (remembered === "light" || remembered === "dark") root.dataset.theme = remembered;

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-theme-switch]")) choose(current() === "dark" ? "light" : "dark");
  });
  document.addEventListener("DOMContentLoaded", label);
  if (document.readyState !== "loading") label();
  system.addEventListener?.("change", label);
}
