import "server-only";

/** A file of an archive; `path` is relative, with slashes. */
export type ArchiveFile = { readonly path: string; readonly content: string; readonly mode: number };

const BLOCK_BYTES = 512;
const NAME_BYTES_MAX = 100;
const PREFIX_BYTES_MAX = 155;

/**
 * Packs files into a tar archive that every tar reads (ustar): equal files give equal bytes, so there is no time in it.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function packArchive(files: readonly ArchiveFile[]): Buffer {
  const blocks = files.flatMap(({ content, ...file }) => {
    const bytes = Buffer.from(content, "utf8");
    const padding = Buffer.alloc((BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES);
    return [headerOf(file, bytes.length), bytes, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function headerOf({ path, mode }: Pick<ArchiveFile, "path" | "mode">, size: number): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES);
  const { prefix, name } = splitPath(path);
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\0", 257);
  header.write("00", 263);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

/** A long path is cut at a slash: the format has two fields for it. */
function splitPath(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= NAME_BYTES_MAX) return { prefix: "", name: path };
  const parts = path.split("/");
  for (let taken = parts.length - 1; taken > 0; taken -= 1) {
    const [prefix, name] = [parts.slice(0, taken).join("/"), parts.slice(taken).join("/")];
    const fits = Buffer.byteLength(prefix) <= PREFIX_BYTES_MAX && Buffer.byteLength(name) <= NAME_BYTES_MAX;
    if (fits) return { prefix, name };
  }
  throw new Error(`a path is too long for an archive: ${path}`);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
