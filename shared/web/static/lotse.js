// Who goes back to a page finds there what they typed. The attempt of such a form comes back with it, so that it is the
// same act when it is sent again. Forms that only have a button get a new one each time. htmx leaves the history alone
// (layout.html): it would take the attempt out of it.
const attempts = document.querySelectorAll("form:has(textarea, input[type=date]) input[name=attempt]");
const attempt = history.state?.attempt ?? attempts[0]?.value;
if (attempt) {
  history.replaceState({ ...history.state, attempt }, "");
  for (const each of attempts) each.value = attempt;
}
// The form to which a browser goes back is known again by what stands above, or by a cookie where no script runs.
document.querySelector("input[name=no_scripts]")?.remove();
// What a page sends by itself while somebody types may fail: the page stays as it is, and says so once.
for (const failed of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(failed, ({ target }) => {
    const sentence = target.dataset?.failed;
    if (!sentence || target.textContent === sentence) return;
    const said = document.createElement("p");
    said.role = "alert";
    said.textContent = sentence;
    target.replaceChildren(said);
  });
}
// Enter in a field presses the button beside it where a part of a form has its own, else the first one of the form.
document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[data-enter]")?.querySelector("button");
  if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT" || event.target.type !== "text" || !button) return;
  event.preventDefault();
  button.click();
});
// A code can be copied where a script runs and the browser lets it.
const copying = document.querySelector("#copy-code");
if (copying && navigator.clipboard) {
  copying.hidden = false;
  copying.querySelector("button").addEventListener("click", async () => {
    const told = copying.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(document.querySelector("#receipt-code").textContent.trim());
      told.textContent = copying.dataset.done;
    } catch {
      told.textContent = copying.dataset.failed;
    }
  });
}
