/** The environment and `.env`, read once into one frozen `Config`. @module */
export { loadConfig } from "./load_config.ts";
export type { LoadConfigOptions } from "./load_config.ts";
export { inspectConfig } from "./inspect_config.ts";
export type { ConfigInspection, SettingFault } from "./inspect_config.ts";
export { rememberRealSource } from "./real_source.ts";
export { CATCH_UP_EXPECTED, catchUpPolicy } from "./catch_up_policy.ts";
export type { CatchUpPolicy } from "./catch_up_policy.ts";
export { configClock } from "./config_clock.ts";
export { jupyterDataFolder } from "./jupyter_folder.ts";
export type { JupyterFolderOptions } from "./jupyter_folder.ts";
export { machineFolders } from "./machine_folders.ts";
export type { MachineFoldersOptions } from "./machine_folders.ts";
export type {
  AlertSettings,
  ApiSettings,
  Config,
  ConfigurableSource,
  DataSharingSettings,
  LogSettings,
  RunContext,
  ScheduleSettings,
  ServerSettings,
  SmtpSettings,
  WarehouseSettings,
  WebhookKind,
  WebhookSettings,
} from "./types.ts";
