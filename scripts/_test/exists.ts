/**
 * Whether a file or folder exists.
 *
 * @param path Any path.
 * @returns False when nothing is there.
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
