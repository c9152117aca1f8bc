import { deflateSync } from 'node:zlib';

/** A file as Playwright hands it to a file dialog. */
export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A red disc on white. */
export function disc(side = 256): Upload {
  const rows = Buffer.alloc(side * (1 + side * 3), 255);
  for (let y = 0; y < side; y += 1) {
    rows[y * (1 + side * 3)] = 0;
    for (let x = 0; x < side; x += 1) {
      if (Math.hypot(x - side / 2, y - side / 2) > side / 3) continue;
      rows.set([200, 40, 30], y * (1 + side * 3) + 1 + x * 3);
    }
  }
  return upload('disc.png', png(side, side, 2, rows));
}

/** A white picture of this many pixels, one bit each: large to look at, small to send. */
export function blank(width: number, height: number): Upload {
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)), 255);
  for (let y = 0; y < height; y += 1) rows[y * (1 + Math.ceil(width / 8))] = 0;
  return upload('blank.png', png(width, height, 0, rows));
}

/** Anything under any name and type. */
export function upload(name: string, content: Buffer | string, mimeType = 'image/png'): Upload {
  return { name, mimeType, buffer: Buffer.from(content) };
}

/** A PNG of rows that already carry their filter byte; color type 0 has one bit a pixel, 2 has eight a channel. */
function png(width: number, height: number, colorType: 0 | 2, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([colorType === 0 ? 1 : 8, colorType, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(checksum(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** PNG's CRC-32. */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
