import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { beginTrace, findTraceParent, findTraceState, nextSpan, printTraceParent } from "../../src/core/trace.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const GOOD = `00-${TRACE}-${SPAN}-01`;

describe("a traceparent", () => {
  it.each([
    { name: "sampled", text: GOOD, sampled: true },
    { name: "not sampled", text: `00-${TRACE}-${SPAN}-00`, sampled: false },
    { name: "with flags that have no meaning yet", text: `00-${TRACE}-${SPAN}-f0`, sampled: false },
    { name: "of a later version", text: `01-${TRACE}-${SPAN}-01`, sampled: true },
    { name: "of a later version that says more", text: `cc-${TRACE}-${SPAN}-03-what-the-future-says`, sampled: true },
  ])("is gone on with: $name", ({ text, sampled }) => {
    expect(findTraceParent(text, undefined)).toEqual({ traceId: TRACE, parentSpanId: SPAN, sampled, state: null });
  });

  it.each([
    { name: "none", text: undefined },
    { name: "an empty one", text: "" },
    { name: "version ff", text: `ff-${TRACE}-${SPAN}-01` },
    { name: "a version that is no number", text: `0x-${TRACE}-${SPAN}-01` },
    { name: "a trace id of zeros", text: `00-${"0".repeat(32)}-${SPAN}-01` },
    { name: "a parent id of zeros", text: `00-${TRACE}-${"0".repeat(16)}-01` },
    { name: "upper case", text: GOOD.toUpperCase() },
    { name: "a short trace id", text: `00-${TRACE.slice(1)}-${SPAN}-01` },
    { name: "a long trace id", text: `00-${TRACE}0-${SPAN}-01` },
    { name: "a short parent id", text: `00-${TRACE}-${SPAN.slice(1)}-01` },
    { name: "flags of one digit", text: `00-${TRACE}-${SPAN}-1` },
    { name: "no flags", text: `00-${TRACE}-${SPAN}` },
    { name: "more than version 00 has", text: `${GOOD}-00` },
    { name: "a later version that goes on without a dash", text: `01-${TRACE}-${SPAN}-01x` },
    { name: "a later version without an end", text: `01-${TRACE}-${SPAN}-01-${"a".repeat(10_000)}` },
    { name: "two, joined", text: `${GOOD},${GOOD}` },
    { name: "space around it", text: ` ${GOOD} ` },
    { name: "a line after it", text: `${GOOD}\n` },
    { name: "underscores", text: GOOD.replaceAll("-", "_") },
    { name: "what is no hexadecimal", text: `00-${TRACE.replace("0", "g")}-${SPAN}-01` },
    { name: "digits of another script", text: `00-${TRACE.replace("0", "٠")}-${SPAN}-01` },
    { name: "somebody's number put for a trace id", text: `00-${"123456782".padStart(32, "0")}-${SPAN}-01` },
  ])("begins a trace of its own: $name", ({ text }) => {
    expect(findTraceParent(text, "vendor=1")).toBeNull();
  });
});

describe("a tracestate", () => {
  it.each([
    { name: "one member", text: "vendor=1", kept: "vendor=1" },
    { name: "several, with space and holes", text: " a=1 ,, \tb@c=x y ", kept: "a=1,b@c=x y" },
    { name: "32 members", text: members(32), kept: members(32) },
    {
      name: "whole members of up to 512 characters",
      text: `a=${"x".repeat(250)},b=${"y".repeat(250)},c=${"z".repeat(9)}`,
      kept: `a=${"x".repeat(250)},b=${"y".repeat(250)}`,
    },
  ])("is passed on: $name", ({ text, kept }) => {
    expect(findTraceState(text)).toBe(kept);
    expect(findTraceParent(GOOD, text)?.state).toBe(kept);
  });

  it.each([
    { name: "nothing", text: " , " },
    { name: "33 members", text: members(33) },
    { name: "a key twice", text: "a=1,a=2" },
    { name: "a key in upper case", text: "Vendor=1" },
    { name: "no value", text: "a=" },
    { name: "no key", text: "=1" },
    { name: "a second equals sign", text: "a=1=2" },
    { name: "a control character", text: "a=1\u0007" },
    { name: "a line break", text: "a=1\r\nx-injected: 1" },
    { name: "another script", text: "a=é" },
    { name: "a value of more than 256", text: `a=${"x".repeat(257)}` },
    { name: "more than anybody reads", text: "a=1,".repeat(3_000) },
  ])("is dropped, and the trace goes on: $name", ({ text }) => {
    expect(findTraceState(text)).toBeNull();
    expect(findTraceParent(GOOD, text)).toEqual({ traceId: TRACE, parentSpanId: SPAN, sampled: true, state: null });
  });
});

describe("a step", () => {
  it("keeps its caller's trace under a random id of its own", () => {
    const parent = { traceId: TRACE, parentSpanId: SPAN, sampled: false, state: "a=1" };
    const steps = Array.from({ length: 100 }, () => beginTrace(parent, randomBytes));
    expect(new Set(steps.map(({ spanId }) => spanId)).size).toBe(100);
    for (const step of steps)
      expect(step).toEqual({ ...parent, spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
  });

  it("begins a trace that reads back", () => {
    const step = beginTrace(null, randomBytes);
    expect(step).toMatchObject({ parentSpanId: null, sampled: true, state: null });
    expect(findTraceParent(printTraceParent(step), undefined)).toMatchObject({
      traceId: step.traceId,
      parentSpanId: step.spanId,
    });
  });

  it("comes after another in the same trace", () => {
    const first = beginTrace(null, randomBytes);
    expect(nextSpan(first, randomBytes)).toMatchObject({ traceId: first.traceId, parentSpanId: first.spanId });
  });

  it("is never of zeros only", () => {
    const drawn = [new Uint8Array(8), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1)];
    const step = beginTrace(
      { traceId: TRACE, parentSpanId: SPAN, sampled: true, state: null },
      () => drawn.shift() ?? new Uint8Array(8).fill(9),
    );
    expect(step.spanId).toBe("0000000000000001");
  });
});

function members(count: number): string {
  return Array.from({ length: count }, (_, at) => `k${at}=v`).join(",");
}
