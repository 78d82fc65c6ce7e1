import { describe, expect, it } from "vitest";
import { builtPage, INDEX, SCRIPT, SECRET } from "./testing/built-page.ts";
import { ADMIN_TOKEN, type Answer, gatewayUnderTest } from "./testing/gateway-under-test.ts";

const PLACES = [
  ...["/", "/rooms", "/book", "/meetings", "/meetings/m1", "/agents", "/break", "/inbox"],
  "/room/turing",
];

const withPage = () => gatewayUnderTest({}, { webFolder: builtPage() });

describe("the page", () => {
  it("is the same file at each of its places, and is never kept", async () => {
    const { ask } = await withPage();
    for (const place of PLACES) {
      const { status, body, headers } = await ask("GET", place);
      expect([place, status, body.text]).toEqual([place, 200, INDEX]);
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["content-type"]).toMatch(/^text\/html/);
    }
    expect((await ask("GET", "/nowhere")).status).toBe(404);
  });

  it("is shown at a mistyped address, too, to whoever opens that in a browser", async () => {
    const { ask } = await withPage();
    const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (const path of ["/break-it", "/foo", "/rooms/", "/room/a/b", "/apis", "//evil.example/"]) {
      const { status, body, headers } = await ask("GET", path, { headers: { accept } });
      expect([path, status, body.text]).toEqual([path, 404, INDEX]);
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["content-type"]).toMatch(/^text\/html/);
    }
    const refused = await ask("GET", "/foo", { headers: { accept }, token: null });
    expect(refused.status).toBe(401);
  });

  it("is not what programs are answered with, wherever they ask", async () => {
    const { ask } = await withPage();
    const problem = { status: 404, body: { type: "urn:holdfast:problem:no-such-endpoint" } };
    const asked = (path: string, accept?: string) =>
      ask("GET", path, accept === undefined ? {} : { headers: { accept } });
    expect(await asked("/foo")).toMatchObject(problem);
    expect(await asked("/foo", "*/*")).toMatchObject(problem);
    expect(await asked("/foo", "application/json")).toMatchObject(problem);
    expect(await asked("/foo", "application/json, text/html;q=0")).toMatchObject(problem);
    for (const path of ["/api", "/api/", "/api/foo", "/api?x=1", "//api/foo", "/assets/foo.js"]) {
      expect([path, await asked(path, "text/html")]).toMatchObject([path, problem]);
    }
    const posted = await ask("POST", "/foo", { body: {}, headers: { accept: "text/html" } });
    expect(posted).toMatchObject(problem);
  });

  it("takes the token out of a mistyped address, and leads to no other host", async () => {
    const { ask } = await withPage();
    const accept = "text/html";
    const opened = (path: string) =>
      ask("GET", `${path}?access_token=${ADMIN_TOKEN}`, { token: null, headers: { accept } });
    const leadsTo = async (path: string) => (await opened(path)).headers.location;
    expect(await opened("/break-it")).toMatchObject({ status: 303 });
    expect(await leadsTo("/break-it")).toBe("/break-it");
    for (const path of ["//evil.example/x", "/\\evil.example/x", "//", "/.//evil.example/x"]) {
      const location = String(await leadsTo(path));
      expect([path, new URL(location, "http://here").host]).toEqual([path, "here"]);
    }
  });

  it("is for those with an access token", async () => {
    const { ask } = await withPage();
    for (const place of PLACES) expect((await ask("GET", place, { token: null })).status).toBe(401);
  });

  it("tells a person who is not let in how to be, and a program by a problem", async () => {
    const { ask } = await withPage();
    const headers = { accept: "text/html,application/xhtml+xml" };
    for (const path of ["/rooms", "/foo", "/rooms?access_token=wrong"]) {
      const told = await ask("GET", path, { headers, token: null });
      expect([path, told.status]).toEqual([path, 401]);
      expect(told.headers["content-type"]).toMatch(/^text\/html/);
      expect(told.headers["cache-control"]).toBe("no-store");
      expect(told.headers["www-authenticate"]).toBe("Bearer");
      expect(told.body.text).toContain("access_token");
      expect(told.body.text).not.toContain("wrong");
    }
    for (const path of ["/rooms", "/api/rooms"]) {
      const body = { type: "urn:holdfast:problem:access-token-missing" };
      expect(await ask("GET", path, { token: null })).toMatchObject({ status: 401, body });
    }
    const api = await ask("GET", "/api/rooms", { headers, token: null });
    expect(api.headers["content-type"]).toMatch(/^application\/problem\+json/);
  });

  it("runs nothing but its own files, and is framed by nobody", async () => {
    const { ask } = await withPage();
    const { headers } = await ask("GET", "/rooms");
    const rules = String(headers["content-security-policy"]).split(";");
    expect(rules.sort()).toEqual([
      ...["base-uri 'none'", "connect-src 'self'", "default-src 'none'", "font-src 'self'"],
      ...["form-action 'none'", "frame-ancestors 'none'", "img-src 'self' data:"],
      ...["manifest-src 'self'", "script-src 'self'", "style-src 'self'"],
    ]);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  it("takes the token out of the address wherever one comes in, and keeps the place", async () => {
    const { ask } = await withPage();
    const address = `/meetings/m1?at=2026-03-02&access_token=${ADMIN_TOKEN}&day=mon`;
    const { status, headers } = await ask("GET", address, { token: null });
    expect([status, headers.location]).toEqual([303, "/meetings/m1?at=2026-03-02&day=mon"]);
    expect(headers["set-cookie"]).toMatch(/^holdfast-access-\d+=.*HttpOnly; SameSite=Strict/);
    expect(headers["cache-control"]).toBe("no-store");
    const elsewhere = `//evil.example/?access_token=${ADMIN_TOKEN}`;
    expect((await ask("GET", elsewhere, { token: null })).headers.location).toBeUndefined();
  });

  it("has files that browsers keep for good, or ask for anew, as their names say", async () => {
    const { ask } = await withPage();
    const kept = async (path: string) => {
      const { status, headers, body } = await ask("GET", path, { token: null });
      return [status, headers["cache-control"], body.text];
    };
    expect(await kept("/assets/index-abc.js")).toEqual([
      ...[200, "public, max-age=31536000, immutable", SCRIPT],
    ]);
    expect(await kept("/worker.js")).toEqual([200, "no-cache", SCRIPT]);
  });

  it("sends what was compressed beforehand to whoever can read it", async () => {
    const { ask } = await withPage();
    const asked = (encodings: string) =>
      ask("GET", "/assets/index-abc.js", { headers: { "accept-encoding": encodings } });
    const encodingOf = ({ headers }: Answer) => headers["content-encoding"];
    const compressed = await asked("gzip, br");
    expect([encodingOf(compressed), encodingOf(await asked("identity"))]).toEqual([
      ...["br", undefined],
    ]);
    expect(compressed.headers["content-type"]).toMatch(/javascript/);
    expect(compressed.headers.vary).toMatch(/accept-encoding/i);
  });

  it("leads to no file that is not its own", async () => {
    const { ask } = await withPage();
    const hostile = [
      ...["/assets/../../secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e/secret.txt"],
      ...["/assets/..%5c..%5csecret.txt", "/assets//etc/passwd", "/assets/%00", "/assets/"],
      ...["/assets/nothing.js", "/secret.txt", "/index.html"],
    ];
    for (const path of hostile) {
      const { status, body } = await ask("GET", path);
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }
  });

  it("that has not been built is said so, and the API answers", async () => {
    const { ask } = await gatewayUnderTest({}, { webFolder: "/nowhere/at/all" });
    const { status, headers } = await ask("GET", "/rooms");
    expect([status, headers["cache-control"]]).toEqual([503, "no-store"]);
    expect(headers["content-type"]).toMatch(/^text\/html/);
    expect((await ask("GET", "/api/rooms")).status).toBe(200);
  });
});
