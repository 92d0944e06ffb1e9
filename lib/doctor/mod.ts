/** What works and what is missing before a run: settings, machine, base, sources. @module */
export { runDoctor } from "./run_doctor.ts";
export { checkLines, verdictLine, verdictOf } from "./render.ts";
export type { Verdict } from "./render.ts";
export { SECTIONS } from "./types.ts";
export type { Check, DoctorOptions, Section } from "./types.ts";
