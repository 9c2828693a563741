import { UnknownNameError, UsageError, type Workspace, type WorkspaceState } from "@tightrope/core";

/** The state a request asks for: the pinned snapshot of a permalink, else the current one. */
export async function stateOf(
  ws: Workspace,
  asked: string | undefined,
): Promise<{ state: WorkspaceState; pinned: boolean }> {
  if (asked === undefined || asked === "") return { state: await ws.state(), pinned: false };
  if (!/^[0-9a-f]{8,64}$/.test(asked))
    throw new UsageError(`snapshot is "${asked.slice(0, 80)}": expected 8 to 64 hexadecimal digits`);
  const current = await ws.state();
  if (current.snapshot.startsWith(asked)) return { state: current, pinned: true };
  const found = (await ws.snapshots()).filter((id) => id.startsWith(asked));
  if (found.length > 1) throw new UsageError(`snapshot is ambiguous: ${asked}: write more digits`);
  if (!found[0])
    throw new UnknownNameError("snapshot", asked, [], { details: { kind: "snapshot", value: asked } });
  return { state: await ws.state(found[0]), pinned: true };
}
