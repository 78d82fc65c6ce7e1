import { describe, expect, it } from "vitest";
import { FormatError, parseEtcdRegister, parseKeyValue } from "../linearizability/index.ts";

const etcd = (...lines: string[]) =>
  parseEtcdRegister(lines.map((line) => `INFO  jepsen.util - ${line}\n`).join(""));
const lineOf = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    return error instanceof FormatError ? error.line : error;
  }
};

describe("logs of a register in etcd", () => {
  it("are read with their outcomes, in the order of their lines", () => {
    const log = [
      ...["0\t:invoke\t:read\tnil", "1 :invoke :cas [1 4]", "2 :invoke  :write 3"],
      ...["1 :fail :cas [1 4]", "0 :ok :read nil", "2 :info :write :timed-out"],
    ];
    expect(etcd(...log)).toMatchObject([
      { id: "2", name: "cas", input: [1, 4], outcome: "refused", invokedMs: 2, completedMs: 4 },
      { id: "1", name: "read", output: null, outcome: "ok", invokedMs: 1, completedMs: 5 },
      { id: "3", name: "write", input: 3, outcome: "unknown", invokedMs: 3 },
    ]);
  });

  it("know nothing of what was never answered, nor of what its process left for another", () => {
    const [left, last] = etcd("0 :invoke :write 1", "0 :invoke :write 2");
    expect(left).toMatchObject({ input: 1, outcome: "unknown" });
    expect(last).toMatchObject({ input: 2, outcome: "unknown" });
    expect(left).not.toHaveProperty("completedMs");
  });

  it("tell a comparison that failed from one that never was carried out", () => {
    const log = ["0 :invoke :cas [0 1]", "0 :fail :cas :timed-out"];
    expect(etcd(...log)).toMatchObject([{ outcome: "failed" }]);
    expect(etcd("0 :invoke :read nil", "0 :fail :read :timed-out")).toMatchObject([
      { outcome: "failed" },
    ]);
  });

  it.each(["", "\n\n", "\r\n"])("without operations are read: %j", (text) => {
    expect(parseEtcdRegister(text)).toEqual([]);
  });

  it("may have other line ends, blank lines, a torn last line, and faults in between", () => {
    const text = [
      ...[
        "INFO  jepsen.util - 0 :invoke :write 1",
        "INFO  jepsen.util - :nemesis :info :start nil",
      ],
      ...["INFO  jepsen.util - 0 :ok :write 1", "", "INFO  jepsen.ut"],
    ];
    expect(parseEtcdRegister(text.join("\r\n"))).toMatchObject([{ name: "write", outcome: "ok" }]);
  });

  it.each(["0 :fail :rea", "0 :info :wri", "0 :ok :read 1", "1 :invoke :write 1", "no"])(
    "say nothing by a last line without its end: %j",
    (torn) => {
      const log = parseEtcdRegister(`0 :invoke :read nil\n${torn}`);
      expect(log).toMatchObject([{ id: "1", outcome: "unknown" }]);
      expect(log[0]).not.toHaveProperty("completedMs");
    },
  );

  it("keep integers apart that are one as numbers", () => {
    const [write, read] = etcd(
      ...["0 :invoke :write 9007199254740993", "0 :ok :write 9007199254740993"],
      ...["0 :invoke :read nil", "0 :ok :read 9007199254740992"],
    );
    expect(read!.output).not.toEqual(write!.input);
  });

  it("may have lines of other loggers in between, and no others", () => {
    const [begun, ended] = ["0 :invoke :write 1\n", "0 :ok :write 1\n"];
    const other = "INFO  jepsen.core - Run complete, writing\n";
    expect(parseEtcdRegister(begun + other + ended)).toMatchObject([{ outcome: "ok" }]);
    for (const fault of ["Run complete, writing\n", "INFO  jepsen.util - Run complete\n"]) {
      expect(lineOf(() => parseEtcdRegister(begun + fault + ended))).toBe(2);
    }
  });

  it.each([
    ["nonsense\n", 1],
    ["0 :invoke :write 1\n0 :ok :write one\n", 2],
    ["0 :invoke :write 1\n\n1 :ok :write 1\n", 3],
    ["0 :invoke :write 1\n0 :ok :read 1\n", 2],
    ["0 :invoke :cas [1]\n", 1],
    ["0 :invoke :increment 1\n", 1],
  ])("%j cannot be read, and names the line", (text, line) => {
    expect(lineOf(() => parseEtcdRegister(text))).toBe(line);
  });
});

describe("logs of a key-value store", () => {
  it("are read with keys and values, whatever the order of the fields", () => {
    const text = [
      '{:process 0, :type :invoke, :f :append, :key "a", :value "x \\"0\\" y"}',
      '{:type :invoke, :f :get, :process 1, :value nil, :key "a"}',
      '{:process 1, :type :ok, :f :get, :key "a", :value nil}',
      '{:process 0, :type :ok, :f :append, :key "a", :value "x \\"0\\" y"}',
      "",
    ].join("\n");
    expect(parseKeyValue(text)).toMatchObject([
      { process: "1", name: "get", key: "a", output: "", outcome: "ok" },
      { process: "0", name: "append", key: "a", input: 'x "0" y', outcome: "ok" },
    ]);
  });

  it("have strings as EDN writes them, however long and whatever is in them", () => {
    const put = (written: string) =>
      parseKeyValue(`{:process 0, :type :invoke, :f :put, :key "a", :value "${written}"}\n`)[0];
    expect(put("a\u2028b")).toMatchObject({ input: "a\u2028b" });
    expect(put("\\u00e4\\b\\f\\n\\\\n")).toMatchObject({ input: "\u00e4\b\f\n\\n" });
    expect(put("x".repeat(2 ** 24))?.input).toHaveLength(2 ** 24);
  });

  it.each([
    [':value x y, :key "a"'],
    [':key "a", :value "x'],
    [':key "a", :value "x" y'],
    [':key "a", :value [1 2]'],
    [':key "a", :value "\\q"'],
    [':key "a", :value "x", :value "y"'],
  ])("are not read by halves: %s", (fields) => {
    const text = `\n{:process 0, :type :invoke, :f :put, ${fields}}\n`;
    expect(lineOf(() => parseKeyValue(text))).toBe(2);
    const get = `{:process 0, :type :invoke, :f :get, ${fields}}\n`;
    expect(lineOf(() => parseKeyValue(get))).toBe(1);
  });

  it.each([
    ["(get a)\n", 1],
    ['\n{:process 0, :type :begin, :f :get, :key "a"}\n', 2],
    ['{:process 0, :type :invoke, :f :delete, :key "a"}\n', 1],
    ['{:process 0, :type :invoke, :f :put, :key "a"}\n', 1],
  ])("%j cannot be read, and names the line", (text, line) => {
    expect(lineOf(() => parseKeyValue(text))).toBe(line);
  });
});
