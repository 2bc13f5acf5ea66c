import { onFresh } from "./words";

/** Charts and maps come only where a page has one. Without them the table and the list say the same. */
export function startFigures(): void {
  onFresh((root) => {
    const charts = [...root.querySelectorAll<HTMLElement>("[data-chart]")];
    if (charts.length > 0) void import("./chart").then(({ drawChart }) => charts.forEach(drawChart));
    const maps = [...root.querySelectorAll<HTMLElement>("[data-map]")];
    if (maps.length > 0) void import("./map").then(({ drawMap }) => maps.forEach(drawMap));
  });
}
