"use strict";
// Filters. Without this script the page shows everything.
(() => {
  const boxes = [...document.querySelectorAll("#filter input[type=checkbox]")];
  const least = document.getElementById("least");
  const cards = [...document.querySelectorAll("article")];
  const filter = () => {
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const isAll = wanted.size === boxes.length;
    let shown = 0;
    for (const card of cards) {
      const broken = card.dataset.g.split(" ");
      const passes = Number(card.dataset.p) * 100 >= Number(least.value) &&
        (isAll || broken.some((guideline) => wanted.has(guideline)));
      card.hidden = !passes;
      shown += passes;
    }
    // A source of which nothing is shown needs no heading.
    for (const heading of document.querySelectorAll("h2")) {
      let next = heading.nextElementSibling;
      while (next && next.tagName === "ARTICLE" && next.hidden) next = next.nextElementSibling;
      heading.hidden = !(next && next.tagName === "ARTICLE");
    }
    document.getElementById("shown-least").textContent = least.value + " %";
    document.getElementById("shown").textContent = shown + " of " + cards.length + " shown";
    document.getElementById("none").hidden = shown > 0 || cards.length === 0;
  };
  document.documentElement.classList.add("scripted");
  document.getElementById("filter").addEventListener("input", filter);
  filter();
})();
