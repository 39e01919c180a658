import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions } from "vscode-languageclient/node";

import { args, find, missing, type Start } from "./server";

let client: LanguageClient | undefined;
let turn: Promise<void> = Promise.resolve(); // starts and stops follow each other

/** Called by VS Code when the first file of Go is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("parvet.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      // The server is told of the other settings.
      if (event.affectsConfiguration("parvet.path") || event.affectsConfiguration("parvet.arguments")) {
        return restart();
      }
    }),
  );
  await restart();
}

/** Called by VS Code at its end. */
export function deactivate(): Promise<void> {
  return next(stop);
}

function restart(): Promise<void> {
  return next(async () => {
    await stop();
    await start();
  });
}

function next(f: () => Promise<void>): Promise<void> {
  turn = turn.then(f, f);
  return turn;
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  if (old && old.state !== State.Stopped) {
    await old.stop();
  }
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("parvet");
  const how: Start = { path: settings.get("path", "parvet"), arguments: settings.get("arguments", []) };
  const command = find(how.path);
  if (!command) {
    void vscode.window.showErrorMessage(missing(how.path));
    return;
  }
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: "file", language: "go" }],
    initializationOptions: JSON.parse(JSON.stringify(settings)), // without its methods
    synchronize: { configurationSection: "parvet" },
  };
  client = new LanguageClient("parvet", "parvet", { command, args: args(how) }, options);
  await client.start();
}
