import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openSmtp } from "./smtp.ts";

const MAIL = { from: "holdfast@example.org", to: "ada@example.org", text: "Hello" };
const NEVER = new AbortController().signal;

describe("the way out", () => {
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  });

  /** A mail server that answers each line as told; undefined: it says nothing. */
  async function listen(answer: (line: string) => string | undefined): Promise<number> {
    const started = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.write("220 ready\r\n");
      socket.on("data", (data) => {
        const said = answer(String(data));
        if (said !== undefined) socket.write(`${said}\r\n`);
      });
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    return (started.address() as { port: number }).port;
  }

  it("keeps addresses out of its errors, whatever the server says", async () => {
    const port = await listen((line) =>
      line.startsWith("RCPT") ? "550 5.1.1 <ada@example.org>: no such user" : "250 OK",
    );
    const smtp = openSmtp(undefined);
    const error = await caught(
      smtp.send(MAIL, { inbox: { host: "127.0.0.1", port }, signal: NEVER }),
    );
    expect(error.message).toMatch(/550/);
    expect(everythingIn(error)).not.toContain("ada@example.org");
    smtp.close();
  });

  it("keeps the password out of its errors", async () => {
    const smtp = openSmtp("smtp://user:hunter2@127.0.0.1:1");
    const error = await caught(smtp.send(MAIL, { inbox: undefined, signal: NEVER }));
    expect(everythingIn(error)).not.toContain("hunter2");
    smtp.close();
    const invalid = await caught((async () => openSmtp("http://user:hunter2@127.0.0.1"))());
    expect(everythingIn(invalid)).not.toContain("hunter2");
  });

  it("uses the configured server rather than the inbox", async () => {
    let asked = "";
    const port = await listen((line) => {
      asked += line;
      return line.startsWith("DATA") ? "354 go on" : "250 OK";
    });
    const smtp = openSmtp(`smtp://127.0.0.1:${port}`);
    const inbox = { host: "127.0.0.1", port: 1 };
    expect(await smtp.send(MAIL, { inbox, signal: NEVER })).toMatch(/^250/);
    expect(asked).toContain("RCPT TO:<ada@example.org>");
    smtp.close();
  });

  it("refuses when it knows no server at all", async () => {
    await caught(openSmtp(undefined).send(MAIL, { inbox: undefined, signal: NEVER }));
  });

  it("gives up on a silent server when the claim is lost, and when it is closed", async () => {
    for (const end of ["claim-lost", "closed"]) {
      const lost = new AbortController();
      const smtp = openSmtp(undefined);
      let heard = () => {};
      const reached = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const port = await listen((line) => {
        if (!line.startsWith("MAIL")) return "250 OK";
        heard();
        return undefined;
      });
      const sending = caught(
        smtp.send(MAIL, { inbox: { host: "127.0.0.1", port }, signal: lost.signal }),
      );
      await reached;
      if (end === "closed") smtp.close();
      else lost.abort();
      expect(await sending).toBeInstanceOf(Error);
      smtp.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server?.close(resolve));
      server = undefined;
    }
  });
});

async function caught(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("It should have failed.");
  return outcome;
}

/** What a logger would find in it. */
function everythingIn(error: Error): string {
  return [error.stack, JSON.stringify(error), JSON.stringify(error.cause)].join("\n");
}
