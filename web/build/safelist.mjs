// Tabler classes that pages may use before a template names them: the sentence "as they are" of the design
// plus the spacing and grid utilities. Everything else of Tabler goes.

const steps = ["0", "1", "2", "3", "4", "5"];
const sides = ["", "t", "b", "s", "e", "x", "y"];
const spacing = sides.flatMap((side) =>
  steps.flatMap((step) => [`m${side}-${step}`, `p${side}-${step}`]),
);

/** Both bundles. */
export const everywhere = [
  ...spacing,
  ...steps.map((step) => `gap-${step}`),
  "ms-auto", "me-auto", "mx-auto", "mt-auto",
  "d-block", "d-flex", "d-grid", "d-inline", "d-inline-block", "d-inline-flex", "d-none",
  "flex-wrap", "flex-fill", "flex-column", "flex-shrink-0", "flex-grow-1",
  "align-items-start", "align-items-center", "align-items-end", "align-items-baseline",
  "justify-content-between", "justify-content-center", "justify-content-end",
  "text-center", "text-end", "text-nowrap", "text-break", "text-reset",
  "fw-bold", "fw-normal", "w-100", "list-unstyled", "visually-hidden", "visually-hidden-focusable",
  "btn", "btn-primary", "btn-sm", "btn-lg", "btn-icon", "disabled", "active",
  "form-label", "form-hint", "form-control", "form-select", "form-check", "form-check-input",
  "form-check-label", "invalid-feedback", "is-invalid", "input-group", "input-group-text",
  "card", "card-body", "table", "badge", "spinner-border", "spinner-border-sm",
];

/** Only staff. */
export const staff = [
  "container-xl", "row", "col", "col-12", "col-auto",
  ...["sm", "md", "lg"].flatMap((size) =>
    ["3", "4", "6", "8", "9", "12"].map((width) => `col-${size}-${width}`),
  ),
  "pagination", "page-item", "page-link", "table-responsive", "form-switch", "form-fieldset",
  "position-relative", "position-sticky", "overflow-auto", "text-truncate",
];
