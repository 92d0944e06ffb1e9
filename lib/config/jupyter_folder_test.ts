import assert from "node:assert/strict";
import { join } from "node:path";
import { jupyterDataFolder } from "./jupyter_folder.ts";

Deno.test("jupyterDataFolder() follows the rules of Jupyter on each system", () => {
  const userHome = "/home/lea";
  const folder = (os: string, env = {}) => jupyterDataFolder({ os, env, userHome });
  assert.equal(folder("linux"), join(userHome, ".local", "share", "jupyter"));
  assert.equal(folder("linux", { XDG_DATA_HOME: "/data" }), join("/data", "jupyter"));
  assert.equal(folder("darwin"), join(userHome, "Library", "Jupyter"));
  assert.equal(folder("windows", { APPDATA: "/roaming" }), join("/roaming", "jupyter"));
  assert.equal(folder("windows"), join(userHome, "AppData", "Roaming", "jupyter"));
});

Deno.test("jupyterDataFolder() prefers JUPYTER_DATA_DIR", () => {
  assert.equal(
    jupyterDataFolder({ env: { JUPYTER_DATA_DIR: "/here", XDG_DATA_HOME: "/there" } }),
    "/here",
  );
});
