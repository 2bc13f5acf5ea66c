import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { token } from "./tokens";
import { word } from "./words";

/** Properties of a drawn thing: its label, its kind (colour), and where a press leads. */
interface Thing {
  label?: string;
  kind?: string;
  href?: string;
}

const tints: Record<string, string> = {
  ok: "ok-tint",
  soon: "soon-tint",
  hold: "tier-2",
  run: "run-tint",
  late: "late-tint",
};

/** Draws the GeoJSON (WGS-84) of the page. Works without tiles; a list beside it says the same. */
export function drawMap(frame: HTMLElement): void {
  const source = document.getElementById(frame.dataset.map ?? "")?.textContent;
  if (!source || frame.dataset.drawn !== undefined) return;
  frame.dataset.drawn = "";
  frame.hidden = false;
  const map = open(frame);
  const things = L.geoJSON(JSON.parse(source), {
    style: (feature) => (feature?.geometry.type === "Point" ? {} : outline(feature?.properties ?? {})),
    pointToLayer: (feature, at) => L.circleMarker(at, dot(feature.properties ?? {})),
    onEachFeature: (feature, layer) => name(feature.properties ?? {}, layer, feature.geometry.type !== "Point"),
  }).addTo(map);
  if (things.getBounds().isValid()) map.fitBounds(things.getBounds(), { padding: [16, 16], maxZoom: 16 });
  else map.setView([36, 117], 8);
}

/** Lets one point be chosen. centre: "lon,lat" of the place in data-centre. */
export function pickPoint(
  frame: HTMLElement,
  now: [number, number] | null,
  chosen: (lon: number, lat: number) => void,
): void {
  frame.hidden = false;
  frame.setAttribute("aria-label", word("mapHint"));
  const [lon, lat] = now ?? ((frame.dataset.centre ?? "").split(",").map(Number) as [number, number]);
  const map = open(frame).setView([lon ?? 0, lat ?? 0], 16);
  L.control.zoom({ zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
  const point = L.circleMarker([lon ?? 0, lat ?? 0], dot({ kind: "late" }));
  if (now) point.addTo(map);
  map.on("click", ({ latlng }) => {
    point.setLatLng(latlng).addTo(map);
    chosen(latlng.lng, latlng.lat);
  });
}

function open(frame: HTMLElement): L.Map {
  const map = L.map(frame, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.1 });
  if (frame.dataset.tiles) L.tileLayer(frame.dataset.tiles, { maxZoom: 18 }).addTo(map);
  return map;
}

function outline({ kind }: Thing): L.PathOptions {
  return { color: token("edge"), weight: 1, fillOpacity: 0.85, fillColor: token(tints[kind ?? ""] ?? "block") };
}

function dot({ kind }: Thing): L.CircleMarkerOptions {
  const colour = token(kind === "late" ? "late-fill" : kind && kind in tints ? kind : "ink-2");
  return { radius: 8, weight: 2, color: token("surface"), fillColor: colour, fillOpacity: 1 };
}

function name({ label, href }: Thing, layer: L.Layer, wide: boolean): void {
  if (label) {
    const words = document.createElement("span");
    words.textContent = label;
    layer.bindTooltip(words, {
      permanent: true,
      direction: wide ? "center" : "bottom",
      className: wide ? "lx-map-label" : "",
    });
  }
  if (href) layer.on("click", () => location.assign(href));
}
