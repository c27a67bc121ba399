import type { Outcome } from "../core/decision/types.ts";

export interface Answered {
  readonly method: string;
  /** The path as the route table writes it, or `other`: never the path that was asked. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Counts for Prometheus. Labels are routes, statuses and outcomes: no person, party, exchange or client. */
export interface Metrics {
  answered(request: Answered): void;
  decided(outcome: Outcome): void;
  /** Prometheus text format 0.0.4. */
  text(gauges: Readonly<Record<string, number>>): string;
}

const PREFIX = "uitwisselpoort";

export function createMetrics(): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, { count: number; seconds: number }>();
  const decisions = new Map<Outcome, number>([
    ["allow", 0],
    ["hold", 0],
    ["deny", 0],
  ]);
  return {
    answered({ method, route, status, durationMs }) {
      const asked = `method="${method}",route="${route}"`;
      const labels = `${asked},status="${status}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      const sum = durations.get(asked) ?? { count: 0, seconds: 0 };
      durations.set(asked, { count: sum.count + 1, seconds: sum.seconds + durationMs / 1000 });
    },
    decided(outcome) {
      decisions.set(outcome, (decisions.get(outcome) ?? 0) + 1);
    },
    text(gauges) {
      const lines = [
        `# TYPE ${PREFIX}_http_requests_total counter`,
        ...[...requests].map(([labels, count]) => `${PREFIX}_http_requests_total{${labels}} ${count}`),
        `# TYPE ${PREFIX}_http_request_duration_seconds summary`,
        ...[...durations].flatMap(([labels, { count, seconds }]) => [
          `${PREFIX}_http_request_duration_seconds_sum{${labels}} ${seconds}`,
          `${PREFIX}_http_request_duration_seconds_count{${labels}} ${count}`,
        ]),
        `# TYPE ${PREFIX}_decisions_total counter`,
        ...[...decisions].map(([outcome, count]) => `${PREFIX}_decisions_total{outcome="${outcome}"} ${count}`),
        ...Object.entries(gauges).flatMap(([name, value]) => [
          `# TYPE ${PREFIX}_${name} gauge`,
          `${PREFIX}_${name} ${value}`,
        ]),
      ];
      return `${lines.join("\n")}\n`;
    },
  };
}
