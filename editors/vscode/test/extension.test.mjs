import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { beforeEach, test } from "node:test";

import { load } from "./load.mjs";

// What the stubs share with the tests.
const seen = (globalThis.parvetTest = { events: [], settings: {}, commands: {}, changed: undefined });

const vscode = `
const seen = globalThis.parvetTest;
export const commands = { registerCommand: (name, f) => (seen.commands[name] = f) };
export const window = { showErrorMessage: (text) => seen.events.push(["error", text]) };
export const workspace = {
  getConfiguration: () => ({ ...seen.settings, get: (name, otherwise) => seen.settings[name] ?? otherwise }),
  onDidChangeConfiguration: (f) => (seen.changed = f),
};
`;
const languageclient = `
const seen = globalThis.parvetTest;
export const State = { Stopped: 1, Running: 2 };
export class LanguageClient {
  state = State.Stopped;
  constructor(id, name, server, options) { Object.assign(this, { server, options }); }
  async start() { this.state = State.Running; seen.events.push(["start", this.server, this.options]); }
  async stop() { this.state = State.Stopped; seen.events.push(["stop"]); }
}
`;
const extension = await load("src/extension.ts", { vscode, "vscode-languageclient/node": languageclient });
const program = process.execPath; // any file

beforeEach(async () => {
  await extension.deactivate();
  Object.assign(seen, { events: [], settings: { path: program, arguments: [] } });
});
const names = () => seen.events.map(([name]) => name);
const changes = (...keys) => seen.changed({ affectsConfiguration: (key) => keys.includes(key) });

test("the server is started with the settings, for files of Go", async () => {
  seen.settings = { path: program, arguments: ["-tier=possible"], disable: ["sleep"] };
  await extension.activate({ subscriptions: [] });
  const [name, server, options] = seen.events[0];
  assert.equal(name, "start");
  assert.deepEqual(server, { command: program, args: ["lsp", "--", "-tier=possible"] });
  assert.deepEqual(options.documentSelector, [{ scheme: "file", language: "go" }]);
  assert.deepEqual(options.initializationOptions.disable, ["sleep"]);
  assert.equal(options.synchronize.configurationSection, "parvet");
});

test("without the program the user is told so, and can mend it", async () => {
  seen.settings.path = "/none/parvet";
  await extension.activate({ subscriptions: [] });
  assert.deepEqual(names(), ["error"]);
  seen.settings.path = program;
  await changes("parvet.path");
  assert.deepEqual(names(), ["error", "start"]);
});

test("it is started anew when it has to be, and only then", async () => {
  await extension.activate({ subscriptions: [] });
  await changes("parvet.tier");
  assert.deepEqual(names(), ["start"]);
  await changes("parvet.arguments");
  await seen.commands["parvet.restart"]();
  assert.deepEqual(names(), ["start", "stop", "start", "stop", "start"]);
});

test("calls at the same time follow each other", async () => {
  await extension.activate({ subscriptions: [] });
  await Promise.all([seen.commands["parvet.restart"](), seen.commands["parvet.restart"](), extension.deactivate()]);
  assert.deepEqual(names(), ["start", "stop", "start", "stop", "start", "stop"]);
});

test("settings of the analysis are unset by default, so that .parvet.yaml holds", async () => {
  const { contributes } = JSON.parse(await readFile("package.json", "utf8"));
  const { properties } = contributes.configuration;
  for (const [key, property] of Object.entries(properties)) {
    if (!["parvet.path", "parvet.arguments", "parvet.trace.server"].includes(key)) {
      assert.equal(property.default, null, key);
      assert.ok(property.type.includes("null"), key);
    }
  }
});

test("the bundle is what VS Code loads", async () => {
  const { main } = JSON.parse(await readFile("package.json", "utf8"));
  const bundle = await readFile(main, "utf8");
  assert.match(bundle, /require\("vscode"\)/);
  assert.doesNotMatch(bundle, /require\("vscode-languageclient/);
});
