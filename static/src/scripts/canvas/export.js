// Gives the canvas to the reader as a file. The PNG is painted shape by shape: a policy that forbids pictures from
// anywhere but the studio forbids turning the SVG into one, too.
import { MONO, SANS, shorten, toSvg } from "./svg.js";

const LARGEST = 12_000;

export function saveSvg(picture, name) {
  save(new Blob([toSvg(picture)], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(picture, name) {
  const scale = Math.min(2, LARGEST / picture.width, LARGEST / picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(picture.width * scale);
  canvas.height = Math.ceil(picture.height * scale);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.translate(-picture.x, -picture.y);
  for (const shape of picture.shapes) PAINT[shape.kind](context, shape);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) save(blob, `${name}.png`);
}

const PAINT = {
  box(context, one) {
    context.beginPath();
    context.roundRect(one.x, one.y, one.width, one.height, one.radius ?? 0);
    context.fillStyle = one.fill;
    context.fill();
    if (one.stroke) stroke(context, one.stroke, 1);
  },
  dot(context, one) {
    context.beginPath();
    context.arc(one.x, one.y, one.radius, 0, 2 * Math.PI);
    context.fillStyle = one.fill;
    context.fill();
    stroke(context, one.stroke, 1);
  },
  path(context, one) {
    context.save();
    if (one.at) {
      context.translate(one.at.x, one.at.y);
      context.scale(one.scale, one.scale);
    }
    context.strokeStyle = one.stroke;
    context.lineWidth = one.width;
    context.stroke(new Path2D(one.path));
    if (one.arrow) arrow(context, one);
    context.restore();
  },
  text(context, one) {
    context.save();
    context.beginPath();
    context.rect(one.x, one.y - one.size * 1.2, one.width, one.size * 1.7);
    context.clip();
    context.font = `${one.bold ? "700 " : ""}${one.size}px ${one.mono ? MONO : SANS}`;
    context.fillStyle = one.fill;
    context.direction = one.direction ?? "ltr";
    context.textAlign = one.anchor ?? "start";
    const isRight = one.direction === "rtl" || one.anchor === "end";
    context.fillText(shorten(one), isRight ? one.x + one.width : one.x, one.y);
    context.restore();
  },
};

function stroke(context, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

// Wires end on a line from start to end, so the tip is the last point of the path.
function arrow(context, one) {
  const [x, y] = one.path.split(/[A-Z]/).at(-1).trim().split(/\s+/).map(Number);
  const end = Number.isFinite(y) ? { x, y } : { x, y: Number(one.path.match(/^M\S+ (-?[\d.]+)/)[1]) };
  context.fillStyle = one.stroke;
  context.beginPath();
  context.moveTo(end.x, end.y);
  context.lineTo(end.x - 7, end.y - 4);
  context.lineTo(end.x - 7, end.y + 4);
  context.fill();
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
