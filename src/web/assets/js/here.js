// Rows of links that scroll sideways begin at the link of this page, not at their first.

for (const link of document.querySelectorAll(".tabs [aria-current], .chips [aria-current], .view-chips [aria-current]")) {
  link.scrollIntoView({ block: "nearest", inline: "center" });
}
