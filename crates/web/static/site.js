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
