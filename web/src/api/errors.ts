// What can go wrong, as codes. Each code has a text in both languages; a code without one does not compile.
import type { Key, Translate } from '@/i18n/i18n';
import type { ProblemBody, Violation } from './types';

const problemKeys = {
  offline: 'problem.offline',
  'tenant.required': 'problem.tenant_required',
  'tenant.mismatch': 'problem.tenant_mismatch',
  'tenant.forbidden': 'problem.tenant_forbidden',
  'tenant.suspended': 'problem.tenant_suspended',
  'runtime.required': 'problem.runtime_required',
  'runtime.forbidden': 'problem.runtime_forbidden',
  'runtime.suspended': 'problem.runtime_suspended',
  'contract.version_required': 'problem.contract_version',
  'contract.version_unsupported': 'problem.contract_version',
  'request.unknown_field': 'problem.request_malformed',
  'request.invalid': 'problem.request_invalid',
  'request.malformed': 'problem.request_malformed',
  'request.too_large': 'problem.request_too_large',
  'request.timeout': 'problem.request_timeout',
  'idempotency.conflict': 'problem.idempotency_conflict',
  'auth.required': 'problem.auth_required',
  'auth.invalid': 'problem.auth_required',
  'auth.forbidden': 'problem.auth_forbidden',
  'enrolment.invalid': 'problem.enrolment_invalid',
  'identity.token_invalid': 'problem.auth_required',
  'identity.unknown': 'problem.identity_unknown',
  not_found: 'problem.not_found',
  method_not_allowed: 'problem.request_malformed',
  'entitlement.no_entitlement': 'problem.entitlement_none',
  'entitlement.expired': 'problem.entitlement_expired',
  'entitlement.quota_exceeded': 'problem.entitlement_quota',
  'entitlement.tenant_suspended': 'problem.tenant_suspended',
  'entitlement.runtime_suspended': 'problem.runtime_suspended',
  'entitlement.kill_switch': 'problem.entitlement_kill_switch',
  'entitlement.policy_denied': 'problem.entitlement_policy',
  'entitlement.feature_unknown': 'problem.entitlement_unknown',
  'rate.limited': 'problem.rate_limited',
  unavailable: 'problem.unavailable',
  internal: 'problem.internal',
} as const satisfies Record<string, Key>;

export type ProblemCode = keyof typeof problemKeys;
export const problemCodes = Object.keys(problemKeys) as ProblemCode[];

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly correlationId: string | undefined;
  readonly violations: readonly Violation[];

  constructor(body: ProblemBody) {
    super(body.title ?? body.code);
    this.name = 'Problem';
    this.status = body.status;
    this.code = body.code;
    this.detail = body.detail ?? undefined;
    this.correlationId = body.correlation_id ?? undefined;
    this.violations = body.violations ?? [];
  }
}

export async function problemFrom(response: Response): Promise<Problem> {
  const fallback = { status: response.status, code: codeOfStatus(response.status) };
  const correlation = response.headers.get('x-correlation-id');
  try {
    const body = (await response.json()) as Partial<ProblemBody>;
    return new Problem({ correlation_id: correlation, ...body, ...withDefaults(body, fallback) });
  } catch {
    return new Problem({ ...fallback, correlation_id: correlation });
  }
}

function withDefaults(body: Partial<ProblemBody>, fallback: { status: number; code: string }) {
  return { status: body.status ?? fallback.status, code: body.code ?? fallback.code };
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 401) return 'auth.required';
  if (status === 403) return 'auth.forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'request.too_large';
  if (status === 429) return 'rate.limited';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 500 ? 'internal' : 'request.malformed';
}

/** The sentence for a person. Conflicts name what they conflict with, so the server's own text is the best one. */
export function problemText(t: Translate, problem: Problem): string {
  if (problem.code in problemKeys) return t(problemKeys[problem.code as ProblemCode]);
  if (problem.code.startsWith('conflict.')) return problem.detail ?? t('problem.conflict');
  return problem.detail ?? t('problem.internal');
}

/** The sentence under a field. The server says it best, in English; the code says it in every language. */
export function violationText(t: Translate, violation: Violation): string {
  const key = `violation.${violation.code}`;
  if (violation.detail && (t.language === 'en' || !t.has(key))) return sentence(violation.detail);
  return t.has(key) ? t(key) : t('violation.invalid');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ status: 500, code: 'internal', detail: error instanceof Error ? error.message : undefined });
}

export const isForbidden = (problem: Problem): boolean => problem.status === 403;
export const isMissing = (problem: Problem): boolean => problem.status === 404;
