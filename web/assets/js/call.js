// The phone: reads the debtor's words as they come, runs the clock, holds.
// Without it the same forms turn the page.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const phone = document.querySelector("[data-call]");
  if (!phone) return;
  const log = phone.querySelector("[data-turns]");
  const form = phone.querySelector("form[data-say]");
  const silent = phone.querySelector("form[data-silent]");
  const end = phone.querySelector("form[data-end]");
  const hold = phone.querySelector("[data-hold]");
  let busy = false;

  log.scrollTop = log.scrollHeight;

  const clock = phone.querySelector("[data-clock]");
  if (clock && !("stopped" in clock.dataset)) {
    const start = Date.now() - Number(clock.dataset.clock) * 1000;
    setInterval(() => {
      if ("stopped" in clock.dataset) return;
      const s = Math.floor((Date.now() - start) / 1000);
      clock.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
    }, 1000);
  }

  function add(mine, words) {
    const turn = document.createElement("div");
    turn.className = mine ? "turn mine arrived" : "turn";
    const by = document.createElement("div");
    by.className = "by";
    by.textContent = mine ? phone.dataset.mine : phone.dataset.theirs;
    const said = document.createElement("div");
    said.className = "said";
    said.textContent = words;
    turn.append(by, said);
    log.append(turn);
    log.scrollTop = log.scrollHeight;
    return { turn, said };
  }

  function note(turn, words) {
    const p = document.createElement("div");
    p.className = "small quiet";
    p.textContent = words;
    turn.append(p);
  }

  function over() {
    if (clock) clock.dataset.stopped = "";
    const words = document.createElement("p");
    const strong = document.createElement("strong");
    strong.textContent = end.dataset.endedWords;
    words.append(strong);
    form.replaceWith(words);
    silent?.remove();
    hold?.remove();
    const button = end.querySelector("button");
    button.textContent = end.dataset.resultWords;
    button.className = "first";
    button.focus();
  }

  // Reads "event: x\ndata: json" blocks from a fetch body.
  async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      for (let cut; (cut = rest.indexOf("\n\n")) >= 0; rest = rest.slice(cut + 2)) {
        const block = rest.slice(0, cut);
        const name = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (name && data) yield { name, data: JSON.parse(data) };
      }
    }
  }

  async function say(fields, words) {
    if (busy) return;
    busy = true;
    const mine = add(true, words || phone.dataset.silence);
    const theirs = add(false, "");
    let whole = false;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(fields), headers: { Accept: "text/event-stream" },
      });
      if (!answer.ok || !answer.body) throw new Error(String(answer.status));
      for await (const e of events(answer.body)) {
        if (e.name === "chunk") theirs.said.textContent += e.data;
        if (e.name === "failed") note(theirs.turn, e.data);
        if (e.name === "done") {
          whole = true;
          theirs.said.textContent = e.data.text;
          mine.turn.id = `turn-${e.data.index - 1}`;
          theirs.turn.id = `turn-${e.data.index}`;
          if (e.data.note) note(theirs.turn, e.data.note);
          if (e.data.ended) over();
        }
        log.scrollTop = log.scrollHeight;
      }
    } catch {
      whole = false;
    }
    if (!whole) note(theirs.turn, phone.dataset.failed);
    busy = false;
  }

  form?.addEventListener("submit", (e) => {
    e.preventDefault();
    const box = form.elements.text;
    const words = box.value.trim();
    if (!words || busy) return;
    box.value = "";
    say({ text: words }, words);
    box.focus();
  });
  form?.elements.text.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
  });
  silent?.addEventListener("submit", (e) => { e.preventDefault(); say({ silence: "1" }, ""); });

  function toggle() {
    const held = phone.classList.toggle("held");
    phone.querySelector("[data-hold-words]").hidden = !held;
    form.hidden = held;
    if (held) hold.dataset.words = hold.textContent;
    hold.textContent = held ? hold.dataset.resumeWords : hold.dataset.words;
    if (!held) form.elements.text.focus();
  }
  hold?.addEventListener("click", (e) => { e.preventDefault(); toggle(); });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && hold?.isConnected) { e.preventDefault(); toggle(); } });
});
