// Buttons that copy the text of a field: <button data-copy="ID OF THE FIELD" data-copied="WORD AFTERWARDS" hidden>.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    // Without HTTPS there is no clipboard but that of the old command.
    const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    if (!copied && !document.execCommand("copy")) return;
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}
