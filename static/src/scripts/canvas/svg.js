// A picture (picture.js) as an SVG document: texts stay texts, fonts are named, nothing is fetched. Pure.

export const SANS = "'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Khmer', 'Noto Sans CJK SC', system-ui, sans-serif";
export const MONO = "'Noto Sans Mono', 'DejaVu Sans Mono', ui-monospace, monospace";

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// What XML can't hold: control characters and halves of pairs.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function toSvg({ x, y, width, height, title, shapes }) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${SANS}">`,
    `<title>${escape(title ?? "")}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="#71767a"/></marker></defs>',
    ...shapes.map((shape) => DRAW[shape.kind](shape)),
    "</svg>\n",
  ].join("\n");
}

const DRAW = {
  box: (one) => `<rect x="${one.x}" y="${one.y}" width="${one.width}" height="${one.height}" rx="${one.radius ?? 0}" fill="${one.fill}"${one.stroke ? ` stroke="${one.stroke}"` : ""}/>`,
  dot: (one) => `<circle cx="${one.x}" cy="${one.y}" r="${one.radius}" fill="${one.fill}" stroke="${one.stroke}"/>`,
  path: (one) => {
    const at = one.at ? ` transform="translate(${one.at.x} ${one.at.y}) scale(${one.scale})"` : "";
    return `<path d="${one.path}" fill="none" stroke="${one.stroke}" stroke-width="${one.width}"${at}${one.arrow ? ' marker-end="url(#arrow)"' : ""}/>`;
  },
  // A picture inside the picture cuts its text off at its own edge; dots tell that there was more.
  text: (one) => {
    const isRight = one.direction === "rtl" || one.anchor === "end";
    const size = one.size;
    const attributes = [
      `x="${isRight ? one.width : 0}" y="${size * 1.2}" font-size="${size}" fill="${one.fill}"`,
      one.bold ? 'font-weight="700"' : "",
      one.mono ? `font-family="${MONO}"` : "",
      one.direction === "rtl" ? 'direction="rtl"' : one.anchor ? `text-anchor="${one.anchor}"` : "",
      one.lang ? `xml:lang="${escape(one.lang)}"` : "",
    ].filter(Boolean).join(" ");
    return `<svg x="${one.x}" y="${one.y - size * 1.2}" width="${one.width}" height="${size * 1.7}" overflow="hidden"><text ${attributes} unicode-bidi="isolate">${escape(shorten(one))}</text></svg>`;
  },
};

// About as many letters as fit; a letter of a wide script takes the room of two.
export function shorten({ text, width, size, bold = false, mono = false }) {
  const letters = [...text.replace(/\s+/g, " ")];
  let room = width / (size * (bold || mono ? 0.6 : 0.53));
  for (let index = 0; index < letters.length; index += 1) {
    room -= /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/.test(letters[index]) ? 1.9 : 1;
    if (room < 0) return `${letters.slice(0, Math.max(1, index - 1)).join("").trimEnd()}…`;
  }
  return letters.join("");
}

export function escape(text) {
  return String(text).replace(FORBIDDEN, "").replace(/[&<>"]/g, (sign) => ESCAPED[sign]);
}
