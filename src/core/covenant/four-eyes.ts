import type { StaffRole } from "../catalogue/party.ts";
import type { Approval } from "./types.ts";

const OFFICERS: readonly StaffRole[] = ["privacy-officer", "deputy"];

/** Whether two persons must agree of whom one is the privacy officer or the deputy (domain.md §4.0). */
export const isFourEyes = (approval: Approval | null): boolean =>
  approval !== null &&
  approval.count >= 2 &&
  approval.includes.some((group) => group.length > 0 && group.every((role) => OFFICERS.includes(role)));
