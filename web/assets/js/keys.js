// Keys of every page (help: ?). A page works without this file: each key only
// presses a link or button that stands there for the mouse.
"use strict";
(() => {
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
  const current = () => document.querySelector('[data-row][aria-current="true"]');

  function mark(row) {
    for (const el of document.querySelectorAll('[data-rows] [aria-current="true"]')) el.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.querySelector(".person")?.setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
    (row.querySelector("[data-open]") ?? row).focus({ preventScroll: true });
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    mark(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
  }

  // Where the list is drawn anew after a key, the cursor stays at its place in
  // it, on the row that moved up.
  let place = -1;
  function stay() {
    const all = rows();
    if (place > 0 && all.length) mark(all[Math.min(place, all.length - 1)]);
    place = -1;
  }
  document.addEventListener("htmx:after:swap", stay);
  document.addEventListener("submit", () => { place = rows().indexOf(current()); }, true);

  // Keys 1–8 press an outcome: of the current row in the list, of the form on
  // an account. One that needs an amount or a time opens its field first.
  function outcome(n) {
    const scope = current() ?? document;
    const button = scope.querySelector(`[data-outcome-key="${n}"]`);
    if (!button) return false;
    const details = button.closest("details");
    if (details) details.open = true;
    const needs = button.dataset.needs;
    const field = needs && button.form.querySelector(`[data-for="${needs}"]`);
    if (field && document.activeElement !== field) {
      field.focus();
      field.select?.();
      field.onkeydown = (e) => { if (e.key === "Enter") { e.preventDefault(); button.click(); } };
    } else button.click();
    return true;
  }

  function help() {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
  }

  function press(el) {
    if (!el) return false;
    if (el.tagName === "SUMMARY") el.parentElement.open = !el.parentElement.open;
    else if (typing(el)) el.focus();
    else el.click();
    return true;
  }

  // In a result, t and d act on the finding under the cursor.
  function onFinding(key) {
    const row = current() ?? rows()[0];
    if (!row?.dataset.turn) return false;
    if (key === "t") return press(document.querySelector(`[data-again="${row.dataset.turn}"]`));
    const dispute = row.querySelector("[data-dispute]");
    if (!dispute) return false;
    dispute.open = true;
    dispute.querySelector("textarea").focus();
    return true;
  }

  // Escape leaves a field, and closes the form that stands open around it.
  document.addEventListener("keydown", (e) => {
    const form = e.key === "Escape" && typing(e.target) && e.target.closest("details.outcome[open]");
    if (!form) return;
    e.preventDefault();
    form.open = false;
    const row = form.closest("[data-row]");
    if (row) mark(row);
  });

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector("dialog[open]")) return;
    let done = true;
    if (e.key === "j") move(1);
    else if (e.key === "k") move(-1);
    else if (e.key === "?") help();
    else if (e.key === "Enter") done = e.target === document.body && press(current()?.querySelector('[data-open], [data-row-key="Enter"]'));
    else if (/^[1-8]$/.test(e.key)) done = outcome(e.key);
    else if (e.key === "t" || e.key === "d") done = onFinding(e.key);
    else done = press((current() ?? document).querySelector(`[data-row-key="${CSS.escape(e.key)}"]`)) ||
      press(document.querySelector(`[data-key="${CSS.escape(e.key)}"]`));
    if (done) e.preventDefault();
  });

  // A setting that stands in a list is stored as soon as it is chosen.
  document.addEventListener("change", (e) => { if (e.target.matches("[data-submit]")) e.target.form.requestSubmit(); });
})();
