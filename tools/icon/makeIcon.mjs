// Draws media/icon.png, 256 x 256: many features, one of them active. Run: node tools/icon/makeIcon.mjs
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

const SIZE = 256;
/** Samples a side of each pixel, for smooth edges. */
const SAMPLES = 4;
const BACKGROUND = [27, 31, 42];
const QUIET = [116, 124, 142];
const ACTIVE = [245, 150, 30];
const GLOW = [245, 150, 30];
const CORNER = 48;

const circles = [];
for (const y of [-1, 0, 1])
  for (const x of [-1, 0, 1]) circles.push({ x: 128 + 72 * x, y: 128 + 72 * y, active: x === 0 && y === 0 });

const mix = (from, to, share) => from.map((channel, i) => channel + (to[i] - channel) * share);

/** Colour and coverage of one point. */
function colourAt(x, y) {
  const dx = Math.max(CORNER - x, 0, x - (SIZE - CORNER));
  const dy = Math.max(CORNER - y, 0, y - (SIZE - CORNER));
  if (Math.hypot(dx, dy) > CORNER) return [0, 0, 0, 0];
  const fromCentre = Math.hypot(x - SIZE / 2, y - SIZE / 2);
  let colour = mix(BACKGROUND, GLOW, 0.32 * Math.max(0, 1 - fromCentre / 110) ** 2);
  for (const circle of circles) {
    const distance = Math.hypot(x - circle.x, y - circle.y);
    if (circle.active && distance <= 40) colour = ACTIVE;
    if (!circle.active && distance <= 19 && distance >= 11.5) colour = QUIET;
  }
  return [...colour, 255];
}

function pixel(px, py) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i += 1) {
    const [r, g, b, a] = colourAt(
      px + ((i % SAMPLES) + 0.5) / SAMPLES,
      py + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES,
    );
    sum[0] += r * a;
    sum[1] += g * a;
    sum[2] += b * a;
    sum[3] += a;
  }
  const alpha = sum[3];
  return alpha === 0
    ? [0, 0, 0, 0]
    : [sum[0] / alpha, sum[1] / alpha, sum[2] / alpha, alpha / SAMPLES ** 2].map(Math.round);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes) => {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8);

const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
for (let y = 0; y < SIZE; y += 1)
  for (let x = 0; x < SIZE; x += 1) rows.set(pixel(x, y), y * (1 + SIZE * 4) + 1 + x * 4);

writeFileSync(
  'media/icon.png',
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]),
);
