// Works without it: a file that is dropped goes into the form that is there anyway, and is sent.
"use strict";
for (const form of document.querySelectorAll("form.drop")) {
  const file = form.querySelector("input[type=file]");
  const name = form.querySelector("[data-chosen]");
  const told = () => { if (name && file.files.length) { name.textContent = file.files[0].name; } };
  file.addEventListener("change", told);
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    form.addEventListener(kind, () => form.classList.remove("over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) { file.files = event.dataTransfer.files; told(); form.requestSubmit(); }
  });
}

// A form of choices shows its answer beside it at once; without this it is sent by its button, to the same address.
for (const form of document.querySelectorAll("form[data-live]")) {
  const place = form.dataset.live;
  const button = form.querySelector("button[type=submit]");
  let last = 0;
  const load = async () => {
    const turn = ++last;
    const address = form.action.split("#")[0] + "?" + new URLSearchParams(new FormData(form));
    const old = document.querySelector(place);
    old.classList.add("busy");
    try {
      const reply = await fetch(address, { headers: { Accept: "text/html" } });
      if (!reply.ok) { throw new Error(String(reply.status)); }
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (turn !== last) { return; }
      old.replaceWith(page.querySelector(place));
      const language = document.querySelector("header .language");
      language.replaceWith(page.querySelector("header .language"));
      history.replaceState(null, "", address);
    } catch {
      form.submit();
    }
  };
  form.addEventListener("change", load);
  form.addEventListener("submit", (event) => { event.preventDefault(); load(); });
  if (button) { button.hidden = true; }
}

// Days on a line become a slider with the same names; the buttons below it stay what is sent.
for (const line of document.querySelectorAll("[data-slide]")) {
  const days = [...line.querySelectorAll("input[type=radio]")];
  const range = document.createElement("input");
  range.type = "range";
  range.className = "slide";
  range.max = String(days.length - 1);
  range.setAttribute("aria-label", line.dataset.slide);
  const told = () => {
    range.value = String(days.findIndex((day) => day.checked));
    range.setAttribute("aria-valuetext", days[range.value].closest("label").textContent.trim().replace(/\s+/g, " "));
  };
  range.addEventListener("input", () => {
    days[range.value].checked = true;
    told();
    days[range.value].dispatchEvent(new Event("change", { bubbles: true }));
  });
  range.addEventListener("change", (event) => event.stopPropagation());
  line.addEventListener("change", told);
  line.classList.add("slid");
  for (const day of days) { day.tabIndex = -1; }
  line.before(range);
  told();
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
