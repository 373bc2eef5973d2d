// The shapes on the wire. Optional fields may be absent or null: the console treats both the same.

export type Maybe<T> = T | null | undefined;
export type Localised = Record<string, string>;

export interface Page<T> {
  items: T[];
  next?: Maybe<string>;
}

export type TenantType = 'individual' | 'company' | 'internal';
export type TenantStatus = 'active' | 'suspended';

export interface Tenant {
  tenant_id: string;
  name: string;
  slug: string;
  type: TenantType;
  status: TenantStatus;
  parent_id?: Maybe<string>;
  policies: {
    security_level: 'standard' | 'enterprise';
    data_residency?: Maybe<string>;
    time_zone?: Maybe<string>;
    brand_colour?: Maybe<string>;
  };
  created_at: string;
  suspended_reason?: Maybe<string>;
}

export interface SessionTenant {
  tenant_id: string;
  name: string;
  type: TenantType;
  slug: string;
  roles?: string[];
}

export interface Session {
  authenticated: boolean;
  csrf_token?: Maybe<string>;
  user?: Maybe<{ name?: Maybe<string>; email?: Maybe<string> }>;
  tenant?: Maybe<SessionTenant>;
  memberships?: Maybe<SessionTenant[]>;
}

export interface Me {
  subject: string;
  name: string;
  email: string;
  memberships: { tenant: Tenant; identity_id: string; roles: string[] }[];
  active?: Maybe<{ tenant: Tenant; identity_id: string; roles: string[]; permissions: string[] }>;
}

export interface Member {
  member_id: string;
  tenant_id: string;
  email: string;
  name?: Maybe<string>;
  roles: string[];
  status: 'invited' | 'active';
  identity_id?: Maybe<string>;
  created_at: string;
  last_seen_at?: Maybe<string>;
}

export interface RoleMapping {
  claim: string;
  value: string;
  role: string;
}

export interface Connection {
  connection_id: string;
  tenant_id: string;
  name: string;
  provider: string;
  issuer: string;
  client_id: string;
  has_secret: boolean;
  audience?: Maybe<string>;
  token_use: 'access' | 'id';
  jit: { enabled: boolean; default_roles: string[] };
  role_mappings: RoleMapping[];
  enabled: boolean;
  created_at: string;
}

export type GrantState = 'active' | 'scheduled' | 'expired' | 'revoked';
export type WindowKind = 'never' | 'day' | 'week' | 'month' | 'fixed';

export interface Grant {
  grant_id: string;
  tenant_id: string;
  product: string;
  feature: string;
  limit?: Maybe<number>;
  window?: Maybe<{ kind: WindowKind; seconds?: Maybe<number> }>;
  valid_from: string;
  valid_until?: Maybe<string>;
  state: GrantState;
  note?: Maybe<string>;
  created_by?: Maybe<string>;
  created_at: string;
  revoked_at?: Maybe<string>;
  used?: Maybe<number>;
}

export interface Decision {
  allowed: boolean;
  code: string;
  limits?: Maybe<{
    limit?: Maybe<number>;
    used?: Maybe<number>;
    reserved?: Maybe<number>;
    remaining?: Maybe<number>;
    reset_at?: Maybe<string>;
  }>;
  source?: Maybe<unknown[]>;
  decision_id: string;
}

export interface Feature {
  product: string;
  key: string;
  kind: 'boolean' | 'limited';
  title: Localised;
  max_staleness_s?: Maybe<number>;
}

export type RuntimeHealth = 'healthy' | 'degraded' | 'unreachable' | 'never';

export interface Runtime {
  runtime_id: string;
  tenant_id: string;
  type: string;
  product: string;
  title?: Maybe<Localised>;
  deployment_mode: 'shared' | 'dedicated' | 'on_prem';
  version: string;
  desired_version?: Maybe<string>;
  capabilities: string[];
  status: 'registered' | 'active' | 'suspended';
  suspended_reason?: Maybe<string>;
  max_concurrent_requests?: Maybe<number>;
  health: RuntimeHealth;
  directive: 'continue' | 'suspend' | 'limit';
  policy_version_applied?: Maybe<number>;
  last_heartbeat_at?: Maybe<string>;
  metrics?: Maybe<Record<string, number>>;
  endpoint?: Maybe<string>;
  registered_at: string;
  kill_switches_pending?: Maybe<string[]>;
}

export interface Enrolment {
  enrolment_id: string;
  token: string;
  expires_at: string;
}

export interface EnrolmentRow {
  enrolment_id: string;
  tenant_id: string;
  runtime_type: string;
  product: string;
  deployment_mode: Runtime['deployment_mode'];
  state?: Maybe<string>;
  expires_at: string;
  used_at?: Maybe<string>;
  created_at?: Maybe<string>;
}

export type SwitchScope = 'global' | 'tenant' | 'runtime' | 'feature';

export interface KillSwitch {
  switch_id: string;
  scope: SwitchScope;
  tenant_id?: Maybe<string>;
  runtime_id?: Maybe<string>;
  feature?: Maybe<string>;
  reason: string;
  activated_at: string;
  activated_by?: Maybe<string>;
  cleared_at?: Maybe<string>;
  acknowledgements?: Maybe<{ runtime_id: string; applied_at?: Maybe<string> }[]>;
}

export interface AuditRecord {
  event_id: string;
  tenant_id: string;
  tenant_name?: Maybe<string>;
  runtime_id?: Maybe<string>;
  actor_type: 'user' | 'runtime' | 'system';
  actor_id: string;
  actor_name?: Maybe<string>;
  type: string;
  timestamp: string;
  correlation_id: string;
  payload?: Maybe<Record<string, unknown>>;
  seq?: Maybe<number>;
  received_at?: Maybe<string>;
}

export interface NavGroup {
  product: string;
  title: Localised;
  items: { path: string; icon?: Maybe<string>; label: Localised }[];
}

export type ProgressStatus = 'not_started' | 'in_progress' | 'completed';
export type LessonKind = 'text' | 'video' | 'quiz';

export interface CourseProgress {
  status: ProgressStatus;
  completed: number;
  total: number;
}

export interface CourseCard {
  slug: string;
  title: string;
  summary: string;
  level: 'beginner' | 'intermediate' | 'advanced';
  minutes: number;
  lesson_count: number;
  cover?: Maybe<string>;
  tags: string[];
  access: { allowed: boolean; code: string };
  progress: CourseProgress;
}

export interface Course extends CourseCard {
  description_html: string;
  lessons: { slug: string; title: string; kind: LessonKind; minutes: number; completed: boolean }[];
}

export interface QuizQuestion {
  id: string;
  kind: 'single' | 'multiple';
  stem_html: string;
  options: { id: string; html: string }[];
}

export interface Lesson {
  slug: string;
  title: string;
  kind: LessonKind;
  minutes: number;
  completed: boolean;
  position_s?: Maybe<number>;
  html?: Maybe<string>;
  video?: Maybe<{ src: string; poster?: Maybe<string>; captions?: Maybe<string>; duration_s?: Maybe<number> }>;
  quiz?: Maybe<{
    pass_percent: number;
    attempts?: Maybe<{ limit?: Maybe<number>; used: number }>;
    questions: QuizQuestion[];
    best?: Maybe<{ score: number; max_score: number; passed: boolean }>;
  }>;
  previous?: Maybe<LessonLink>;
  next?: Maybe<LessonLink>;
}

/** The neighbour of a lesson: its slug, or its slug and title. */
export type LessonLink = string | { slug: string; title?: Maybe<string> };

export interface AttemptResult {
  attempt_id: string;
  score: number;
  max_score: number;
  percent: number;
  passed: boolean;
  results: {
    question_id: string;
    correct: boolean;
    correct_options: string[];
    explanation_html?: Maybe<string>;
  }[];
  progress?: Maybe<CourseProgress>;
}

export interface ProgressRow {
  slug: string;
  title: string;
  status: ProgressStatus;
  completed: number;
  total: number;
  last_activity_at?: Maybe<string>;
}

export interface Violation {
  pointer: string;
  code: string;
  detail?: Maybe<string>;
}

export interface ProblemBody {
  type?: string;
  title?: string;
  status: number;
  code: string;
  detail?: Maybe<string>;
  correlation_id?: Maybe<string>;
  violations?: Maybe<Violation[]>;
}
