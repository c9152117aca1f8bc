import { expect } from '@playwright/test';

/** A way for the built-in worker to go wrong: see `Misbehaviour` in `worker/src/protocol/misbehaviour.rs`. */
export interface Fault {
  mode: 'delay' | 'slow' | 'fail' | 'rubbish' | 'time_out';
  /** Only jobs whose prompt contains this, so that tests do not meet. */
  prompt: string;
  /** Milliseconds, for the modes that wait. */
  ms?: number;
  count?: number;
  operation?: 'generate_concepts' | 'generate_model';
}

const WORKER = process.env.WORKER_URL ?? 'http://127.0.0.1:3001';

/** Orders a fault for the jobs to come. */
export async function order(fault: Fault): Promise<void> {
  await misbehave(fault);
}

/**
 * The worker takes nothing and tells nothing, for its next requests: everybody's, but what runs elsewhere asks again
 * for longer than this lasts.
 */
export async function orderOutage(): Promise<void> {
  await misbehave({ mode: 'http_429', count: 15 });
}

async function misbehave(fault: Fault | { mode: 'http_429'; count: number }): Promise<void> {
  const answer = await fetch(`${WORKER}/misbehave`, {
    method: 'POST',
    headers: { authorization: 'Bearer built-in' },
    body: JSON.stringify(fault),
  });
  expect(answer.status, 'the worker takes orders (BUILTIN_WORKER_FAULTS_PORT)').toBe(204);
}

/** Keeps the next job of a prompt running for as long as a test needs. */
export async function orderSlowJob(prompt: string): Promise<void> {
  await order({ mode: 'slow', prompt, ms: 300_000 });
}
