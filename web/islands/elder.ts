/** 大字: the form does it with a cookie; the island only makes it instant. */
export function startElder(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-elder]");
  const button = form?.querySelector("button");
  if (!form || !button) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const on = button.value === "on";
    const body = new URLSearchParams({ elder: button.value });
    if (on) document.documentElement.dataset.lxType = "elder";
    else delete document.documentElement.dataset.lxType;
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "off" : "on";
    fetch(form.action, { method: "POST", body }).catch(() => form.submit());
  });
}
