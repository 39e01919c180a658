import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** What of the settings says how to start the server. */
export interface Start {
  path: string;
  arguments: string[];
}

export interface Machine {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  home: string;
  isFile(name: string): boolean;
}

export const thisMachine: Machine = {
  env: process.env,
  platform: process.platform,
  home: os.homedir(),
  isFile: (name) => fs.statSync(name, { throwIfNoEntry: false })?.isFile() ?? false,
};

/**
 * Returns the file to start, or undefined. Editors that are started from a desktop
 * often lack the directory of "go install" in their PATH, so it is looked at too.
 */
export function find(program: string, m: Machine = thisMachine): string | undefined {
  const on = m.platform === "win32" ? path.win32 : path.posix;
  if (program.startsWith("~/")) {
    program = on.join(m.home, program.slice(2));
  }
  const names = m.platform === "win32" && !/\.exe$/i.test(program) ? [program + ".exe"] : [program];
  if (on.isAbsolute(program)) {
    return names.find((name) => m.isFile(name));
  }
  if (program.includes("/") || program.includes("\\")) {
    return undefined; // relative to what?
  }
  const paths = (m.env.GOPATH ?? on.join(m.home, "go")).split(on.delimiter);
  const dirs = [...(m.env.PATH ?? "").split(on.delimiter), m.env.GOBIN ?? "", ...paths.map((p) => on.join(p, "bin"))];
  for (const dir of dirs) {
    const found = on.isAbsolute(dir) && names.map((name) => on.join(dir, name)).find((name) => m.isFile(name));
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Returns the arguments of the program. */
export function args(start: Start): string[] {
  return ["lsp", ...(start.arguments.length > 0 ? ["--", ...start.arguments] : [])];
}

/** What to tell a user who has no program. */
export function missing(program: string): string {
  return `parvet: there is no program "${program}". Install it with: go install github.com/parvet/parvet/cmd/parvet@latest, or set parvet.path.`;
}
