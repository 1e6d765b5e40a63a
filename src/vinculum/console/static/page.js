// Copy buttons. Without scripts they stay hidden, and people select the text themselves.
"use strict";

function textOf(element) {
  return "value" in element ? element.value : element.textContent;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copies);
  const before = button.firstChild.textContent;
  try {
    await navigator.clipboard.writeText(textOf(source));
    button.firstChild.textContent = "Copied";
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if ("select" in source) source.select();
    button.firstChild.textContent = "Selected";
  }
  setTimeout(() => { button.firstChild.textContent = before; }, 2000);
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => copy(button));
}
