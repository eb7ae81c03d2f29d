// Undo stands for ten seconds and counts them down; the address it posts to
// goes on working a while longer for a page without scripts.
"use strict";
(() => {
  const seconds = 10;
  let timer = 0;

  function watch() {
    const form = document.querySelector("form[data-undo]");
    if (!form || form.dataset.watched) return;
    form.dataset.watched = "yes";
    clearInterval(timer);
    const left = form.querySelector("[data-left]");
    let n = seconds;
    left.hidden = false;
    left.textContent = `${n} s`;
    timer = setInterval(() => {
      n -= 1;
      left.textContent = `${n} s`;
      if (n > 0) return;
      clearInterval(timer);
      form.remove();
    }, 1000);
  }

  document.addEventListener("DOMContentLoaded", watch);
  new MutationObserver(watch).observe(document.documentElement, { childList: true, subtree: true });
})();
