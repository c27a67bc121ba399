import type { Command } from "./command.ts";
import { alertsClaim, alertsClose, alertsList, alertsShow } from "./commands/alerts.ts";
import { cataloguePublish } from "./commands/catalogue-publish.ts";
import { contractCheck } from "./commands/contract.ts";
import { contractLint } from "./commands/contract-lint.ts";
import { contractDiff } from "./commands/contract-diff.ts";
import { contractExplain } from "./commands/contract-explain.ts";
import { contractExport } from "./commands/contract-export.ts";
import { contractInform } from "./commands/contract-inform.ts";
import { contractPublish } from "./commands/contract-publish.ts";
import { contractNew } from "./commands/contract-new.ts";
import { contractSign } from "./commands/contract-sign.ts";
import { contractSimulate } from "./commands/contract-simulate.ts";
import { contractSuspend } from "./commands/contract-suspend.ts";
import { contractVerify } from "./commands/contract-verify.ts";
import { covenants, example } from "./commands/covenants.ts";
import { dryRun } from "./commands/dry-run.ts";
import { exchanges } from "./commands/exchanges.ts";
import { ack, fetch } from "./commands/fetch.ts";
import { createHelp } from "./commands/help.ts";
import { holdsApprove, holdsList, holdsReject, holdsReveal, holdsShow } from "./commands/holds.ts";
import { inbox } from "./commands/inbox.ts";
import { keysGenerate, keysList, keysRotate } from "./commands/keys.ts";
import { ledgerAdoptGuard, ledgerBeginAnew } from "./commands/ledger-recovery.ts";
import { receiptGet, receiptVerify } from "./commands/receipt.ts";
import { ledgerLogbook } from "./commands/ledger-logbook.ts";
import { ledgerAudit } from "./commands/ledger-audit.ts";
import { ledgerConsistency } from "./commands/ledger-consistency.ts";
import { ledgerExport } from "./commands/ledger-export.ts";
import { ledgerProve } from "./commands/ledger-prove.ts";
import { ledgerReconcile } from "./commands/ledger-reconcile.ts";
import { ledgerVerify } from "./commands/ledger-verify.ts";
import { reportRegister } from "./commands/report.ts";
import { ask, send } from "./commands/send.ts";
import { show } from "./commands/show.ts";
import { consentsList, consentsWithdraw, relationsEnd, relationsList } from "./commands/ties.ts";
import { token } from "./commands/token.ts";
import { witnessInit, witnessServe, witnessShow, witnessTrust } from "./commands/witness.ts";
import { version } from "./commands/version.ts";

/** The one table of commands, in the order of `gateway help`. */
export const COMMANDS: readonly Command[] = [
  send,
  ask,
  inbox,
  show,
  fetch,
  ack,
  receiptGet,
  receiptVerify,
  token,
  covenants,
  example,
  dryRun,
  contractCheck,
  contractLint,
  contractExplain,
  contractDiff,
  contractSimulate,
  contractExport,
  contractNew,
  contractSign,
  contractVerify,
  contractInform,
  contractPublish,
  contractSuspend,
  cataloguePublish,
  consentsList,
  consentsWithdraw,
  relationsList,
  relationsEnd,
  holdsList,
  holdsShow,
  holdsReveal,
  holdsApprove,
  holdsReject,
  alertsList,
  alertsShow,
  alertsClaim,
  alertsClose,
  exchanges,
  reportRegister,
  ledgerLogbook,
  keysGenerate,
  keysList,
  keysRotate,
  ledgerAdoptGuard,
  ledgerBeginAnew,
  ledgerAudit,
  ledgerConsistency,
  ledgerProve,
  ledgerVerify,
  ledgerExport,
  ledgerReconcile,
  witnessInit,
  witnessTrust,
  witnessServe,
  witnessShow,
  createHelp(() => COMMANDS),
  version,
];
