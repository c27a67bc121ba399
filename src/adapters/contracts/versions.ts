import { refuseProblems } from "../../core/catalogue/source.ts";
import type { LoadedCovenant } from "../../core/covenant/compile.ts";
import { toProblem } from "../../core/covenant/lint.ts";
import { lintVersions } from "../../core/covenant/lint-versions.ts";
import { parseYaml } from "../yaml/parse.ts";

/**
 * Refuses with `COVENANT_OVERLAP` published versions of which an older one would come into force without anybody deciding so.
 * A newer version that takes over is no such thing, and neither is a gap: `lint` warns of both.
 */
export function refuseTangled(loaded: readonly LoadedCovenant[]): void {
  const problems = lintVersions(loaded.map(({ covenant }) => covenant)).flatMap(({ covenant, finding }) => {
    const bytes = loaded.find((one) => one.covenant === covenant)?.bytes;
    if (finding.severity === "warning" || bytes === undefined) return [];
    const file = `covenants/${covenant.id}/v${covenant.version}.yaml`;
    return [toProblem(finding, parseYaml({ file, bytes, code: "COVENANT_MALFORMED" }))];
  });
  refuseProblems("COVENANT_OVERLAP", problems);
}
