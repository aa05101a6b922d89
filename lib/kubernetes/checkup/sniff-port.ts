import "server-only";
import type { Socket } from "node:net";
import type { CheckupCode } from "@/lib/clusters/checkup-schema";

const LISTEN_MS_MAX = 1500;
const BYTES_MAX = 64;

/** Says what a port speaks that does not speak TLS, by its first bytes after a harmless question without credentials. */
export async function sniffPort(socket: Socket): Promise<CheckupCode> {
  const beginning = await firstBytes(socket);
  if (beginning.startsWith("HTTP/")) return "plain_http";
  return beginning.startsWith("SSH-") ? "ssh" : "not_tls";
}

function firstBytes(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(finish, LISTEN_MS_MAX);
    socket.on("error", finish).on("close", finish);
    socket.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString("latin1")).slice(0, BYTES_MAX);
      if (text.length >= "HTTP/".length) finish();
    });
    socket.write("GET /version HTTP/1.0\r\n\r\n");
  });
}
