import { onFresh } from "./words";

/** A done act that may be taken back: its line goes after the given seconds, unless someone is on it. */
export function startToasts(): void {
  onFresh((root) => {
    const shelf = document.querySelector("[data-toasts]");
    root.querySelectorAll<HTMLElement>("[data-toast]").forEach((toast) => {
      if (!shelf || shelf.contains(toast)) return;
      shelf.append(toast);
      const seconds = Number(toast.dataset.toast);
      const leave = () => {
        if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000);
        else toast.remove();
      };
      setTimeout(leave, seconds * 1000);
    });
  });
}
