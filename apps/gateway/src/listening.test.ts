import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { accessTokenId, findAccess } from "./access.ts";
import { listen, publishAddress, withdrawAddress } from "./listening.ts";
import { readSettings } from "./settings.ts";
import { gatewayUnderTest } from "./testing/gateway-under-test.ts";
import { adminToken } from "./token-file.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-gateway-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function occupy(port: number): Promise<number> {
  const server: Server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
}

describe("settings", () => {
  it("keep the gateway on this machine, unless there is a secret for the others", () => {
    expect(readSettings({})).toMatchObject({ host: "127.0.0.1", port: undefined });
    const open = { HOLDFAST_HOST: "0.0.0.0" };
    expect(() => readSettings(open)).toThrow(
      expect.objectContaining({ variables: ["HOLDFAST_SECRET"] }),
    );
    const short = { ...open, HOLDFAST_SECRET: "short" };
    expect(() => readSettings(short)).toThrow(
      expect.objectContaining({ code: "environment-invalid" }),
    );
    const secret = "s".repeat(32);
    const settings = readSettings({ ...open, HOLDFAST_SECRET: secret, HOLDFAST_PORT: "0" });
    expect(settings).toMatchObject({ host: "0.0.0.0", port: 0, accessToken: secret });
  });

  it.each(["65536", "-1", "http"])("refuse %s as a port", (port) => {
    expect(() => readSettings({ HOLDFAST_PORT: port })).toThrow();
  });
});

describe("listening", () => {
  it("goes to the next port when the usual one is taken, and says where it is", async () => {
    await occupy(7420).catch(() => {}); // Taken by somebody else already: just as well.
    const { app } = await gatewayUnderTest();
    const url = await listen(app, readSettings({}));
    expect(Number(new URL(url).port)).toBeGreaterThan(7420);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it("fails when the port that it was told is taken", async () => {
    const port = await occupy(0);
    const { app } = await gatewayUnderTest();
    await expect(listen(app, readSettings({ HOLDFAST_PORT: String(port) }))).rejects.toThrow(
      expect.objectContaining({ code: "EADDRINUSE" }),
    );
  });

  it("is published for others, without the token, and withdrawn by whoever published it", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "gateway.json");
    await publishAddress(folder, "http://127.0.0.1:7420");
    const published = JSON.parse(await readFile(file, "utf8"));
    expect(published).toEqual({ url: "http://127.0.0.1:7420", pid: process.pid });
    await writeFile(file, JSON.stringify({ ...published, pid: process.pid + 1 }));
    await withdrawAddress(folder);
    expect((await stat(file)).isFile()).toBe(true);
    await publishAddress(folder, "http://127.0.0.1:7420");
    await withdrawAddress(folder);
    await withdrawAddress(folder);
    await expect(stat(file)).rejects.toThrow();
  });
});

describe("the access token of whoever runs it", () => {
  it("is random, readable by them alone, and the same after a restart", async () => {
    const stateFolder = await temporaryFolder();
    const { state } = await gatewayUnderTest();
    const options = { stateFolder, configured: undefined };
    const token = await adminToken(state, options);
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect((await stat(join(stateFolder, "access-token"))).mode & 0o777).toBe(0o600);
    expect(await adminToken(state, options)).toBe(token);
    expect(await findAccess(state, accessTokenId(token))).toMatchObject({ role: "admin" });
  });

  it("is another once it was revoked", async () => {
    const stateFolder = await temporaryFolder();
    const { state, ask } = await gatewayUnderTest();
    const options = { stateFolder, configured: undefined };
    const token = await adminToken(state, options);
    await ask("DELETE", `/api/access-tokens/${accessTokenId(token)}`);
    expect(await adminToken(state, options)).not.toBe(token);
    await expect(adminToken(state, { stateFolder, configured: token })).rejects.toThrow();
  });

  it("is the configured one, which is written nowhere", async () => {
    const stateFolder = await temporaryFolder();
    const { state } = await gatewayUnderTest();
    const configured = "c".repeat(32);
    expect(await adminToken(state, { stateFolder, configured })).toBe(configured);
    await expect(stat(join(stateFolder, "access-token"))).rejects.toThrow();
  });
});
