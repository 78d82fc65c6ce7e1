/** The `holdfast` program. */

import { standardContext } from "./context.ts";
import { runCommand } from "./program.ts";

// Whoever reads our output may have read enough, as `head` has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

process.exitCode = await runCommand(process.argv.slice(2), standardContext());
