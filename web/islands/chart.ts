import { BarChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { token } from "./tokens";

use([BarChart, LineChart, GridComponent, SVGRenderer]);

/** The numbers of a chart, read from its table: first column labels, one column for each series (two at most). */
interface Numbers {
  labels: string[];
  series: { name: string; values: number[] }[];
  /** Index of the row that gathers the rest, or -1. */
  rest: number;
}

const drawn = new Map<HTMLElement, ECharts>();

/** Draws what the table says: no animation, no tooltip, axis from zero, names at the line's end. */
export function drawChart(frame: HTMLElement): void {
  const table = document.getElementById(frame.dataset.table ?? "")?.querySelector("table");
  const numbers = table ? read(table) : null;
  if (!numbers || numbers.labels.length === 0) return;
  frame.hidden = false;
  drawn.get(frame)?.dispose();
  const chart = init(frame, null, { renderer: "svg" });
  chart.setOption(frame.dataset.chart === "bar" ? bars(numbers) : lines(numbers));
  drawn.set(frame, chart);
  new ResizeObserver(() => chart.resize()).observe(frame);
}

function read(table: HTMLTableElement): Numbers {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent?.trim() ?? "");
  const rows = [...table.querySelectorAll("tbody tr")];
  const cell = (row: Element, at: number) => row.children[at]?.textContent?.trim() ?? "";
  return {
    labels: rows.map((row) => cell(row, 0)),
    series: heads.slice(1, 3).map((name, at) => ({
      name,
      values: rows.map((row) => Number(cell(row, at + 1).replace(/[,%\s]/g, ""))),
    })),
    rest: rows.findIndex((row) => row.hasAttribute("data-rest")),
  };
}

/** Text as large as the small text of the page, also on the wall and in large type. */
function font() {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { fontFamily: token("sans"), fontSize: Math.round(rem * 0.875), color: token("ink-2") };
}

function lines({ labels, series }: Numbers): EChartsCoreOption {
  const text = font();
  const colours = [token("red"), token("ink-2")];
  return {
    animation: false,
    textStyle: text,
    grid: { left: text.fontSize * 3.2, right: text.fontSize * 6, top: 16, bottom: text.fontSize * 2 },
    xAxis: {
      type: "category",
      data: labels,
      axisLabel: text,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("edge") } },
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 4,
      axisLabel: text,
      splitLine: { lineStyle: { color: token("line") } },
    },
    series: series.map(({ name, values }, at) => ({
      name,
      data: values,
      type: "line",
      symbol: at === 0 ? "circle" : "rect",
      symbolSize: 6,
      color: colours[at],
      silent: true,
      lineStyle: { width: 3, type: at === 0 ? "solid" : [6, 4] },
      endLabel: {
        show: true,
        formatter: ({ value }: { value: number }) => `${name} ${value.toLocaleString("en-US")}`,
        ...text,
        color: colours[at],
        fontWeight: 700,
        offset: [0, apart(series, at) * text.fontSize * 0.65],
      },
    })),
  };
}

/** Which way a name at the end moves, so that two near ends do not cover each other. */
function apart(series: Numbers["series"], at: number): number {
  if (series.length < 2) return 0;
  const last = series.map(({ values }) => values[values.length - 1] ?? 0);
  const first = (last[0] ?? 0) >= (last[1] ?? 0);
  return (at === 0) === first ? -1 : 1;
}

function bars({ labels, series, rest }: Numbers): EChartsCoreOption {
  const text = font();
  const widest = Math.max(...labels.map((label) => label.length));
  const values = series[0]?.values ?? [];
  return {
    animation: false,
    textStyle: text,
    grid: { left: text.fontSize * (widest + 1.2), right: text.fontSize * 3.5, top: 4, bottom: 4 },
    xAxis: { type: "value", min: 0, show: false },
    yAxis: {
      type: "category",
      inverse: true,
      data: labels,
      axisLabel: { ...text, color: token("ink") },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [
      {
        type: "bar",
        silent: true,
        barWidth: text.fontSize * 1.15,
        data: values.map((value, at) => ({ value, itemStyle: { color: token(at === rest ? "edge" : "ink-2") } })),
        label: {
          show: true,
          position: "right",
          ...text,
          color: token("ink"),
          fontWeight: 600,
          formatter: ({ value }: { value: number }) => value.toLocaleString("en-US"),
        },
      },
    ],
  };
}
