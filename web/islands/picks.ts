/** Rows that are chosen for a bulk act: the bar appears with the first one and says how many. */
export function startPicks(): void {
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const form = box.closest?.("form");
    if (!form) return;
    if (box.matches("[data-pick-all]")) picks(form).forEach((pick) => (pick.checked = box.checked));
    if (box.matches("[data-pick], [data-pick-all]")) show(form);
  });
  document.addEventListener("click", (event) => {
    const form = (event.target as Element).closest?.("[data-unpick]")?.closest("form");
    if (!form) return;
    form.querySelectorAll<HTMLInputElement>("[data-pick], [data-pick-all]").forEach((pick) => (pick.checked = false));
    show(form);
  });
  document.querySelectorAll<HTMLFormElement>("form").forEach(show);
}

function picks(form: HTMLFormElement): NodeListOf<HTMLInputElement> {
  return form.querySelectorAll<HTMLInputElement>("[data-pick]");
}

function show(form: HTMLFormElement): void {
  const bar = form.querySelector<HTMLElement>("[data-bulk]");
  const count = bar?.querySelector<HTMLElement>("[data-count]");
  if (!bar || !count) return;
  let chosen = 0;
  picks(form).forEach((pick) => {
    pick.closest("tr")?.classList.toggle("is-on", pick.checked);
    if (pick.checked) chosen += 1;
  });
  bar.hidden = chosen === 0;
  count.textContent = (count.dataset.count ?? "").replace("{n}", String(chosen));
}
