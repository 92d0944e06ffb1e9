/**
 * The keeper of a runner's kernels, a process of its own: it hears by its standard input which ones run (`+pid`, `-pid`, one a
 * line). When that input ends, the runner has ended, however that came about, and what it left running is killed.
 */
const pids = new Set<number>();
let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    if (line.startsWith("+")) pids.add(Number(line.slice(1)));
    else pids.delete(Number(line.slice(1)));
  }
}
for (const pid of pids) {
  // A kernel leads a process group of its own, with the children of its cells; Windows has no groups.
  kill(pid);
  if (Deno.build.os !== "windows") kill(-pid);
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself, which is as good.
  }
}
