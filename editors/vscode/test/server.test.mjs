import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { args, find, missing } = await load("src/server.ts");

const machine = (files, env = {}, platform = "linux", home = "/home/me") => ({
  env,
  platform,
  home,
  isFile: (name) => files.includes(name),
});

test("a program is looked up in PATH first", () => {
  const m = machine(["/usr/bin/parvet", "/home/me/go/bin/parvet"], { PATH: "/bin:/usr/bin" });
  assert.equal(find("parvet", m), "/usr/bin/parvet");
});

test("then where go install puts it", () => {
  const files = ["/home/me/go/bin/parvet", "/b/bin/parvet", "/gobin/parvet"];
  assert.equal(find("parvet", machine(files, { PATH: "/bin" })), "/home/me/go/bin/parvet");
  assert.equal(find("parvet", machine(files, { GOPATH: "/a:/b" })), "/b/bin/parvet");
  assert.equal(find("parvet", machine(files, { GOBIN: "/gobin" })), "/gobin/parvet");
});

test("on Windows it ends in .exe", () => {
  const m = machine(["C:\\go\\parvet.exe"], { PATH: "C:\\x;C:\\go" }, "win32", "C:\\me");
  assert.equal(find("parvet", m), "C:\\go\\parvet.exe");
  assert.equal(find("C:\\go\\parvet.exe", m), "C:\\go\\parvet.exe");
});

test("a path is taken as it is, but for the home directory", () => {
  const m = machine(["/opt/parvet", "/home/me/parvet", "/bin/x/parvet"], { PATH: "/bin" });
  assert.equal(find("/opt/parvet", m), "/opt/parvet");
  assert.equal(find("~/parvet", m), "/home/me/parvet");
  assert.equal(find("x/parvet", m), undefined);
  assert.equal(find("/opt/none", m), undefined);
});

test("what is not absolute in PATH is left out", () => {
  assert.equal(find("parvet", machine(["parvet", "./parvet"], { PATH: ":." })), undefined);
});

test("flags follow two dashes", () => {
  assert.deepEqual(args({ path: "parvet", arguments: [] }), ["lsp"]);
  assert.deepEqual(args({ path: "parvet", arguments: ["-tier=possible"] }), ["lsp", "--", "-tier=possible"]);
});

test("who has no program is told how to get it", () => {
  assert.match(missing("parvet"), /go install .*parvet@latest/);
});
