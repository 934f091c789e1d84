/**
 * A report's picture as elements of this page: only shapes, text and gradients, with attributes of geometry and paint. Scripts, links,
 * styles and references to anything outside the picture are left out, since a report may come from anywhere.
 */

const SVG = 'http://www.w3.org/2000/svg';

const ELEMENTS: ReadonlySet<string> = new Set(
  'svg g path line rect circle ellipse polygon polyline text tspan defs clipPath linearGradient stop'.split(
    ' ',
  ),
);

const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'viewBox width height x y x1 x2 y1 y2 cx cy r rx ry dx dy d points transform id clip-path clip-rule offset gradientUnits ' +
    'gradientTransform fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap ' +
    'stroke-linejoin stroke-miterlimit stop-color stop-opacity opacity display visibility font-family font-size font-weight font-style ' +
    'text-anchor dominant-baseline'
  ).split(' '),
);

/** Null when the text is no SVG. */
export function safeSvg(text: string): SVGSVGElement | null {
  const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
  const copied = copyOf(documentElement);
  return copied instanceof SVGSVGElement ? copied : null;
}

function copyOf(element: Element): SVGElement | null {
  if (element.namespaceURI !== SVG || !ELEMENTS.has(element.localName)) return null;
  const copied = document.createElementNS(SVG, element.localName);
  for (const { name, value } of element.attributes)
    if (ATTRIBUTES.has(name) && pointsInside(value)) copied.setAttribute(name, value);
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      const safe = copyOf(child);
      if (safe) copied.append(safe);
    } else if (child.nodeType === Node.TEXT_NODE) copied.append(child.textContent ?? '');
  }
  return copied;
}

/** Paint may come from a gradient of the same picture, never from an address. */
function pointsInside(value: string): boolean {
  return !/url\(/i.test(value) || /^url\(#[\w-]+\)$/.test(value);
}
