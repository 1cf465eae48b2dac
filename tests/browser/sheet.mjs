// A spreadsheet as somebody opens it, changes a cell and saves it: the little of ZIP and XLSX that takes.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const table = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1; return c; });
const crc = (bytes) => { let c = ~0; for (const b of bytes) c = (c >>> 8) ^ table[(c ^ b) & 255]; return ~c >>> 0; };

/* name -> bytes of a ZIP file. */
export function unzip(bytes) {
  const parts = new Map();
  let at = bytes.readUInt32LE(bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, packed, nameSize, extra, comment, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(from, from + packed);
    parts.set(bytes.toString('utf8', at + 46, at + 46 + nameSize), method ? inflateRawSync(body) : body);
    at += 46 + nameSize + extra + comment;
  }
  return parts;
}

export function zip(parts) {
  const locals = [];
  const entries = [];
  let at = 0;
  for (const [name, body] of parts) {
    const packed = deflateRawSync(body);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc(body), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    locals.push(Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.from('PK\x01\x02\x14\x00'), head, place, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

const plain = (s) => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
const marked = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const letters = (n) => (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + n % 26);

/* The rows of the first page, as lists of texts. */
export function rowsOf(xlsx) {
  const parts = unzip(xlsx);
  const shared = [...(parts.get('xl/sharedStrings.xml')?.toString() ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, si]) => [...si.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, t]) => plain(t)).join(''));
  return [...parts.get('xl/worksheets/sheet1.xml').toString().matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) => {
    const cells = [];
    for (const [, column, kind, body] of row.matchAll(/<c r="([A-Z]+)\d+"[^>]*?(?: t="(\w+)")?[^>]*?>(.*?)<\/c>/gs)) {
      const place = [...column].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0) - 1;
      const text = /<[vt][^>]*>(.*?)<\/[vt]>/s.exec(body)?.[1] ?? '';
      cells[place] = kind === 's' ? shared[Number(text)] : plain(text);
    }
    return Array.from(cells, (c) => c ?? '');
  });
}

/* The same workbook with other rows on its first page. */
export function withRows(xlsx, rows) {
  const parts = unzip(xlsx);
  const data = rows.map((cells, r) => `<row r="${r + 1}">${cells.map((c, i) => `<c r="${letters(i)}${r + 1}" t="inlineStr"><is><t>${marked(c)}</t></is></c>`).join('')}</row>`).join('');
  const sheet = parts.get('xl/worksheets/sheet1.xml').toString();
  parts.set('xl/worksheets/sheet1.xml', Buffer.from(sheet.replace(/<sheetData>.*<\/sheetData>/s, `<sheetData>${data}</sheetData>`)));
  return zip(parts);
}
